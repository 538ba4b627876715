import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { Attention } from "@/features/home/attention";
import { Growth, SHOWN } from "@/features/home/growth";
import classes from "@/features/home/home.module.css";
import { Pulse } from "@/features/home/pulse";
import { GROWTH_DAYS, growthQuery, pulseQuery } from "@/features/home/queries";
import { TopSegments } from "@/features/home/top-segments";

export const Route = createFileRoute("/_app/")({
  validateSearch: v.object({ show: v.optional(v.fallback(v.picklist(SHOWN), "new")) }),
  component: Home,
});

/** Needed once in the life of a workspace. */
const Begin = lazy(() => import("@/features/home/begin"));

function Home() {
  const { t } = useTranslation("home");
  const { show = "active" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const nobody = useQuery(growthQuery(GROWTH_DAYS)).data?.people === 0;
  const quiet = useQuery(pulseQuery).data?.minutes.every((each) => each.events === 0) ?? false;
  const isEmpty = nobody && quiet;
  return (
    <Page title={t("title")} about={t("about")}>
      <Pulse />
      <div className={classes.attention}>
        <Attention isQuiet={isEmpty} />
      </div>
      {isEmpty && (
        <div className={classes.attention}>
          <Suspense>
            <Begin />
          </Suspense>
        </div>
      )}
      {!isEmpty && (
        <div className={classes.grid}>
          <Growth
            shown={show}
            onShow={(chosen) => void navigate({ search: { show: chosen }, replace: true, resetScroll: false })}
          />
          <TopSegments />
        </div>
      )}
    </Page>
  );
}
