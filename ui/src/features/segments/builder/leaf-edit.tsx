import { ActionIcon, Autocomplete, Button, NumberInput, Select, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ComparisonEdit } from "@/components/definition/comparison-edit";
import { newStep } from "@/components/definition/document";
import edit from "@/components/definition/edit.module.css";
import { AddFilter, EventPick, Filters, useFieldChoices } from "@/components/definition/events-edit";
import { useFault } from "@/components/definition/faults";
import {
  type AtBrand,
  type Bucket,
  CHANNELS,
  type Condition,
  type Consented,
  type Events,
  type Follow,
  type Followed,
  type InSegment,
  type Performed,
  type Reachable,
  type TraitIs,
} from "@/components/definition/model";
import { useNames } from "@/components/definition/names";
import { type Choice, Pick } from "@/components/definition/pick";
import { DurationEdit, WindowEdit } from "@/components/definition/time-edit";
import { toldTraitsQuery, typeOfTrait, useSeenValues, wordsQuery } from "@/components/definition/words";
import classes from "./builder.module.css";
import { startOf } from "./start";
import { TimesEdit } from "./times-edit";
import { without } from "@/lib/without";

interface LeafProps<Kind> {
  value: Kind;
  path: string;
  onChange: (value: Kind) => void;
}

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

function useTraitChoices(): Choice[] {
  const { t } = useTranslation("definition");
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  const told = useQuery(toldTraitsQuery).data;
  return useMemo(
    () => [
      ...(words?.traits ?? []).map((each) => ({
        value: each.name,
        label: names.trait(each.name),
        group: t(each.computed ? "group.own" : "group.builtIn"),
        hint: t(`type.${each.type}`),
      })),
      ...(told?.items ?? []).map((each) => ({
        value: each.name,
        label: names.trait(each.name),
        group: t("group.told"),
        hint: t(`type.${each.type}`),
      })),
    ],
    [words, told, names, t],
  );
}

function TraitEdit({ value, path, onChange }: LeafProps<TraitIs>) {
  const { t } = useTranslation(["segments", "definition"]);
  const names = useNames();
  const choices = useTraitChoices();
  const words = useQuery(wordsQuery).data;
  const told = useQuery(toldTraitsQuery).data;
  const fault = useFault(`${path}/trait`);
  const known = words?.traits.find((each) => each.name === value.trait);
  const isTold = value.trait.startsWith("traits.");
  const toldType = told?.items.find((each) => each.name === value.trait)?.type;
  const type = isTold ? (toldType === "number" ? "number" : "text") : typeOfTrait(words, value.trait);
  const hasParts = known !== undefined && known.per !== null && known.per !== "brand";
  return (
    <div className={edit.line}>
      <Pick
        label={t("definition:pick.trait")}
        choices={choices}
        value={value.trait}
        shown={value.trait && names.trait(value.trait)}
        placeholder={t("definition:pick.trait")}
        error={fault}
        own={(text) =>
          text.startsWith("traits.") || choices.some((each) => each.value === text) ? text : `traits.${text}`
        }
        onPick={(trait) => {
          const rest = without(value, "per");
          onChange({ ...rest, trait, compare: startOf(typeOfTrait(words, trait)) });
        }}
      />
      {hasParts && <PartEdit value={value} path={path} onChange={onChange} />}
      {value.trait && (
        <ComparisonEdit
          value={value.compare}
          path={`${path}/compare`}
          type={type}
          isOfTrait
          isTold={isTold}
          source={{ of: "trait", trait: value.trait, per: value.per ?? "" }}
          onChange={(compare) => {
            onChange({ ...value, compare });
          }}
        />
      )}
    </div>
  );
}

const CURRENCIES = ["EUR", "USD", "GBP", "PLN", "RUB", "CHF", "CZK", "SEK", "UAH"];

/** Which part of a trait that has several: of money the currency, else a value of its dimension. */
function PartEdit({ value, path, onChange }: LeafProps<TraitIs>) {
  const { t } = useTranslation("definition");
  const fault = useFault(`${path}/per`);
  const words = useQuery(wordsQuery).data;
  const per = words?.traits.find((each) => each.name === value.trait)?.per ?? "";
  const isMoney = per === "currency";
  const lines = per.startsWith("line.");
  const seen = useSeenValues({ of: "field", field: isMoney ? "currency" : per, names: [], lines }, "", true).data;
  const found = seen?.items.map((each) => each.value) ?? [];
  return (
    <Autocomplete
      size="xs"
      className={classes.part_}
      aria-label={t(isMoney ? "edit.perCurrency" : "edit.per")}
      placeholder={t(isMoney ? "edit.perCurrency" : "edit.per")}
      value={value.per ?? ""}
      error={Boolean(fault)}
      data={found.length > 0 || !isMoney ? found : CURRENCIES}
      onChange={(next) => {
        const rest = without(value, "per");
        onChange(next ? { ...rest, per: next } : rest);
      }}
    />
  );
}

function SequenceEdit({ value, path, onChange }: LeafProps<Followed>) {
  const { t } = useTranslation("segments");
  const { choices } = useFieldChoices(value.first);
  return (
    <div className={classes.steps}>
      <Step
        word={t("line.first")}
        events={value.first}
        path={`${path}/first`}
        onChange={(first) => {
          onChange({ ...value, first });
        }}
      />
      {value.then.map((step, index) => (
        <FollowEdit
          key={step._id ?? index}
          word={t("line.then")}
          step={step}
          path={`${path}/then/${index}`}
          onChange={(next) => {
            onChange({ ...value, then: value.then.with(index, next) });
          }}
          onRemove={
            value.then.length > 1 || value.without
              ? () => {
                  onChange({ ...value, then: value.then.toSpliced(index, 1) });
                }
              : undefined
          }
        />
      ))}
      {value.without && (
        <FollowEdit
          word={t("line.without")}
          step={value.without}
          path={`${path}/without`}
          onChange={(without) => {
            onChange({ ...value, without });
          }}
          onRemove={() => {
            const rest = without(value, "without");
            onChange(rest.then.length > 0 ? rest : { ...rest, then: [newStep()] });
          }}
        />
      )}
      <div className={edit.line}>
        {value.then.length < 4 && !value.without && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              onChange({ ...value, then: [...value.then, newStep()] });
            }}
          >
            {t("line.addStep")}
          </Button>
        )}
        {!value.without && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              onChange({ ...value, without: newStep() });
            }}
          >
            {t("line.addWithout")}
          </Button>
        )}
      </div>
      <div className={edit.line}>
        <span className={edit.word}>{t("line.same")}</span>
        <TagsInput
          size="xs"
          className={edit.values}
          aria-label={t("line.same")}
          placeholder={value.same?.length ? "" : t("line.sameHelp")}
          data={choices.map((each) => each.value)}
          value={value.same ?? []}
          onChange={(same) => {
            const rest = without(value, "same");
            onChange(same.length > 0 ? { ...rest, same } : rest);
          }}
        />
        <span className={edit.word}>{t("line.when")}</span>
        <WindowEdit
          value={value.window}
          path={`${path}/window`}
          onChange={(window) => {
            const rest = without(value, "window");
            onChange(window?.kind === "last" ? { ...rest, window } : rest);
          }}
        />
      </div>
    </div>
  );
}

interface StepProps {
  word: string;
  events: Events;
  path: string;
  onChange: (events: Events) => void;
  children?: React.ReactNode;
}

function Step({ word, events, path, onChange, children }: StepProps) {
  return (
    <div>
      <div className={edit.line}>
        <span className={classes.stepWord}>{word}</span>
        <EventPick value={events} path={path} onChange={onChange} />
        {children}
        <AddFilter value={events} onChange={onChange} />
      </div>
      <Filters value={events} path={path} onChange={onChange} />
    </div>
  );
}

interface FollowProps {
  word: string;
  step: Follow;
  path: string;
  onChange: (step: Follow) => void;
  onRemove: (() => void) | undefined;
}

function FollowEdit({ word, step, path, onChange, onRemove }: FollowProps) {
  const { t } = useTranslation("segments");
  return (
    <Step
      word={word}
      events={step.from}
      path={`${path}/from`}
      onChange={(from) => {
        onChange({ ...step, from });
      }}
    >
      <span className={edit.word}>{t("line.within")}</span>
      <DurationEdit
        label={t("line.within")}
        value={step.within}
        path={`${path}/within`}
        onChange={(within) => {
          onChange({ ...step, within });
        }}
      />
      {onRemove && (
        <ActionIcon size="sm" aria-label={t("line.removeStep")} onClick={onRemove}>
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </Step>
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
        data={words?.brands ?? []}
        onChange={(brand) => {
          onChange({ ...value, brand: brand ?? "" });
        }}
      />
    </div>
  );
}
