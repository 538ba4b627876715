import { ActionIcon, Button, Select, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFilterPlus, IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { ComparisonEdit, operatorsFor } from "./comparison-edit";
import { allWhere, newId } from "./document";
import classes from "./edit.module.css";
import { useFault } from "./faults";
import type { Events, FieldIs, ValueType, Where } from "./model";
import { readable } from "./names";
import { type Choice, Pick } from "./pick";
import { isSent, seenEventsQuery, seenFieldsQuery, wordsQuery } from "./words";
import { without } from "@/lib/without";

interface EventPickProps {
  value: Events;
  path: string;
  onChange: (events: Events) => void;
}

/** Which event. */
export function EventPick({ value, path, onChange }: EventPickProps) {
  const { t } = useTranslation("definition");
  const choices = useEventChoices();
  const fault = useFault(`${path}/names`);
  const names = value.names ?? [];
  const shown = names.length > 1 ? names.join(" / ") : (names[0] ?? value.types?.join(", ") ?? "");
  return (
    <Pick
      label={t("pick.event")}
      choices={choices}
      value={shown}
      shown={shown}
      placeholder={t("pick.event")}
      error={fault}
      own={(text) => text}
      onPick={(name) => {
        const rest = without(value, "types");
        onChange({ ...rest, names: [name] });
      }}
    />
  );
}

export function useEventChoices(): Choice[] {
  const { t } = useTranslation("definition");
  const format = useFormat();
  const seen = useQuery(seenEventsQuery).data;
  return useMemo(
    () =>
      (seen?.items ?? []).map((each) => ({
        value: each.name,
        label: each.name,
        group: t("group.events"),
        hint: format.short(each.events),
      })),
    [seen, t, format],
  );
}

/** Conditions on the event: each is a line below it. */
export function Filters({ value, path, onChange }: EventPickProps) {
  const { t } = useTranslation("definition");
  const group = allWhere(value.where);
  if (group.of.length === 0) return null;
  const isSingle = value.where?.kind === "field" || value.where?.kind === "not";
  const change = (of: Where[]) => {
    onChange(withFilters(value, group.kind, of));
  };
  return (
    <div className={classes.where}>
      {group.of.length > 1 && (
        <Select
          size="xs"
          className={classes.select}
          aria-label={t("edit.where")}
          allowDeselect={false}
          value={group.kind}
          data={[
            { value: "all", label: t("edit.filterAll") },
            { value: "any", label: t("edit.filterAny") },
          ]}
          onChange={(kind) => {
            onChange(withFilters(value, kind === "any" ? "any" : "all", group.of));
          }}
        />
      )}
      {group.of.map((each, index) => (
        <div key={each._id ?? index} className={classes.line}>
          <span className={classes.word}>{t("edit.where")}</span>
          {each.kind === "field" ? (
            <Filter
              value={each}
              events={value}
              path={isSingle ? `${path}/where` : `${path}/where/of/${index}`}
              onChange={(next, lines) => {
                const changed = { ...value };
                if (lines) changed.lines = true;
                else delete changed.lines;
                const of = group.of.with(index, next);
                onChange(withFilters(changed, group.kind, of));
              }}
            />
          ) : (
            <span className={classes.note}>{t("edit.filterNested")}</span>
          )}
          <ActionIcon
            size="sm"
            aria-label={t("edit.remove")}
            onClick={() => {
              change(group.of.toSpliced(index, 1));
            }}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {value.lines && (
        <Tooltip label={t("edit.linesHelp")}>
          <span className={classes.note} tabIndex={0}>
            {t("edit.lines")}
          </span>
        </Tooltip>
      )}
    </div>
  );
}

/** The button that adds a condition on the event. */
export function AddFilter({ value, onChange }: Omit<EventPickProps, "path">) {
  const { t } = useTranslation("definition");
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      leftSection={<IconFilterPlus size={14} aria-hidden />}
      onClick={() => {
        const group = allWhere(value.where);
        const added: FieldIs = { _id: newId(), kind: "field", field: "", compare: { op: "eq" } };
        onChange(withFilters(value, group.kind, [...group.of, added]));
      }}
    >
      {t("edit.filter")}
    </Button>
  );
}

function withFilters(events: Events, kind: "all" | "any", of: Where[]): Events {
  if (of.length === 0) {
    const rest = without(events, "where", "lines");
    return rest;
  }
  return { ...events, where: { kind, of } };
}

interface FilterProps {
  value: FieldIs;
  events: Events;
  path: string;
  onChange: (value: FieldIs, lines: boolean) => void;
}

function Filter({ value, events, path, onChange }: FilterProps) {
  const { t } = useTranslation("definition");
  const { choices, typeOf } = useFieldChoices(events);
  const fault = useFault(`${path}/field`);
  const names = events.names ?? [];
  const lines = events.lines ?? false;
  const type = typeOf(value.field);
  return (
    <>
      <Pick
        label={t("pick.field")}
        choices={choices}
        value={value.field}
        shown={value.field && readable(value.field)}
        placeholder={t("pick.field")}
        error={fault}
        own={(text) => (isSent(text) || choices.some((each) => each.value === text) ? text : `properties.${text}`)}
        onPick={(field) => {
          const next = typeOf(field);
          const op = operatorsFor(next, false, false)[0] ?? "eq";
          const compare =
            next === typeOf(value.field) && value.field
              ? value.compare
              : { op: next === "number" ? op : ("eq" as const) };
          onChange(
            { ...value, field, compare: next === "boolean" ? { op: "eq", value: true } : compare },
            isOfLine(field) || (lines && !isSent(field)),
          );
        }}
      />
      {value.field && (
        <ComparisonEdit
          value={value.compare}
          path={`${path}/compare`}
          type={type}
          isOfTrait={false}
          isTold={isSent(value.field)}
          source={{ of: "field", field: value.field, names, lines }}
          onChange={(compare) => {
            onChange({ ...value, compare }, lines);
          }}
        />
      )}
    </>
  );
}

export function isOfLine(field: string): boolean {
  return field.startsWith("line.");
}

/** What can be read of events, by where it comes from; `numbers` for what can be summed up alone. */
export function useFieldChoices(
  events: Events,
  numbers = false,
): { choices: Choice[]; typeOf: (field: string) => ValueType } {
  const { t } = useTranslation("definition");
  const names = events.names ?? [];
  const words = useQuery(wordsQuery).data;
  const seen = useQuery(seenEventsQuery).data;
  const fields = useQuery(seenFieldsQuery(names)).data;
  const hasLines =
    names.length > 0 && names.every((name) => seen?.items.some((each) => each.name === name && each.has_lines));
  return useMemo(() => {
    const types = new Map<string, ValueType>([
      ...(fields?.items.map((each): [string, ValueType] => [each.name, each.type]) ?? []),
      ...Object.entries(words?.line_fields ?? {}),
      ...Object.entries(words?.event_fields ?? {}),
    ]);
    const choice = (name: string, group: string): Choice => ({
      value: name,
      label: readable(name),
      group,
      hint: t(`type.${types.get(name) ?? "text"}`),
    });
    const isFitting = (name: string) => !numbers || types.get(name) === "number";
    const sent = fields?.items.filter((each) => each.type !== "list" || !numbers).map((each) => each.name) ?? [];
    const ofLines = hasLines || events.lines ? Object.keys(words?.line_fields ?? {}).filter(isOfLine) : [];
    const known = Object.keys(words?.event_fields ?? {});
    const product = ofLines.filter(isFitting).map((name) => choice(name, t("group.product")));
    const given = sent.filter(isFitting).map((name) => choice(name, t("group.sent")));
    const derived = known.filter(isFitting).map((name) => choice(name, t("group.known")));
    // what is summed up is mostly an amount of the order, what is filtered by mostly a product
    const choices = numbers ? [...derived, ...given, ...product] : [...product, ...given, ...derived];
    return { choices, typeOf: (field) => types.get(field) ?? "text" };
  }, [fields, words, hasLines, events.lines, numbers, t]);
}
