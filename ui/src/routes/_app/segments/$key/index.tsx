import { Tabs } from "@mantine/core";
import { noop, useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { DefinitionHeading, KeyNote } from "@/components/definition/definition-list";
import { DocumentView } from "@/components/definition/document-view";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useFollowed } from "@/features/segments/followed";
import { Members, Turnover } from "@/features/segments/members";
import classes from "@/features/segments/one-segment.module.css";
import { Overview } from "@/features/segments/overview";
import { useNameOf } from "@/features/segments/name";
import { freshnessQuery, historyQuery, segmentQuery, sizesQuery } from "@/features/segments/queries";
import { SegmentActions } from "@/features/segments/segment-actions";
import { StateBadge } from "@/features/segments/segment-list";
import { SegmentVersions } from "@/features/segments/segment-versions";
import { SPANS, TABS } from "@/features/segments/views";
import { useMay } from "@/lib/permission";
import { useTabInView } from "@/lib/use-tab-in-view";

const USUAL_DAYS = 30;

export const Route = createFileRoute("/_app/segments/$key/")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "overview")),
    days: v.optional(v.fallback(v.picklist(SPANS), USUAL_DAYS)),
  }),
  loader: ({ context: { cache }, params: { key } }) => {
    void cache.query(freshnessQuery(key)).catch(noop);
    void cache.query(historyQuery(key, USUAL_DAYS)).catch(noop);
    void cache.query(sizesQuery).catch(noop);
    return cache.query({ ...segmentQuery(key), staleTime: "static" });
  },
  component: OneSegment,
});

function OneSegment() {
  const { t } = useTranslation("segments");
  const { key } = Route.useParams();
  const { tab = "overview", days = USUAL_DAYS } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { data: segment } = useSuspenseQuery(segmentQuery(key));
  const name = useNameOf()(segment);
  useFollowed(key);
  const mayReadPeople = useMay("people.read");
  const list = useTabInView(tab);
  const shown = TABS.filter((each) => mayReadPeople || (each !== "members" && each !== "turnover"));
  const search = (change: { tab?: (typeof TABS)[number]; days?: (typeof SPANS)[number] }) =>
    void navigate({ search: { tab, days, ...change }, replace: true, resetScroll: false });
  return (
    <Page
      title={name}
      fill={tab === "members" || tab === "turnover"}
      heading={
        <DefinitionHeading name={name}>
          {segment.definition.enabled === false && <StateBadge state="disabled" />}
        </DefinitionHeading>
      }
      about={<KeyNote of={segment.key} />}
      actions={<SegmentActions segment={segment} />}
    >
      <Tabs
        className={classes.tabs}
        value={tab}
        onChange={(chosen) => {
          search({ tab: TABS.find((each) => each === chosen) ?? "overview" });
        }}
      >
        <Tabs.List ref={list} className={classes.tabList}>
          {shown.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {tab === "overview" && (
        <Overview
          segment={segment}
          days={days}
          onDays={(chosen) => {
            search({ days: SPANS.find((each) => each === chosen) ?? USUAL_DAYS });
          }}
        />
      )}
      {tab === "members" && <Members segmentKey={key} />}
      {tab === "turnover" && <Turnover segmentKey={key} />}
      {tab === "definition" && (
        <Panel>
          <DocumentView document={segment.definition} />
        </Panel>
      )}
      {tab === "versions" && <SegmentVersions segment={segment} />}
    </Page>
  );
}
