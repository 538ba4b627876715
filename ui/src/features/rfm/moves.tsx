import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { Matrix, type MatrixRow } from "./matrix";
import { useSegmentNames } from "./names";
import { type Migration, migrationQuery, moversQuery, type Ready } from "./queries";
import classes from "./rfm.module.css";
import { SomePeople } from "./some-people";

export const SPANS = [7, 30, 90, 365] as const;
export type Span = (typeof SPANS)[number];

/** Stands for "in none of them" in the name of a cell. */
const NONE = "";
const TO = "~";

interface MovesProps {
  ready: Ready;
  days: Span;
  /** The cell that is looked into, as "before~after"; "" for none. */
  cell: string;
  onChange: (change: { days?: Span; cell?: string }) => void;
}

/** Who moved from which segment to which within the last days. */
export function Moves({ ready, days, cell, onChange }: MovesProps) {
  const { t } = useTranslation("rfm");
  const format = useFormat();
  const mayRead = useMay("people.read");
  const migration = useQuery(migrationQuery(ready.name, days));
  const names = useSegmentNames();
  const nameOf = (key: string) => names.get(key) ?? key;
  const found = migration.data && tableOf(migration.data, nameOf, t);
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
            onChange({ days: SPANS.find((each) => String(each) === value) ?? 30, cell: "" });
          }}
        />
      }
    >
      {migration.isPending && <Skeleton h={320} m="md" w="auto" />}
      {migration.error && <ProblemNote small error={migration.error} onRetry={() => void migration.refetch()} />}
      {found && (
        <dl className={classes.totals}>
          {(["stayed", "moved", "came"] as const).map((kind) => (
            <div key={kind}>
              <dt>{t(`moves.${kind}`)}</dt>
              <dd>{format.number(found[kind])}</dd>
            </div>
          ))}
        </dl>
      )}
      {found?.rows.length === 0 && (
        <Empty small icon={IconArrowsExchange} title={t("moves.none")}>
          {t("moves.noneWhat")}
        </Empty>
      )}
      {found && found.rows.length > 0 && (
        <Matrix
          label={t("moves.title")}
          corner={t("moves.corner")}
          heads={found.heads}
          rows={found.rows}
          chosen={cell}
          onChoose={
            mayRead
              ? (next) => {
                  onChange({ cell: next });
                }
              : undefined
          }
        />
      )}
      {mayRead && cell.includes(TO) && (
        <Movers key={`${cell} ${days}`} name={ready.name} days={days} cell={cell} nameOf={nameOf} />
      )}
      {ready.added && <p className={classes.lead}>{t("moves.since", { day: format.day(ready.added.created_at) })}</p>}
    </Panel>
  );
}

type Words = ReturnType<typeof useTranslation<"rfm">>["t"];

/** The moves as a table: where people were by row, where they are by column, shares of the row. */
function tableOf(migration: Migration, nameOf: (key: string) => string, t: Words) {
  const { moves } = migration;
  const sum = (some: typeof moves) => some.reduce((total, each) => total + each.people, 0);
  const isAt = (key: string, at: string | null) => (at ?? NONE) === key;
  const befores = [...migration.segments, NONE].filter((key) => moves.some((each) => isAt(key, each.before)));
  const afters = [...migration.segments, NONE].filter((key) => moves.some((each) => isAt(key, each.after)));
  const rows = befores.map((before): MatrixRow => {
    const from = moves.filter((each) => isAt(before, each.before));
    const whole = Math.max(sum(from), 1);
    const name = before === NONE ? t("moves.nobodys") : nameOf(before);
    return {
      id: before,
      name,
      cells: afters.map((after) => {
        const people = sum(from.filter((each) => isAt(after, each.after)));
        const about = t("moves.cell", { before: name, after: after === NONE ? t("moves.left") : nameOf(after) });
        return people > 0
          ? { id: `${before}${TO}${after}`, people, share: people / whole, about, isQuiet: before === after }
          : null;
      }),
    };
  });
  return {
    heads: afters.map((id) => ({ id, name: id === NONE ? t("moves.left") : nameOf(id) })),
    rows,
    stayed: sum(moves.filter((each) => each.before === each.after)),
    came: sum(moves.filter((each) => each.before === null)),
    moved: sum(moves.filter((each) => each.before !== null && each.before !== each.after)),
  };
}

interface MoversProps {
  name: string;
  days: Span;
  cell: string;
  nameOf: (key: string) => string;
}

function Movers({ name, days, cell, nameOf }: MoversProps) {
  const { t } = useTranslation("rfm");
  const [before = "", after = ""] = cell.split(TO);
  const movers = useInfiniteQuery(moversQuery(name, days, before, after));
  const title = t("moves.cell", {
    before: before ? nameOf(before) : t("moves.nobodys"),
    after: after ? nameOf(after) : t("moves.left"),
  });
  return (
    <section className={classes.movers} aria-label={title}>
      <h3 className={classes.detailName}>{title}</h3>
      {movers.isPending && <Skeleton h={120} />}
      {movers.error && <ProblemNote small error={movers.error} onRetry={() => void movers.refetch()} />}
      {movers.data && <SomePeople people={movers.data.pages.flatMap((page) => page.items)} />}
      {movers.hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          loading={movers.isFetchingNextPage}
          onClick={() => void movers.fetchNextPage()}
        >
          {t("moves.more")}
        </Button>
      )}
    </section>
  );
}
