import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useFormat } from "@/i18n/format";
import { OneField } from "./one-field";
import { useSegmentNames } from "./names";
import { gridQuery } from "./queries";
import classes from "./rfm.module.css";
import { AXES, type Axis, countOf, type Field, segmentOf, STEPS } from "./steps";

interface GridProps {
  axis: Axis;
  /** The field that is looked into, as "recency-across"; "" for none. */
  chosen: string;
  onChange: (change: { axis?: Axis; field?: string }) => void;
}

/** Everybody who ever ordered, by how recently and how often or for how much. */
export function RfmGrid({ axis, chosen, onChange }: GridProps) {
  const { t } = useTranslation("rfm");
  const format = useFormat();
  const grid = useQuery(gridQuery);
  const names = useSegmentNames();
  if (grid.error) return <ProblemNote error={grid.error} onRetry={() => void grid.refetch()} />;
  if (!grid.data) return <Skeleton h={480} />;
  const found = grid.data;
  const rows = STEPS.toReversed().map((recency) =>
    STEPS.map((across) => {
      const field: Field = { axis, recency, across };
      return { field, id: `${recency}-${across}`, ...countOf(found, field) };
    }),
  );
  const fields = rows.flat();
  const whole = fields.reduce((sum, each) => sum + each.people, 0);
  const largest = Math.max(...fields.map((each) => each.people), 1);
  const open = fields.find((each) => each.id === chosen);
  return (
    <Panel
      title={t("grid.title")}
      aside={
        <SegmentedControl
          aria-label={t("grid.across")}
          value={axis}
          data={AXES.map((value) => ({ value, label: t(`axis.${value}`) }))}
          onChange={(value) => {
            onChange({ axis: AXES.find((each) => each === value) ?? "both", field: "" });
          }}
        />
      }
    >
      <div className={classes.split} data-open={open !== undefined || undefined}>
        <div className={classes.plot}>
          <span className={classes.upwards}>{t("grid.recency")}</span>
          <div className={classes.grid} role="group" aria-label={t("grid.title")}>
            {rows.map((row, index) => [
              <span key={`step-${index}`} className={classes.step}>
                {5 - index}
              </span>,
              ...row.map(({ field, id, people }) => (
                <button
                  key={id}
                  type="button"
                  className={classes.field}
                  aria-pressed={id === chosen}
                  aria-label={t("grid.field", {
                    recency: field.recency,
                    across: field.across,
                    name: names.get(segmentOf(field)) ?? "",
                    number: format.number(people),
                  })}
                  style={{ "--part": people / largest } as React.CSSProperties}
                  onClick={() => {
                    onChange({ field: id === chosen ? "" : id });
                  }}
                >
                  <span className={classes.count}>{format.number(people)}</span>
                  <span className={classes.fieldShare}>{format.percent(people / Math.max(whole, 1), 1)}</span>
                  <bdi className={classes.fieldName}>{names.get(segmentOf(field)) ?? ""}</bdi>
                </button>
              )),
            ])}
            <span />
            {STEPS.map((step) => (
              <span key={step} className={classes.step}>
                {step}
              </span>
            ))}
          </div>
          <span className={classes.sideways}>{t(`axis.${axis}`)} →</span>
        </div>
        {open && (
          <OneField
            grid={found}
            field={open.field}
            counted={open}
            whole={whole}
            name={names.get(segmentOf(open.field))}
          />
        )}
      </div>
    </Panel>
  );
}
