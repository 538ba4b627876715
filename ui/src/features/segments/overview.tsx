import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { categories, figures } from "@/components/chart/axes";
import { Chart } from "@/components/chart/chart";
import type { ChartOption } from "@/components/chart/echarts";
import shared from "@/components/definition/definition.module.css";
import { membersSentence, useSpeaker } from "@/components/definition/sentence";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Stat, Stats } from "@/components/stat";
import { Term } from "@/components/term";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { detailInWords } from "@/i18n/wording";
import classes from "./one-segment.module.css";
import { type Definition, freshnessQuery, type Freshness, historyQuery, overlapQuery, sizesQuery } from "./queries";
import { SPANS } from "./views";

const COMPARED = 12;
const SHOWN = 8;

/** One segment at a glance: how large, how fresh, who is in it in words, how it grew, whom it shares with others. */
export function Overview({
  segment,
  days,
  onDays,
}: {
  segment: Definition;
  days: number;
  onDays: (days: number) => void;
}) {
  const { t } = useTranslation("segments");
  const speaker = useSpeaker();
  const about = useCalled().segment(segment.key, segment.definition.description ?? "");
  return (
    <>
      <Figures segment={segment} days={days} />
      <div className={classes.panels}>
        <Panel title={t("one.who")}>
          <p className={shared.sentence}>{membersSentence(speaker, segment.definition.members)}</p>
          {about && <p className={classes.about}>{about}</p>}
          {segment.used_by.length > 0 && (
            <p className={classes.about}>
              {t("one.usedBy")} <Users keys={segment.used_by} />
            </p>
          )}
        </Panel>
        <Panel
          title={t("one.history")}
          aside={
            <SegmentedControl
              aria-label={t("one.span")}
              value={String(days)}
              onChange={(value) => {
                onDays(Number(value));
              }}
              data={SPANS.map((span) => ({ value: String(span), label: t("one.days", { count: span }) }))}
            />
          }
        >
          <History segment={segment} days={days} />
        </Panel>
        <Panel title={<Term name="overlap">{t("one.overlap")}</Term>}>
          <Overlap segment={segment} />
        </Panel>
      </div>
    </>
  );
}

function Users({ keys }: { keys: readonly string[] }) {
  const { names } = useSpeaker();
  return keys.map((user, index) => {
    const key = user.slice(user.indexOf(":") + 1);
    return (
      <span key={user}>
        {index > 0 && ", "}
        <Link to="/segments/$key" params={{ key }} className={shared.link}>
          <bdi>{names.segment(key)}</bdi>
        </Link>
      </span>
    );
  });
}

function Figures({ segment, days }: { segment: Definition; days: number }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const { data: fresh } = useQuery(freshnessQuery(segment.key));
  const { data: history } = useQuery(historyQuery(segment.key, days));
  const sum = (name: "entered" | "exited") => history?.items.reduce((total, each) => total + each[name], 0) ?? 0;
  if (!fresh || !history) return <Skeleton h={92} mb="md" />;
  const fault = faultOf(fresh);
  return (
    <div className={classes.figures}>
      <Stats>
        <Stat label={t("one.size")} value={format.number(fresh.size)} note={t("one.sizeNote")} />
        <Stat label={t("one.entered")} value={format.number(sum("entered"))} note={t("one.inDays", { count: days })} />
        <Stat label={t("one.exited")} value={format.number(sum("exited"))} note={t("one.inDays", { count: days })} />
        <Stat
          label={<Term name="freshness">{t("one.freshness")}</Term>}
          value={t(`state.${fresh.fault ? "fault" : fresh.status === "disabled" ? "disabled" : fresh.status}`)}
          note={<FreshnessNote fresh={fresh} isList={segment.definition.members.kind === "static"} />}
          {...(fresh.fault ? { tone: "bad" as const } : fresh.status === "live" ? { tone: "good" as const } : {})}
        />
      </Stats>
      {fault && (
        <p className={classes.fault} role="alert">
          <bdi>{fault}</bdi>
        </p>
      )}
    </div>
  );
}

/** Why its members are not those of its definition; "" if they are. */
function faultOf({ fault, fault_words, query }: Freshness): string {
  if (fault) return detailInWords({ detail: fault, words: fault_words });
  return query?.error ? detailInWords({ detail: query.error, words: query.error_words }) : "";
}

function FreshnessNote({ fresh, isList }: { fresh: Freshness; isList: boolean }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  if (fresh.status === "sweeping" || fresh.status === "filling") {
    return t("one.progress", { share: format.percent(fresh.progress) });
  }
  if (fresh.lists_waiting > 0) return t("one.waiting");
  if (fresh.evaluated_at) {
    return (
      <>
        {t("one.evaluated")} <When at={fresh.evaluated_at} />
      </>
    );
  }
  return isList ? t("kind.static") : t("one.notYet");
}

function History({ segment, days }: { segment: Definition; days: number }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const { data, error, refetch } = useQuery(historyQuery(segment.key, days));
  const option = useMemo<ChartOption | null>(() => {
    if (!data) return null;
    const points = daysOf(data, days, format.dayKey);
    return {
      xAxis: categories(
        points.map((each) => each.day),
        format.shortDay,
      ),
      yAxis: figures(format.short),
      series: [
        {
          type: "bar",
          name: t("one.entered"),
          data: points.map((each) => each.entered),
          stack: "turn",
          itemStyle: { opacity: 0.55 },
          barMaxWidth: 14,
        },
        {
          type: "bar",
          name: t("one.exited"),
          data: points.map((each) => -each.exited),
          stack: "turn",
          itemStyle: { opacity: 0.55 },
          barMaxWidth: 14,
        },
        {
          type: "line",
          name: t("one.size"),
          data: points.map((each) => each.size),
          showSymbol: points.filter((each) => each.size !== null).length < 2,
          lineStyle: { width: 2 },
          step: "end",
        },
      ],
    };
  }, [data, days, format, t]);
  if (error) return <ProblemNote error={error} onRetry={() => void refetch()} small />;
  if (!option) return <Skeleton h={340} />;
  return <Chart option={option} hasLegend height={340} label={t("one.historyLabel")} />;
}

/** Hours as calendar days of the workspace; on days without a change the size stays. */
function daysOf(
  data: { size: number; items: readonly { at: string; size: number; entered: number; exited: number }[] },
  days: number,
  dayKey: (at: Date | string) => string,
) {
  const hours = new Map<string, (typeof data.items)[number][]>();
  for (const each of data.items) hours.set(dayKey(each.at), [...(hours.get(dayKey(each.at)) ?? []), each]);
  const first = data.items[0];
  // before anybody ever was in it there is nothing to draw
  let size: number | null = (first ? first.size - first.entered + first.exited : data.size) || null;
  return Array.from({ length: days }, (_, index) => {
    const day = dayKey(new Date(Date.now() - (days - 1 - index) * 86_400_000));
    const found = hours.get(day) ?? [];
    size = found.at(-1)?.size ?? size;
    return {
      day,
      size,
      entered: found.reduce((sum, each) => sum + each.entered, 0),
      exited: found.reduce((sum, each) => sum + each.exited, 0),
    };
  });
}

function Overlap({ segment }: { segment: Definition }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const { data: sizes } = useQuery(sizesQuery);
  const keys = useMemo(() => {
    const others = sizes?.items.filter((each) => each.key !== segment.key && each.size > 0).slice(0, COMPARED) ?? [];
    return sizes ? [segment.key, ...others.map((each) => each.key)] : [];
  }, [sizes, segment.key]);
  const { data, error } = useQuery(overlapQuery(keys));
  const called = useCalled();
  const names = new Map(sizes?.items.map((each) => [each.key, called.segment(each.key, each.name || each.key)]));
  if (error) return <ProblemNote error={error} small />;
  if (sizes && keys.length < 2) return <p className={classes.about}>{t("one.noOthers")}</p>;
  if (!data) return <Skeleton h={160} />;
  const pairs = data.pairs
    .filter((pair) => pair.segments[0] === segment.key && pair.members > 0)
    .sort((a, b) => b.members - a.members)
    .slice(0, SHOWN);
  if (pairs.length === 0) return <p className={classes.about}>{t("one.noOverlap")}</p>;
  return (
    <ul className={classes.overlap}>
      {pairs.map((pair) => {
        const other = pair.segments[1] ?? "";
        const share = pair.share[0] ?? 0;
        return (
          <li key={other}>
            <Link to="/segments/$key" params={{ key: other }} className={shared.link}>
              <Clipped text={names.get(other) ?? other} letters={60} />
            </Link>
            <span className={shared.meter} aria-hidden>
              <span style={{ inlineSize: `${share * 100}%` }} />
            </span>
            <span className={classes.shared}>
              {t("one.shared", { people: format.number(pair.members), share: format.percent(share) })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
