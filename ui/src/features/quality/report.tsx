import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCircleCheck, IconDatabaseOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Stat, Stats } from "@/components/stat";
import { Term } from "@/components/term";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { shortDelay } from "./delay";
import { FlagRow } from "./flag-row";
import { type Days, qualityQuery, type SourceQuality } from "./queries";
import classes from "./quality.module.css";
import { fieldWords } from "./words";

const NAME_LETTERS = 120;
const SHOWN_NAMESPACES = 6;
const BAD_SHARE = 0.05;

interface ReportProps {
  days: Days;
  /** "source/flag" of the remark that is open. */
  open: string;
  onOpen: (open: string) => void;
}

/** How good the data is: what it says of people, and what is odd about it, source by source. */
export function Report({ days, open, onOpen }: ReportProps) {
  const { t } = useTranslation("quality");
  const found = useQuery(qualityQuery(days));
  if (found.error) return <ProblemNote error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data)
    return (
      <div className={classes.stack}>
        <Skeleton h={92} />
        <Skeleton h={260} />
        <Skeleton h={260} />
      </div>
    );
  const sources = found.data.sources.filter((each) => each.kind !== "system");
  if (sources.length === 0)
    return (
      <Empty icon={IconDatabaseOff} title={t("none")}>
        {t("noneWhat")}
      </Empty>
    );
  return (
    <div className={classes.stack}>
      <Totals sources={sources} />
      <Coverage found={found.data.profiles} />
      {sources.map((each) => (
        <OneSource key={each.source_id} source={each} days={days} open={open} onOpen={onOpen} />
      ))}
    </div>
  );
}

function Totals({ sources }: { sources: readonly SourceQuality[] }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const sum = (of: (each: SourceQuality) => number) => sources.reduce((total, each) => total + of(each), 0);
  const events = sum((each) => each.events);
  const flagged = sum((each) => each.flagged_events);
  const waiting = sum((each) => each.quarantine.reduce((total, one) => total + one.events, 0));
  const late = sum((each) => each.late_events);
  const share = (part: number) => (events > 0 ? part / events : 0);
  return (
    <Stats>
      <Stat
        label={t("total.events")}
        value={format.number(events)}
        note={t("total.sources", { count: sources.length })}
      />
      <Stat
        label={t("total.flagged")}
        value={format.percent(share(flagged), 1)}
        note={t("total.number", { count: flagged, events: format.number(flagged) })}
        {...(share(flagged) > BAD_SHARE ? { tone: "warn" as const } : {})}
      />
      <Stat
        label={t("total.late")}
        value={format.percent(share(late), 1)}
        note={t("total.number", { count: late, events: format.number(late) })}
      />
      <Stat
        label={<Term name="quarantine" />}
        value={format.number(waiting)}
        note={t("total.waiting")}
        {...(waiting > 0 ? { tone: "warn" as const } : {})}
      />
    </Stats>
  );
}

function Coverage({
  found,
}: {
  found: { profiles: number; identifiers: { namespace: string; share: number; profiles: number }[] };
}) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  return (
    <Panel
      title={t("coverage.title")}
      aside={t("coverage.people", { count: found.profiles, people: format.number(found.profiles) })}
    >
      <Bars
        bars={found.identifiers.slice(0, SHOWN_NAMESPACES).map((each) => ({
          name: fieldWords(each.namespace, t),
          share: each.share,
          number: each.profiles,
        }))}
      />
    </Panel>
  );
}

function OneSource({ source, days, open, onOpen }: { source: SourceQuality } & ReportProps) {
  const { t, i18n } = useTranslation("quality");
  const format = useFormat();
  const waiting = source.quarantine.reduce((sum, each) => sum + each.events, 0);
  return (
    <Panel
      title={
        <Link to="/sources/$id" params={{ id: source.source_id }} className={classes.link}>
          <Clipped text={source.name} letters={NAME_LETTERS} />
        </Link>
      }
      aside={t("total.number", { count: source.events, events: format.number(source.events) })}
    >
      <div className={classes.facts}>
        <span>{t("source.flagged", { share: format.percent(source.flagged_share, 1) })}</span>
        <span>{t("source.delay", { delay: shortDelay(source.median_delay, i18n.language) })}</span>
        <span>{t("source.late", { share: format.percent(source.late_share, 1) })}</span>
        {waiting > 0 && (
          <Link to="/quarantine" search={{ source: source.source_id }} className={classes.warn}>
            {t("source.quarantine", { count: waiting })}
          </Link>
        )}
      </div>
      <div className={classes.columns}>
        <section>
          <h3>{t("source.carried")}</h3>
          <Bars
            bars={source.carried.map((each) => ({
              name: fieldWords(each.field, t),
              share: each.share,
              number: each.events,
            }))}
          />
        </section>
        <section>
          <h3>{t("source.flags")}</h3>
          {source.flags.length === 0 ? (
            <p className={classes.well}>
              <IconCircleCheck size={17} aria-hidden /> {t("source.noFlags")}
            </p>
          ) : (
            <ul className={classes.flags}>
              {source.flags.map((flag) => {
                const key = `${source.source_id}/${flag.flag}`;
                return (
                  <FlagRow
                    key={key}
                    flag={flag}
                    sourceId={source.source_id}
                    days={days}
                    isOpen={open === key}
                    onToggle={() => {
                      onOpen(open === key ? "" : key);
                    }}
                  />
                );
              })}
            </ul>
          )}
        </section>
      </div>
    </Panel>
  );
}

/** Shares as bars, each with its figure. */
function Bars({ bars }: { bars: readonly { name: string; share: number; number: number }[] }) {
  const format = useFormat();
  return (
    <ul className={classes.bars}>
      {bars.map(({ name, share, number }) => (
        <li key={name} className={classes.bar}>
          <bdi className={classes.barName}>{name}</bdi>
          <span className={classes.track} aria-hidden>
            <span className={classes.fill} style={{ inlineSize: `${Math.max(share * 100, number > 0 ? 1 : 0)}%` }} />
          </span>
          <span className={classes.barShare} title={format.number(number)}>
            {format.percent(share, share > 0 && share < 0.1 ? 1 : 0)}
          </span>
        </li>
      ))}
    </ul>
  );
}
