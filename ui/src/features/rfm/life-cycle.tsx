import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/components/problem-page";
import type { Language } from "@/i18n";
import { Brands } from "./brands";
import { RfmGrid } from "./grid";
import { Moves, type Span } from "./moves";
import { NotAdded } from "./not-added";
import { readyQuery, sizesQuery } from "./queries";
import classes from "./rfm.module.css";
import { Segments } from "./segments";
import type { Axis } from "./steps";

/** What is shown of everybody, by the name of what is ready-made. */
export const VIEWS = ["rfm", "lifecycle", "cross_brand"] as const;
export type View = (typeof VIEWS)[number];

interface Asked {
  view: View;
  axis: Axis;
  field: string;
  days: Span;
  cell: string;
}

export function LifeCycle({ asked, onChange }: { asked: Asked; onChange: (change: Partial<Asked>) => void }) {
  const { t, i18n } = useTranslation("rfm");
  const all = useQuery(readyQuery(i18n.language as Language));
  const sizes = useQuery(sizesQuery);
  if (all.error) return <ProblemNote error={all.error} onRetry={() => void all.refetch()} />;
  const ready = all.data?.items.find((each) => each.name === asked.view);
  if (!ready) return <Skeleton h={480} />;
  if (!ready.added) return <NotAdded key={ready.name} ready={ready} />;
  const others = (sizes.data?.items ?? [])
    .map((each) => each.key)
    .filter((key) => key.startsWith("brands_") && !ready.covers.includes(key));
  return (
    <div className={classes.stack}>
      {asked.view === "rfm" && <RfmGrid axis={asked.axis} chosen={asked.field} onChange={onChange} />}
      {asked.view === "cross_brand" && (
        <Brands
          cell={asked.cell}
          onCell={(cell) => {
            onChange({ cell });
          }}
        />
      )}
      <div className={others.length > 0 && asked.view === "cross_brand" ? classes.columns : classes.stack}>
        <Segments title={t(`view.${asked.view}`)} about={ready.about} keys={ready.covers} isWhole />
        {asked.view === "cross_brand" && others.length > 0 && <Segments title={t("brandByBrand")} keys={others} />}
      </div>
      <Moves ready={ready} days={asked.days} cell={asked.cell} onChange={onChange} />
    </div>
  );
}
