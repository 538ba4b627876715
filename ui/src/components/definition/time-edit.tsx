import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { isoOf, simpleOf, UNITS } from "./duration";
import classes from "./edit.module.css";
import { useFault } from "./faults";
import type { Window } from "./model";

interface DurationEditProps {
  label: string;
  value: string;
  path: string;
  onChange: (iso: string) => void;
}

const MOST = 3660;

/** A time such as 30 days. */
export function DurationEdit({ label, value, path, onChange }: DurationEditProps) {
  const { t } = useTranslation("definition");
  const fault = useFault(path);
  const { amount, unit } = simpleOf(value);
  return (
    <>
      <NumberInput
        size="xs"
        className={classes.number}
        aria-label={`${label}: ${t("edit.amount")}`}
        min={1}
        max={MOST * 24 * 60}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={amount || ""}
        error={Boolean(fault)}
        onChange={(next) => {
          onChange(isoOf({ amount: Number(next), unit }));
        }}
      />
      <Select
        size="xs"
        className={classes.unit}
        aria-label={`${label}: ${t("edit.unit")}`}
        allowDeselect={false}
        value={unit}
        data={UNITS.map((each) => ({ value: each, label: t(`unitName.${each}`) }))}
        onChange={(next) => {
          onChange(isoOf({ amount, unit: UNITS.find((each) => each === next) ?? "day" }));
        }}
      />
    </>
  );
}

const CALENDAR = [
  "day_current",
  "day_previous",
  "week_current",
  "week_previous",
  "month_current",
  "month_previous",
] as const;
const CHOICES = ["none", "last", ...CALENDAR, "session"] as const;

interface WindowEditProps {
  value: Window | undefined;
  path: string;
  onChange: (window: Window | undefined) => void;
}

/** Over which time something counts. */
export function WindowEdit({ value, path, onChange }: WindowEditProps) {
  const { t } = useTranslation("definition");
  const fault = useFault(path);
  const chosen = nameOf(value);
  return (
    <span className={classes.together}>
      <Select
        size="xs"
        className={classes.select}
        aria-label={t("window.label")}
        allowDeselect={false}
        value={chosen}
        error={Boolean(fault)}
        data={CHOICES.map((each) => ({ value: each, label: t(`window.${each}`) }))}
        onChange={(next) => {
          onChange(windowOf(CHOICES.find((each) => each === next) ?? "none"));
        }}
      />
      {value?.kind === "last" && (
        <DurationEdit
          label={t("window.label")}
          value={value.duration}
          path={`${path}/duration`}
          onChange={(duration) => {
            onChange({ kind: "last", duration });
          }}
        />
      )}
    </span>
  );
}

function nameOf(window: Window | undefined): (typeof CHOICES)[number] {
  if (!window) return "none";
  return window.kind === "calendar" ? `${window.unit}_${window.which ?? "current"}` : window.kind;
}

function windowOf(name: (typeof CHOICES)[number]): Window | undefined {
  if (name === "none") return undefined;
  if (name === "last") return { kind: "last", duration: "P30D" };
  if (name === "session") return { kind: "session" };
  const [unit, which] = name.split("_") as ["day" | "week" | "month", "current" | "previous"];
  return which === "current" ? { kind: "calendar", unit } : { kind: "calendar", unit, which };
}
