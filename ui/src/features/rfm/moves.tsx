import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowRight, IconArrowsExchange } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { migrationQuery, type Ready, sizesQuery } from "./queries";
import classes from "./rfm.module.css";

export const SPANS = [7, 30, 90, 365] as const;
export type Span = (typeof SPANS)[number];
const SHOWN = 14;

/** Who moved from one segment to another within the last days. */
export function Moves({ ready, days, onDays }: { ready: Ready; days: Span; onDays: (days: Span) => void }) {
  const { t } = useTranslation("rfm");
  const format = useFormat();
  const migration = useQuery(migrationQuery(ready.name, days));
  const names = new Map(useQuery(sizesQuery).data?.items.map((each) => [each.key, each.name]));
  const nameOf = (key: string | null) => (key === null ? t("moves.nobodys") : (names.get(key) ?? key));
  const moves = migration.data?.moves ?? [];
  const sum = (some: typeof moves) => some.reduce((total, each) => total + each.people, 0);
  const stayed = sum(moves.filter((each) => each.before === each.after));
  const came = moves.filter((each) => each.before === null);
  const moved = moves.filter((each) => each.before !== null && each.before !== each.after);
  const shown = [...moved, ...came].toSorted((a, b) => b.people - a.people).slice(0, SHOWN);
  const largest = Math.max(...shown.map((each) => each.people), 1);
  return (
    <Panel
      title={t("moves.title")}
      flush
      aside={
        <SegmentedControl
          aria-label={t("moves.span")}
          value={String(days)}
          data={SPANS.map((value) => ({ value: String(value), label: t("moves.days", { count: value }) }))}
          onChange={(value) => {
            onDays(SPANS.find((each) => String(each) === value) ?? 30);
          }}
        />
      }
    >
      {migration.isPending && <Skeleton h={240} m="md" w="auto" />}
      {migration.error && <ProblemNote small error={migration.error} onRetry={() => void migration.refetch()} />}
      {migration.data && (
        <dl className={classes.totals}>
          {(["stayed", "moved", "came"] as const).map((kind) => (
            <div key={kind}>
              <dt>{t(`moves.${kind}`)}</dt>
              <dd>{format.number({ stayed, moved: sum(moved), came: sum(came) }[kind])}</dd>
            </div>
          ))}
        </dl>
      )}
      {migration.data && shown.length === 0 && (
        <Empty small icon={IconArrowsExchange} title={t("moves.none")}>
          {t("moves.noneWhat")}
        </Empty>
      )}
      <ul className={classes.moves} aria-label={t("moves.title")}>
        {shown.map((each) => (
          <li key={`${each.before ?? ""} ${each.after ?? ""}`}>
            <span className={classes.move}>
              <Clipped text={nameOf(each.before)} letters={40} />
              <IconArrowRight size={14} aria-label={t("moves.to")} role="img" />
              <Clipped text={nameOf(each.after)} letters={40} />
            </span>
            <span className={classes.size}>{format.number(each.people)}</span>
            <span className={classes.bar} style={{ "--part": each.people / largest } as React.CSSProperties} />
          </li>
        ))}
      </ul>
      {ready.added && <p className={classes.lead}>{t("moves.since", { day: format.day(ready.added.created_at) })}</p>}
    </Panel>
  );
}
