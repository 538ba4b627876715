import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCalled } from "@/components/called";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { type BrandLevels, brandLevelsQuery, peopleOf, sizesQuery } from "./queries";
import { Matrix, type MatrixRow } from "./matrix";
import classes from "./rfm.module.css";
import { SaveAsSegment } from "./save-as-segment";
import { SomePeople } from "./some-people";
import { type Condition, levelCondition, LEVELS } from "./steps";

const SHOWN = 6;
/** Everybody is in exactly one of these, in the order of the columns. */
const OVERALL = [
  { key: "brands_very_active_in_several", word: "several" },
  { key: "brands_very_active_in_one", word: "single" },
  { key: "brands_low_in_all", word: "low" },
  { key: "brands_asleep", word: "asleep" },
] as const;

interface BrandsProps {
  cell: string;
  onCell: (cell: string) => void;
}

/** How active people are over all brands, and at each of them. */
export function Brands({ cell, onCell }: BrandsProps) {
  const { t } = useTranslation("rfm");
  const format = useFormat();
  const mayRead = useMay("people.read");
  const levels = useQuery(brandLevelsQuery);
  const sizes = useQuery(sizesQuery);
  const brandName = useCalled().brand;
  if (levels.error) return <ProblemNote error={levels.error} onRetry={() => void levels.refetch()} />;
  if (!levels.data || !sizes.data) return <Skeleton h={280} />;
  const sizeOf = new Map(sizes.data.items.map((each) => [each.key, each.size]));
  const overall = OVERALL.map(({ key }) => sizeOf.get(key) ?? 0);
  const whole = overall.reduce((sum, size) => sum + size, 0);
  const rows = rowsOf(levels.data, overall, whole, t, brandName);
  const chosen = rows.flatMap((row) => row.cells).find((each) => each?.id === cell);
  return (
    <Panel title={t("brands.title")} aside={t("people", { count: whole, number: format.number(whole) })} flush>
      <Matrix
        label={t("brands.title")}
        corner={t("brands.brand")}
        heads={[
          { id: "several", name: t("brands.very_active"), note: t("brands.several") },
          { id: "one", name: t("brands.very_active"), note: t("brands.one") },
          { id: "low", name: t("brands.low") },
          { id: "asleep", name: t("brands.asleep") },
        ]}
        rows={rows}
        chosen={cell}
        onChoose={mayRead ? onCell : undefined}
      />
      {mayRead && chosen && (
        <section className={classes.movers} aria-label={chosen.about}>
          <h3 className={classes.detailName}>{chosen.about}</h3>
          <Found condition={conditionOf(chosen.id, levels.data)} />
          <SaveAsSegment name={chosen.about} condition={conditionOf(chosen.id, levels.data)} />
        </section>
      )}
      <p className={classes.lead}>{t("brands.from", { score: format.number(levels.data.very_active_from) })}</p>
    </Panel>
  );
}

type Words = ReturnType<typeof useTranslation<"rfm">>["t"];

function rowsOf(
  levels: BrandLevels,
  overall: readonly number[],
  whole: number,
  t: Words,
  brandName: (slug: string) => string,
): MatrixRow[] {
  const share = (people: number) => people / Math.max(whole, 1);
  const all: MatrixRow = {
    id: "",
    name: t("brands.all"),
    cells: OVERALL.map(({ key, word }, index) => {
      const people = overall[index] ?? 0;
      return { id: `all:${key}`, people, share: share(people), about: `${t("brands.all")}, ${t(`brands.of.${word}`)}` };
    }),
  };
  const each = levels.brands.map((brand): MatrixRow => {
    const awake = brand.very_active + brand.low;
    const counted = { very_active: brand.very_active, low: brand.low, asleep: Math.max(whole - awake, 0) };
    return {
      id: brand.brand,
      name: brandName(brand.brand),
      cells: LEVELS.map((level) => ({
        id: `${level}:${brand.brand}`,
        people: counted[level],
        share: share(counted[level]),
        about: `${brandName(brand.brand)}, ${t(`brands.${level}`)}`,
        ...(level === "very_active" ? { span: 2 } : {}),
      })),
    };
  });
  return [all, ...each];
}

/** The condition that finds the people of a cell. */
function conditionOf(id: string, levels: BrandLevels): Condition {
  const [level, rest] = [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)];
  if (level === "all") return { kind: "segment", segment: rest };
  return levelCondition(LEVELS.find((each) => each === level) ?? "low", rest, levels.very_active_from);
}

function Found({ condition }: { condition: Condition }) {
  const people = useQuery(peopleOf(condition));
  if (people.error) return <ProblemNote small error={people.error} onRetry={() => void people.refetch()} />;
  if (!people.data) return <Skeleton h={120} />;
  return <SomePeople people={people.data.examples.slice(0, SHOWN)} />;
}
