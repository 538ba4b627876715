import { Tabs } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { clip, Clipped } from "@/components/value";
import { When } from "@/components/when";
import { Debugger } from "@/features/sources/debugger";
import { Install } from "@/features/sources/install";
import { Keys } from "@/features/sources/keys";
import { sourceQuery, SPANS, volumesQuery } from "@/features/sources/queries";
import { Settings, Switch } from "@/features/sources/settings";
import { SDKS } from "@/features/sources/snippets";
import classes from "@/features/sources/sources.module.css";
import { KindIcon, StatusBadge } from "@/features/sources/status";
import { VolumeChart } from "@/features/sources/volume";
import { useMay } from "@/lib/permission";
import { useTabInView } from "@/lib/use-tab-in-view";

const TABS = ["debugger", "volume", "install", "keys", "settings"] as const;
const OF_OWN = ["debugger", "volume"] as const;
const TITLE_LETTERS = 80;

export const Route = createFileRoute("/_app/sources/$id")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "debugger")),
    span: v.optional(v.fallback(v.picklist(SPANS), "month")),
    sdk: v.optional(v.fallback(v.union([v.picklist(SDKS), v.literal("")]), "")),
    q: v.optional(v.fallback(v.string(), "")),
    faulty: v.optional(v.fallback(v.boolean(), false)),
  }),
  loader: ({ context, params }) => context.cache.query({ ...sourceQuery(params.id), staleTime: 0 }),
  component: OneSource,
});

function OneSource() {
  const { t } = useTranslation("sources");
  const { id } = Route.useParams();
  const search = Route.useSearch();
  const { tab = "debugger", span = "month", sdk = "", q = "", faulty = false } = search;
  const navigate = Route.useNavigate();
  const mayManage = useMay("sources.manage");
  const { data: source } = useSuspenseQuery(sourceQuery(id));
  const volumes = useQuery(volumesQuery(span));
  const volume = volumes.data?.sources.find((each) => each.source_id === id);
  const tabs = source.kind === "system" ? OF_OWN : TABS;
  const list = useTabInView(tab);
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  return (
    <Page
      title={clip(source.name, TITLE_LETTERS)}
      heading={
        <div className={classes.heading}>
          <KindIcon kind={source.kind} />
          <h1>
            <Clipped text={source.name} letters={TITLE_LETTERS} />
          </h1>
        </div>
      }
      about={
        <div className={classes.facts}>
          {volumes.data && <StatusBadge source={source} volume={volume} />}
          <span>{t(`kind.${source.kind}.name`)}</span>
          {volume?.last_received_at && (
            <span>
              {t("last")} <When at={volume.last_received_at} />
            </span>
          )}
        </div>
      }
      actions={mayManage && source.kind !== "system" && <Switch source={source} />}
    >
      <Tabs
        value={tab}
        onChange={(chosen) => {
          go({ tab: TABS.find((each) => each === chosen) });
        }}
      >
        <Tabs.List ref={list} className={classes.tabs}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="debugger">
          <Debugger
            id={id}
            search={q}
            faulty={faulty}
            onChange={(change) => {
              go({ q: change.search ?? q, faulty: change.faulty ?? faulty });
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="volume">
          <VolumeChart
            id={id}
            span={span}
            onSpan={(chosen) => {
              go({ span: chosen });
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="install">
          <Install
            source={source}
            sdk={sdk}
            onSdk={(chosen) => {
              go({ sdk: chosen });
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <Keys source={source} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <Settings key={source.updated_at} source={source} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
