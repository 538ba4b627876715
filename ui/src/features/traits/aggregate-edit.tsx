import { ActionIcon, Button, NumberInput, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import edit from "@/components/definition/edit.module.css";
import { AddFilter, Filters, useEventChoices, useFieldChoices } from "@/components/definition/events-edit";
import { useFault } from "@/components/definition/faults";
import { type Aggregate, AGGREGATES, type Events } from "@/components/definition/model";
import { readable } from "@/components/definition/names";
import { Pick } from "@/components/definition/pick";
import { DurationEdit } from "@/components/definition/time-edit";
import { isSent } from "@/components/definition/words";
import { without } from "@/lib/without";
import classes from "./traits.module.css";

export const WITH_FIELD: readonly string[] = [
  "sum",
  "average",
  "min",
  "max",
  "unique_count",
  "unique_list",
  "most_frequent",
  "top_k",
  "count_by",
];
const MAYBE_FIELD = ["first", "last"];
const OF_NUMBERS = ["sum", "average", "min", "max"];
const HALVED = ["count", "sum", "score"];
const FADES = "P14D";

interface AggregateEditProps {
  value: Aggregate;
  events: Events;
  onChange: (aggregate: Aggregate) => void;
}

/** What is made of the events: a number of them, a sum, a list … */
export function AggregateEdit({ value, events, onChange }: AggregateEditProps) {
  const { t } = useTranslation(["traits", "definition"]);
  const { t: said } = useTranslation("definition");
  const { choices } = useFieldChoices(events, OF_NUMBERS.includes(value.kind));
  const fault = useFault("/compute/aggregate/field");
  const takesField = WITH_FIELD.includes(value.kind) || MAYBE_FIELD.includes(value.kind);
  return (
    <>
      <div className={edit.line}>
        <Select
          size="xs"
          className={classes.aggregate}
          aria-label={t("builder.aggregate")}
          allowDeselect={false}
          searchable
          value={value.kind}
          data={AGGREGATES.map((each) => ({ value: each, label: said(`aggregate.${each}`) }))}
          onChange={(next) => {
            onChange(startOf(AGGREGATES.find((each) => each === next) ?? "count", value));
          }}
        />
        {takesField && (
          <Pick
            label={t("definition:pick.field")}
            choices={choices}
            value={value.field ?? ""}
            shown={value.field && readable(value.field)}
            placeholder={t("definition:pick.field")}
            error={fault}
            own={(text) => (isSent(text) ? text : `properties.${text}`)}
            onPick={(field) => {
              onChange({ ...value, field });
            }}
          />
        )}
        {value.kind === "top_k" && (
          <Small
            label={t("builder.k")}
            value={value.k ?? 3}
            onChange={(k) => {
              onChange({ ...value, k });
            }}
          />
        )}
        {value.kind === "most_frequent" && (
          <Small
            label={t("builder.least")}
            value={value.least ?? 1}
            onChange={(least) => {
              onChange({ ...value, least });
            }}
          />
        )}
        {HALVED.includes(value.kind) && <HalfLife value={value} onChange={onChange} />}
      </div>
      {value.kind === "score" && <Points value={value} events={events} onChange={onChange} />}
      {value.kind === "percent_of" && <Share value={value} events={events} onChange={onChange} />}
    </>
  );
}

function startOf(kind: Aggregate["kind"], before: Aggregate): Aggregate {
  const keepsField = WITH_FIELD.includes(kind) || MAYBE_FIELD.includes(kind);
  const field = keepsField && before.field ? { field: before.field } : {};
  const halved = HALVED.includes(kind) && before.half_life ? { half_life: before.half_life } : {};
  if (kind === "top_k") return { kind, ...field, k: 3 };
  if (kind === "score") return { kind, points: before.points ?? {}, ...halved };
  if (kind === "percent_of") return { kind, where: { kind: "all", of: [] } };
  return { kind, ...field, ...halved };
}

function Small({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <>
      <span className={edit.word}>{label}</span>
      <NumberInput
        size="xs"
        className={edit.number}
        aria-label={label}
        min={1}
        max={100}
        value={value}
        onChange={(next) => {
          onChange(Math.max(1, Number(next)));
        }}
      />
    </>
  );
}

function HalfLife({ value, onChange }: Omit<AggregateEditProps, "events">) {
  const { t } = useTranslation(["traits", "definition"]);
  if (!value.half_life) {
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={() => {
          onChange({ ...value, half_life: FADES });
        }}
      >
        {t("builder.addHalfLife")}
      </Button>
    );
  }
  return (
    <>
      <span className={edit.word}>{t("builder.halves")}</span>
      <DurationEdit
        label={t("definition:edit.half")}
        value={value.half_life}
        path="/compute/aggregate/half_life"
        onChange={(half) => {
          onChange({ ...value, half_life: half });
        }}
      />
      <ActionIcon
        size="sm"
        aria-label={t("builder.removeHalfLife")}
        onClick={() => {
          onChange(without(value, "half_life"));
        }}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
    </>
  );
}

function Points({ value, onChange }: AggregateEditProps) {
  const { t } = useTranslation("traits");
  const choices = useEventChoices();
  const points = value.points ?? {};
  return (
    <div className={classes.points}>
      {Object.entries(points).map(([name, number]) => (
        <div key={name} className={edit.line}>
          <bdi>{name}</bdi>
          <NumberInput
            size="xs"
            className={edit.number}
            aria-label={t("builder.pointsFor", { name })}
            allowDecimal={false}
            value={number}
            onChange={(next) => {
              onChange({ ...value, points: { ...points, [name]: Number(next) } });
            }}
          />
          <ActionIcon
            size="sm"
            aria-label={t("builder.removePoints", { name })}
            onClick={() => {
              onChange({ ...value, points: without(points, name) });
            }}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div className={edit.line}>
        <Pick
          label={t("builder.addPoints")}
          choices={choices.filter((each) => !(each.value in points))}
          value=""
          placeholder={t("builder.addPoints")}
          own={(text) => text}
          onPick={(name) => {
            onChange({ ...value, points: { ...points, [name]: 1 } });
          }}
        />
      </div>
    </div>
  );
}

/** The condition of which the share is counted: filters of the same events. */
function Share({ value, events, onChange }: AggregateEditProps) {
  const own: Events = { ...without(events, "where"), ...(value.where ? { where: value.where } : {}) };
  const set = (next: Events) => {
    onChange({ ...value, where: next.where ?? { kind: "all", of: [] } });
  };
  return (
    <>
      <AddFilter value={own} onChange={set} />
      <Filters value={own} path="/compute/aggregate" onChange={set} />
    </>
  );
}
