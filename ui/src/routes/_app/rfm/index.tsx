import { Tabs } from "@mantine/core";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { LifeCycle, VIEWS } from "@/features/rfm/life-cycle";
import { SPANS } from "@/features/rfm/moves";
import classes from "@/features/rfm/rfm.module.css";
import { AXES } from "@/features/rfm/steps";
import { useTabInView } from "@/lib/use-tab-in-view";

export const Route = createFileRoute("/_app/rfm/")({
  validateSearch: v.object({
    view: v.optional(v.fallback(v.picklist(VIEWS), "rfm")),
    axis: v.optional(v.fallback(v.picklist(AXES), "both")),
    field: v.optional(v.fallback(v.pipe(v.string(), v.regex(/^([1-5]-[1-5])?$/)), "")),
    cell: v.optional(v.fallback(v.string(), "")),
    days: v.optional(v.fallback(v.picklist(SPANS), 30)),
  }),
  component: RfmPage,
});

function RfmPage() {
  const { t } = useTranslation("rfm");
  const { view = "rfm", axis = "both", field = "", cell = "", days = 30 } = Route.useSearch();
  const navigate = Route.useNavigate();
  const list = useTabInView(view);
  const asked = { view, axis, field, cell, days };
  const ask = (change: Partial<typeof asked>) =>
    void navigate({ search: { ...asked, ...change }, replace: true, resetScroll: false });
  return (
    <Page title={t("title")} about={t("about")}>
      <Tabs
        className={classes.tabs ?? ""}
        value={view}
        onChange={(chosen) => {
          ask({ view: VIEWS.find((each) => each === chosen) ?? "rfm", field: "", cell: "" });
        }}
      >
        <Tabs.List ref={list} className={classes.tabList}>
          {VIEWS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`view.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <LifeCycle asked={asked} onChange={ask} />
    </Page>
  );
}
