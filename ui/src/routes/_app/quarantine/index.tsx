import { useInfiniteQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { IconClick } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { OneEvent } from "@/features/quarantine/one-event";
import { itemsQuery, STATUSES } from "@/features/quarantine/queries";
import { QuarantineList } from "@/features/quarantine/quarantine-list";
import classes from "@/features/quarantine/quarantine.module.css";

export const Route = createFileRoute("/_app/quarantine/")({
  validateSearch: v.object({
    status: v.optional(v.fallback(v.picklist(STATUSES), "open")),
    source: v.optional(v.fallback(v.string(), "")),
    code: v.optional(v.fallback(v.string(), "")),
    import: v.optional(v.fallback(v.string(), "")),
    id: v.optional(v.fallback(v.string(), "")),
  }),
  component: Quarantine,
});

function Quarantine() {
  const { t } = useTranslation("quarantine");
  const { status = "open", source = "", code = "", id = "", import: imported = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const filter = { status, source, code, import: imported };
  const isEmpty = useInfiniteQuery(itemsQuery(filter)).data?.pages.every((page) => page.items.length === 0);
  return (
    <Page title={t("title")} about={t("about")} fill>
      <div className={classes.columns} data-open={id || undefined}>
        <QuarantineList
          filter={filter}
          chosen={id}
          onFilter={(change) => void navigate({ search: { ...filter, ...change }, replace: true })}
          onOpen={(opened) => void navigate({ search: { ...filter, id: opened }, replace: true })}
        />
        <div className={classes.detail}>
          {id ? (
            <OneEvent id={id} onClose={() => void navigate({ search: filter, replace: true })} />
          ) : (
            !isEmpty && (
              <div className={classes.nothing}>
                <div>
                  <IconClick size={26} stroke={1.4} aria-hidden />
                  <p>{t("item.choose")}</p>
                </div>
              </div>
            )
          )}
        </div>
      </div>
    </Page>
  );
}
