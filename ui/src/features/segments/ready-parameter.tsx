import { MultiSelect, NumberInput, Select, TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { simpleOf } from "@/components/definition/duration";
import edit from "@/components/definition/edit.module.css";
import { DurationEdit } from "@/components/definition/time-edit";
import { useSeenValues } from "@/components/definition/words";
import classes from "./ready-made.module.css";

const CURRENCIES = ["EUR", "USD", "GBP", "PLN", "RUB", "CHF", "CZK"];

interface ParameterEditProps {
  name: string;
  parameter: Schema<"ParameterView">;
  /** What is said of all parameters, by name. */
  given: Record<string, unknown>;
  onChange: (value: unknown) => void;
}

/** Edits one parameter of something ready-made; without a value it is at its default, or measured. */
export function ParameterEdit({ name, parameter, given, onChange }: ParameterEditProps) {
  const { t } = useTranslation("segments");
  const { wording } = useSession();
  const { kind, title, about, number } = parameter;
  const value = given[name] ?? parameter.default;
  const path = `/parameters/${name}`;
  const isCurrency = kind === "currency";
  const seen = useSeenValues(
    { of: "field", field: isCurrency ? "currency" : "line.category", names: [], lines: !isCurrency },
    "",
    isCurrency || name === "categories",
  ).data;
  const found = seen?.items.map((each) => each.value) ?? [];
  const isMeasured = parameter.measured && given[name] === undefined;
  const description = isMeasured ? `${about} ${t("ready.measured")}` : about;
  const said = { label: title, description, withAsterisk: parameter.needed };
  if (kind === "duration" || kind === "durations") {
    const list = kind === "duration" ? [value] : listOf(value);
    return (
      <Several {...said}>
        {Array.from({ length: kind === "duration" ? 1 : number }, (_, place) => (
          <span key={place} className={edit.together}>
            <DurationEdit
              label={kind === "duration" ? title : `${title} ${place + 1}`}
              value={textOf(list[place])}
              path={path}
              onChange={(iso) => {
                const next = simpleOf(iso).amount ? iso : undefined;
                onChange(kind === "duration" ? next : put(list, number, place, next));
              }}
            />
          </span>
        ))}
      </Several>
    );
  }
  if (kind === "number")
    return (
      <NumberInput
        size="sm"
        {...said}
        value={typeof value === "number" ? value : ""}
        onChange={(next) => {
          onChange(next === "" ? undefined : Number(next));
        }}
      />
    );
  if (kind === "numbers")
    return (
      <Several {...said}>
        <Numbers label={title} many={number} value={value} onChange={onChange} />
      </Several>
    );
  if (kind === "numbers_by") {
    const by = value && typeof value === "object" ? (value as Record<string, unknown>) : {};
    const parts = listOf(given[parameter.by]).map(textOf);
    return (
      <Several {...said}>
        {parts.map((part) => (
          <span key={part} className={`${edit.line} ${classes.row}`}>
            <span>{part}</span>
            <Numbers
              label={`${title}: ${part}`}
              many={number}
              value={by[part]}
              onChange={(next) => {
                const rest = Object.entries({ ...by, [part]: next }).filter(([, each]) => each !== undefined);
                onChange(rest.length === 0 ? undefined : Object.fromEntries(rest));
              }}
            />
          </span>
        ))}
      </Several>
    );
  }
  if (kind === "currency" || kind === "choice")
    return (
      <Select
        {...said}
        data={
          kind === "choice"
            ? parameter.choices.map((each) => ({ value: each.value, label: each.title }))
            : found.length > 0
              ? found
              : CURRENCIES
        }
        value={typeof value === "string" ? value : null}
        onChange={(next) => {
          onChange(next ?? undefined);
        }}
      />
    );
  const many = {
    size: "sm",
    ...said,
    value: listOf(value).map(textOf),
    onChange: (next: string[]) => {
      onChange(next.length === 0 ? undefined : next);
    },
  } as const;
  return kind === "brands" ? (
    <MultiSelect {...many} data={Object.entries(wording.brands).map(([value, label]) => ({ value, label }))} />
  ) : (
    <TagsInput {...many} data={name === "categories" ? found : []} />
  );
}

interface SeveralProps {
  label: string;
  description: string;
  withAsterisk: boolean;
  children: ReactNode;
}

/** A label and help for what is edited in several fields. */
function Several({ label, description, withAsterisk, children }: SeveralProps) {
  return (
    <fieldset className={classes.several}>
      <legend className={classes.legend}>
        {label}
        {withAsterisk && " *"}
      </legend>
      <p className={classes.help}>{description}</p>
      <div className={edit.line}>{children}</div>
    </fieldset>
  );
}

interface NumbersProps {
  label: string;
  many: number;
  value: unknown;
  onChange: (value: unknown[] | undefined) => void;
}

/** So many ascending numbers. */
function Numbers({ label, many, value, onChange }: NumbersProps) {
  const list = listOf(value);
  return (
    <span className={edit.line}>
      {Array.from({ length: many }, (_, place) => (
        <NumberInput
          key={place}
          size="xs"
          className={classes.one}
          aria-label={`${label} ${place + 1}`}
          hideControls
          value={typeof list[place] === "number" ? list[place] : ""}
          onChange={(next) => {
            onChange(put(list, many, place, next === "" ? undefined : Number(next)));
          }}
        />
      ))}
    </span>
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A list of so many with one in its place; undefined if nothing is left in it. */
function put(list: unknown[], many: number, place: number, value: unknown): unknown[] | undefined {
  const next = Array.from({ length: many }, (_, each) => (each === place ? value : list[each]));
  return next.every((each) => each === undefined || each === null) ? undefined : next;
}
