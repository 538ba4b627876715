import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { Attention } from "@/features/home/attention";
import { Growth, SHOWN } from "@/features/home/growth";
import classes from "@/features/home/home.module.css";
import { Pulse } from "@/features/home/pulse";
import { TopSegments } from "@/features/home/top-segments";

export const Route = createFileRoute("/_app/")({
  validateSearch: v.object({ show: v.optional(v.fallback(v.picklist(SHOWN), "new")) }),
  component: Home,
});

function Home() {
  const { t } = useTranslation("home");
  const { show = "active" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <Page title={t("title")} about={t("about")}>
      <Pulse />
      <div className={classes.attention}>
        <Attention />
      </div>
      <div className={classes.grid}>
        <Growth
          shown={show}
          onShow={(chosen) => void navigate({ search: { show: chosen }, replace: true, resetScroll: false })}
        />
        <TopSegments />
      </div>
    </Page>
  );
}
