import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import edit from "@/components/definition/edit.module.css";
import { useFault } from "@/components/definition/faults";
import type { Comparison } from "@/components/definition/model";
import { without } from "@/lib/without";

const CHOICES = ["ge", "eq", "le", "gt", "lt", "between", "never"] as const;

interface TimesEditProps {
  value: Comparison;
  path: string;
  onChange: (times: Comparison) => void;
}

/** How often somebody did something. */
export function TimesEdit({ value, path, onChange }: TimesEditProps) {
  const { t } = useTranslation("definition");
  const fault = useFault(`${path}/value`);
  const isNever = value.op === "eq" && value.value === 0;
  const chosen = isNever ? "never" : (CHOICES.find((each) => each === value.op) ?? "ge");
  const count = typeof value.value === "number" ? value.value : "";
  const number = (name: "value" | "upto") => (
    <NumberInput
      size="xs"
      className={edit.number}
      aria-label={name === "upto" ? t("edit.upto") : t("edit.amount")}
      min={0}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      value={typeof value[name] === "number" ? value[name] : ""}
      error={Boolean(fault)}
      onChange={(next) => {
        onChange(next === "" ? without(value, name) : { ...value, [name]: Number(next) });
      }}
    />
  );
  return (
    <span className={edit.together}>
      <Select
        size="xs"
        className={edit.unit}
        aria-label={t("times.label")}
        allowDeselect={false}
        value={chosen}
        data={CHOICES.map((each) => ({ value: each, label: t(`times.${each}`) }))}
        onChange={(next) => {
          const op = CHOICES.find((each) => each === next) ?? "ge";
          const from = count === "" || count === 0 ? 1 : count;
          if (op === "never") onChange({ op: "eq", value: 0 });
          else if (op === "between") onChange({ op, value: from, upto: from + 1 });
          else onChange({ op, value: from });
        }}
      />
      {!isNever && number("value")}
      {value.op === "between" && (
        <>
          <span className={edit.word}>{t("and")}</span>
          {number("upto")}
        </>
      )}
      {!isNever && <span className={edit.word}>{t("times.word", { count: Number(value.upto ?? count) })}</span>}
    </span>
  );
}
