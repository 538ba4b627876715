import { Autocomplete, NumberInput, Select, TagsInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DayInput } from "@/components/day-input";
import { useFormat } from "@/i18n/format";
import { without } from "@/lib/without";
import { NO_OPERAND, PERIODS, POINTS, SEVERAL } from "./document";
import classes from "./edit.module.css";
import { useFault } from "./faults";
import type { Comparison, Operator, Scalar, ValueType } from "./model";
import { operatorWord } from "./sentence";
import { DurationEdit } from "./time-edit";
import { useSeenValues, type ValueSource } from "./words";

const OFFERED: Record<ValueType, readonly Operator[]> = {
  text: [
    "eq",
    "ne",
    "in",
    "not_in",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "matches",
    "exists",
    "is_empty",
  ],
  number: ["ge", "le", "eq", "ne", "gt", "lt", "between", "in", "exists", "is_empty"],
  boolean: ["eq", "exists", "is_empty"],
  instant: ["within_last", "more_than_ago", "before", "after", "within_next", "anniversary_in", "exists", "is_empty"],
  duration: ["le", "ge", "lt", "gt", "between", "exists", "is_empty"],
  list: ["eq", "ne", "in", "not_in", "contains", "exists", "is_empty"],
  map: ["exists", "is_empty"],
};
const TIMES_OF_TEXT: readonly Operator[] = ["within_last", "more_than_ago", "before", "after", "anniversary_in"];
const PAUSE_MS = 200;

interface ComparisonEditProps {
  value: Comparison;
  path: string;
  type: ValueType;
  /** Whether it compares with the present, which only traits do. */
  isOfTrait: boolean;
  /** Whether what is compared may hold dates as text. */
  isTold?: boolean;
  source: ValueSource;
  onChange: (compare: Comparison) => void;
}

/** How a value is compared, and with what. */
export function ComparisonEdit({
  value,
  path,
  type,
  isOfTrait,
  isTold = false,
  source,
  onChange,
}: ComparisonEditProps) {
  const { t } = useTranslation("definition");
  const fault = useFault(`${path}/op`);
  const ops = operatorsFor(type, isOfTrait, isTold, value.op);
  // a sentence may do without a verb, a list of choices may not
  const label = (op: Operator) => {
    if (type !== "number" && type !== "duration" && (op === "eq" || op === "ne")) {
      return t(op === "eq" ? "edit.is" : "edit.isNot");
    }
    return operatorWord({ t }, op, type);
  };
  return (
    <>
      <Select
        size="xs"
        className={classes.operator}
        aria-label={t("edit.operator")}
        allowDeselect={false}
        value={value.op}
        error={Boolean(fault)}
        data={ops.map((op) => ({ value: op, label: label(op) }))}
        onChange={(next) => {
          onChange(withOperator(value, ops.find((op) => op === next) ?? value.op, type));
        }}
      />
      <Operand value={value} path={path} type={type} source={source} onChange={onChange} />
    </>
  );
}

/** Which operators are offered for values of a type; the one that is there is among them. */
export function operatorsFor(type: ValueType, isOfTrait: boolean, isTold: boolean, current?: Operator): Operator[] {
  const relative: readonly Operator[] = [...PERIODS, "anniversary_in"];
  const offered = [...OFFERED[type], ...(isTold && type === "text" ? TIMES_OF_TEXT : [])];
  const fitting = offered.filter((op) => isOfTrait || !relative.includes(op));
  return current && !fitting.includes(current) ? [current, ...fitting] : fitting;
}

/** The comparison with another operator: what it compares with stays where that still makes sense. */
export function withOperator(compare: Comparison, op: Operator, type: ValueType): Comparison {
  const kind = (each: Operator) =>
    NO_OPERAND.includes(each)
      ? "none"
      : SEVERAL.includes(each)
        ? "several"
        : PERIODS.includes(each) || POINTS.includes(each) || each === "anniversary_in"
          ? each
          : "one";
  const next: Comparison = compare.case ? { op, case: true } : { op };
  const from = kind(compare.op);
  const to = kind(op);
  if (to === "none") return next;
  if (to === "several")
    return { ...next, values: compare.values ?? (compare.value === undefined ? [] : [compare.value]) };
  if (PERIODS.includes(op))
    return { ...next, value: PERIODS.includes(compare.op) && compare.value ? compare.value : "P30D" };
  if (op === "anniversary_in") return { ...next, value: 0 };
  const first = from === "several" ? compare.values?.[0] : from === to || from === "one" ? compare.value : undefined;
  const fallback = type === "duration" ? "P30D" : type === "boolean" ? true : undefined;
  const kept = first ?? fallback;
  return kept === undefined ? next : { ...next, value: kept };
}

type OperandProps = Omit<ComparisonEditProps, "isOfTrait" | "isTold">;

function Operand({ value, path, type, source, onChange }: OperandProps) {
  const { t } = useTranslation("definition");
  const { op } = value;
  if (NO_OPERAND.includes(op)) return null;
  const one = (name: "value" | "upto") => (
    <One
      label={t(name === "upto" ? "edit.upto" : "edit.value")}
      value={value[name]}
      op={op}
      path={`${path}/${name}`}
      type={type}
      source={source}
      onChange={(next) => {
        onChange(next === undefined ? without(value, name) : { ...value, [name]: next });
      }}
    />
  );
  if (SEVERAL.includes(op)) {
    return (
      <Several
        values={value.values ?? []}
        path={`${path}/values`}
        type={type}
        source={source}
        onChange={(values) => {
          onChange({ ...value, values });
        }}
      />
    );
  }
  if (op !== "between") return one("value");
  return (
    <>
      {one("value")}
      <span className={classes.word}>{t("and")}</span>
      {one("upto")}
    </>
  );
}

interface OneProps {
  label: string;
  value: Scalar | undefined;
  op: Operator;
  path: string;
  type: ValueType;
  source: ValueSource;
  onChange: (value: Scalar | undefined) => void;
}

function One({ label, value, op, path, type, source, onChange }: OneProps) {
  const { t } = useTranslation("definition");
  const fault = useFault(path);
  if (PERIODS.includes(op) || type === "duration") {
    return <DurationEdit label={label} value={String(value ?? "P30D")} path={path} onChange={onChange} />;
  }
  if (POINTS.includes(op) || type === "instant") {
    const text = typeof value === "string" ? value : "";
    return (
      <DayInput
        size="xs"
        className={classes.value}
        aria-label={label}
        value={text.slice(0, 10)}
        error={Boolean(fault)}
        onChange={(day) => {
          onChange(day ? `${day}T00:00:00Z` : undefined);
        }}
      />
    );
  }
  if (type === "number" || op === "anniversary_in") {
    return (
      <NumberInput
        size="xs"
        className={classes.number}
        style={{ "--letters": String(value ?? "").length }}
        aria-label={label}
        value={typeof value === "number" ? value : value === undefined ? "" : String(value)}
        error={Boolean(fault)}
        hideControls
        onChange={(next) => {
          onChange(next === "" ? undefined : next);
        }}
      />
    );
  }
  if (type === "boolean") {
    return (
      <Select
        size="xs"
        className={classes.number}
        aria-label={label}
        allowDeselect={false}
        value={String(value ?? true)}
        data={[
          { value: "true", label: t("edit.yes") },
          { value: "false", label: t("edit.no") },
        ]}
        onChange={(next) => {
          onChange(next === "true");
        }}
      />
    );
  }
  return <Text label={label} value={value} fault={fault} source={source} onChange={onChange} />;
}

interface TextProps {
  label: string;
  value: Scalar | undefined;
  fault: string | undefined;
  source: ValueSource;
  onChange: (value: Scalar | undefined) => void;
}

function Text({ label, value, fault, source, onChange }: TextProps) {
  const { t } = useTranslation("definition");
  const format = useFormat();
  const text = value === undefined ? "" : String(value);
  const [isOpen, setOpen] = useState(false);
  const [part] = useDebouncedValue(text, PAUSE_MS);
  const seen = useSeenValues(source, part, isOpen).data?.items ?? [];
  const numbers = new Map(seen.map((each) => [each.value, each.number]));
  return (
    <Autocomplete
      size="xs"
      className={classes.value}
      aria-label={label}
      placeholder={t("pick.value")}
      value={text}
      error={Boolean(fault)}
      data={[...numbers.keys()]}
      filter={({ options }) => options}
      maxDropdownHeight={260}
      comboboxProps={{ width: 260, position: "bottom-start" }}
      onDropdownOpen={() => {
        setOpen(true);
      }}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <bdi className={classes.optionLabel}>{option.value}</bdi>
          <span className={classes.hint}>{format.short(numbers.get(option.value) ?? 0)}</span>
        </span>
      )}
      onChange={(next) => {
        onChange(next === "" ? undefined : next);
      }}
    />
  );
}

interface SeveralProps {
  values: readonly Scalar[];
  path: string;
  type: ValueType;
  source: ValueSource;
  onChange: (values: Scalar[]) => void;
}

function Several({ values, path, type, source, onChange }: SeveralProps) {
  const { t } = useTranslation("definition");
  const fault = useFault(path);
  const [search, setSearch] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [part] = useDebouncedValue(search, PAUSE_MS);
  const seen = useSeenValues(source, part, isOpen).data?.items ?? [];
  return (
    <TagsInput
      size="xs"
      className={classes.values}
      aria-label={t("edit.value")}
      placeholder={values.length === 0 ? t("pick.values") : ""}
      value={values.map(String)}
      error={Boolean(fault)}
      data={seen.map((each) => each.value)}
      filter={({ options }) => options}
      searchValue={search}
      onSearchChange={setSearch}
      onDropdownOpen={() => {
        setOpen(true);
      }}
      onChange={(next) => {
        onChange(
          next.map((each) =>
            type === "number" && each.trim() !== "" && Number.isFinite(Number(each)) ? Number(each) : each,
          ),
        );
      }}
    />
  );
}
