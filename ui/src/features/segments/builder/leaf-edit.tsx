import { Autocomplete, NumberInput, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import edit from "@/components/definition/edit.module.css";
import { AddFilter, EventPick, Filters } from "@/components/definition/events-edit";
import { useFault } from "@/components/definition/faults";
import {
  type AtBrand,
  type Bucket,
  CHANNELS,
  type Condition,
  type Consented,
  type Events,
  type InSegment,
  type Performed,
  type Reachable,
} from "@/components/definition/model";
import { useNames } from "@/components/definition/names";
import { Pick } from "@/components/definition/pick";
import { WindowEdit } from "@/components/definition/time-edit";
import { useSeenValues, wordsQuery } from "@/components/definition/words";
import { without } from "@/lib/without";
import type { LeafProps } from "./leaf";
import { SequenceEdit } from "./sequence-edit";
import { TimesEdit } from "./times-edit";
import { TraitEdit } from "./trait-edit";

/** The controls of a condition that is no group, as a line that reads like a sentence. */
export function LeafEdit({ value, path, onChange }: LeafProps<Condition>) {
  switch (value.kind) {
    case "event":
      return <PerformedEdit value={value} path={path} onChange={onChange} />;
    case "trait":
      return <TraitEdit value={value} path={path} onChange={onChange} />;
    case "sequence":
      return <SequenceEdit value={value} path={path} onChange={onChange} />;
    case "segment":
      return <SegmentEdit value={value} path={path} onChange={onChange} />;
    case "consent":
      return <ConsentEdit value={value} path={path} onChange={onChange} />;
    case "reachable":
      return <ReachableEdit value={value} path={path} onChange={onChange} />;
    case "bucket":
      return <BucketEdit value={value} path={path} onChange={onChange} />;
    case "brand":
      return <BrandEdit value={value} path={path} onChange={onChange} />;
    default:
      return null;
  }
}

function PerformedEdit({ value, path, onChange }: LeafProps<Performed>) {
  const { t } = useTranslation("segments");
  const from = (events: Events) => {
    onChange({ ...value, from: events });
  };
  return (
    <>
      <div className={edit.line}>
        <span className={edit.word}>{t("line.did")}</span>
        <EventPick value={value.from} path={`${path}/from`} onChange={from} />
        <TimesEdit
          value={value.times ?? { op: "ge", value: 1 }}
          path={`${path}/times`}
          onChange={(times) => {
            onChange({ ...value, times });
          }}
        />
        <WindowEdit
          value={value.window}
          path={`${path}/window`}
          onChange={(window) => {
            const rest = without(value, "window");
            onChange(window ? { ...rest, window } : rest);
          }}
        />
        <AddFilter value={value.from} onChange={from} />
      </div>
      <Filters value={value.from} path={`${path}/from`} onChange={from} />
    </>
  );
}

function SegmentEdit({ value, path, onChange }: LeafProps<InSegment>) {
  const { t } = useTranslation(["segments", "definition"]);
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  const fault = useFault(`${path}/segment`);
  const choices = (words?.segments ?? []).map((key) => ({
    value: key,
    label: names.segment(key),
    group: t("add.segments"),
    hint: key,
  }));
  return (
    <div className={edit.line}>
      <span className={edit.word}>{t("line.in")}</span>
      <Pick
        label={t("definition:pick.segment")}
        choices={choices}
        value={value.segment}
        placeholder={t("definition:pick.segment")}
        error={fault}
        onPick={(segment) => {
          onChange({ ...value, segment });
        }}
      />
    </div>
  );
}

const STATES = ["granted", "denied", "unknown"] as const;

function ConsentEdit({ value, path, onChange }: LeafProps<Consented>) {
  const { t } = useTranslation("definition");
  const fault = useFault(`${path}/purpose`);
  const seen = useSeenValues({ of: "trait", trait: "consent_granted", per: "" }, "", true).data;
  return (
    <div className={edit.line}>
      <Select
        size="xs"
        className={edit.operator}
        aria-label={t("edit.operator")}
        allowDeselect={false}
        value={value.state ?? "granted"}
        data={STATES.map((each) => ({ value: each, label: t(`state.${each}`) }))}
        onChange={(next) => {
          const rest = without(value, "state");
          const state = STATES.find((each) => each === next) ?? "granted";
          onChange(state === "granted" ? rest : { ...rest, state });
        }}
      />
      <Autocomplete
        size="xs"
        className={edit.value}
        aria-label={t("pick.purpose")}
        placeholder={t("pick.purpose")}
        value={value.purpose}
        error={Boolean(fault)}
        data={seen?.items.map((each) => each.value) ?? []}
        onChange={(purpose) => {
          onChange({ ...value, purpose });
        }}
      />
    </div>
  );
}

function ReachableEdit({ value, onChange }: LeafProps<Reachable>) {
  const { t } = useTranslation(["segments", "definition"]);
  return (
    <div className={edit.line}>
      <span className={edit.word}>{t("line.reachable")}</span>
      <Select
        size="xs"
        className={edit.operator}
        aria-label={t("line.channel")}
        allowDeselect={false}
        value={value.channel}
        data={CHANNELS.map((each) => ({ value: each, label: t(`definition:channel.${each}`) }))}
        onChange={(next) => {
          onChange({ ...value, channel: CHANNELS.find((each) => each === next) ?? "email" });
        }}
      />
    </div>
  );
}

const BUCKETS = 10_000;

function BucketEdit({ value, onChange }: LeafProps<Bucket>) {
  const { t } = useTranslation("segments");
  const percent = ((value.last - value.first + 1) / BUCKETS) * 100;
  return (
    <div className={edit.line}>
      <span className={edit.word}>{t("line.random")}</span>
      <NumberInput
        size="xs"
        className={edit.number}
        aria-label={t("line.percent")}
        min={0.01}
        max={100}
        decimalScale={2}
        suffix=" %"
        value={Number(percent.toFixed(2))}
        onChange={(next) => {
          const size = Math.min(Math.max(Math.round((Number(next) / 100) * BUCKETS), 1), BUCKETS);
          const first = Math.min(value.first, BUCKETS - size);
          onChange({ ...value, first, last: first + size - 1 });
        }}
      />
      <span className={edit.word}>{t("line.from")}</span>
      <NumberInput
        size="xs"
        className={edit.number}
        aria-label={t("line.fromPercent")}
        min={0}
        max={100 - percent}
        decimalScale={2}
        suffix=" %"
        value={Number(((value.first / BUCKETS) * 100).toFixed(2))}
        onChange={(next) => {
          const size = value.last - value.first + 1;
          const first = Math.min(Math.max(Math.round((Number(next) / 100) * BUCKETS), 0), BUCKETS - size);
          onChange({ ...value, first, last: first + size - 1 });
        }}
      />
      <span className={edit.word}>{t("line.salt")}</span>
      <Autocomplete
        size="xs"
        className={edit.value}
        aria-label={t("line.salt")}
        data={[]}
        value={value.salt}
        onChange={(salt) => {
          onChange({ ...value, salt });
        }}
      />
    </div>
  );
}

function BrandEdit({ value, path, onChange }: LeafProps<AtBrand>) {
  const { t } = useTranslation(["segments", "definition"]);
  const words = useQuery(wordsQuery).data;
  const names = useNames();
  const fault = useFault(`${path}/brand`);
  return (
    <div className={edit.line}>
      <span className={edit.word}>{t("line.atBrand")}</span>
      <Select
        size="xs"
        className={edit.value}
        aria-label={t("definition:pick.brand")}
        placeholder={t("definition:pick.brand")}
        value={value.brand || null}
        error={Boolean(fault)}
        data={(words?.brands ?? []).map((slug) => ({ value: slug, label: names.brand(slug) }))}
        onChange={(brand) => {
          onChange({ ...value, brand: brand ?? "" });
        }}
      />
    </div>
  );
}
