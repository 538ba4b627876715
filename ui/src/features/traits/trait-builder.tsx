import { ActionIcon, Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconDeviceFloppy, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Confirm } from "@/components/confirm";
import { eventGaps, type Gap, plain, tagged, whereGaps } from "@/components/definition/document";
import edit from "@/components/definition/edit.module.css";
import {
  AddFilter,
  EventPick,
  Filters,
  isOfLine,
  useEventChoices,
  useFieldChoices,
} from "@/components/definition/events-edit";
import { FaultNote, FaultsProvider, faultsOf, useFault } from "@/components/definition/faults";
import {
  type Aggregate,
  AGGREGATES,
  type Computation,
  type Events,
  KEY,
  keyOf,
  type TraitDocument,
} from "@/components/definition/model";
import { readable } from "@/components/definition/names";
import { Pick } from "@/components/definition/pick";
import { computationSentence, useSpeaker } from "@/components/definition/sentence";
import { DurationEdit, WindowEdit } from "@/components/definition/time-edit";
import { isSent } from "@/components/definition/words";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Unsaved } from "@/components/unsaved";
import { When } from "@/components/when";
import { useDraft } from "@/lib/draft";
import { without } from "@/lib/without";
import { asksToConfirm, refresh, saveTrait } from "./changes";
import type { TraitDefinition } from "./queries";
import classes from "./traits.module.css";

interface Working {
  document: TraitDocument;
  reason: string;
  version: number | undefined;
}

const NEW: TraitDocument = {
  key: "",
  compute: { from: { names: [] }, aggregate: { kind: "count" }, window: { kind: "last", duration: "P30D" } },
};
const WITH_FIELD = [
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

/** Builds a computed trait anew, or changes one. */
export function TraitBuilder({ found }: { found?: TraitDefinition }) {
  const { t } = useTranslation(["traits", "definition"]);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const speaker = useSpeaker();
  const { workspace } = useSession();
  const [base] = useState<Working>(() => ({
    document: tagged(found?.definition ?? NEW),
    reason: "",
    version: found?.version,
  }));
  const draft = useDraft(`${workspace.id}:trait:${found?.key ?? ""}`, base);
  const { document, reason } = draft.value;
  const [showsGaps, setShowsGaps] = useState(false);
  const [refusal, setRefusal] = useState("");
  const isNew = !found;
  const key = isNew ? document.key || keyOf(document.name ?? "") : document.key;
  const gaps = useMemo(() => new Map(gapsOf(document.compute)), [document.compute]);

  const change = (part: Partial<TraitDocument>) => {
    draft.change({ ...draft.value, document: { ...document, ...part } });
  };
  const save = useMutation({
    mutationFn: (confirm: string) => {
      const name = document.name?.trim();
      const described = document.description?.trim();
      const rest = without(plain(document), "name", "description");
      const saved = { ...rest, key, ...(name ? { name } : {}), ...(described ? { description: described } : {}) };
      return saveTrait({ document: saved, version: draft.value.version, reason, confirm });
    },
    onSuccess: async (saved) => {
      draft.forget();
      await refresh(cache);
      await navigate({ to: "/traits/$key", params: { key: saved.key }, ignoreBlocker: true });
      notifyDone(t("done.saved", { name: saved.definition.name ?? saved.key }));
    },
    onError: (error) => {
      if (asksToConfirm(error)) setRefusal(error.message);
      else notifyProblem(error);
    },
  });
  const told = useMemo(() => faultsOf(save.error, "/definition"), [save.error]);
  const submit = () => {
    setShowsGaps(true);
    if (gaps.size === 0 && KEY.test(key)) save.mutate("");
  };
  return (
    <Page
      title={isNew ? t("builder.newTitle") : t("builder.title", { name: found.definition.name ?? found.key })}
      actions={
        <>
          {draft.isChanged && (
            <Button variant="default" onClick={draft.discard}>
              {t("builder.discard")}
            </Button>
          )}
          <Button leftSection={<IconDeviceFloppy size={15} aria-hidden />} loading={save.isPending} onClick={submit}>
            {t("builder.save")}
          </Button>
        </>
      }
    >
      {draft.foundFrom && (
        <div className={classes.draft} role="status">
          <span>
            {t("builder.draft")} <When at={draft.foundFrom} />
          </span>
          <Button size="compact-xs" variant="default" onClick={draft.discard}>
            {t("builder.discard")}
          </Button>
        </div>
      )}
      <FaultsProvider told={told} gaps={gaps} showsGaps={showsGaps}>
        <div className={classes.form}>
          <Panel>
            <div className={classes.basics}>
              <TextInput
                label={t("form.name")}
                placeholder={t("form.namePlaceholder")}
                maxLength={200}
                value={document.name ?? ""}
                error={showsGaps && isNew && !KEY.test(key) ? t("form.nameMissing") : undefined}
                onChange={(event) => {
                  change({ name: event.currentTarget.value });
                }}
              />
              <TextInput
                label={t("form.key")}
                maxLength={63}
                disabled={!isNew}
                value={key}
                error={key && !KEY.test(key) ? t("form.keyWrong") : told.get("/key")}
                onChange={(event) => {
                  change({ key: event.currentTarget.value });
                }}
              />
              <TextInput
                label={t("form.description")}
                maxLength={2000}
                value={document.description ?? ""}
                onChange={(event) => {
                  change({ description: event.currentTarget.value });
                }}
              />
            </div>
          </Panel>
          <Panel title={t("builder.how")}>
            <ComputationEdit
              value={document.compute}
              onChange={(compute) => {
                change({ compute });
              }}
            />
            <FaultNote path="/compute" />
          </Panel>
          <Panel title={t("builder.inWords")}>
            <p className={classes.sentence}>{computationSentence(speaker, document.compute)}</p>
            <p className={classes.hint}>{t("builder.history")}</p>
          </Panel>
          {!isNew && draft.isChanged && (
            <TextInput
              label={t("form.reason")}
              description={t("form.reasonHelp")}
              maxLength={1000}
              value={reason}
              onChange={(event) => {
                draft.change({ ...draft.value, reason: event.currentTarget.value });
              }}
            />
          )}
        </div>
      </FaultsProvider>
      <Confirm
        title={t("confirmSize.title")}
        action={t("confirmSize.do")}
        isDangerous
        opened={refusal !== ""}
        onClose={() => {
          setRefusal("");
        }}
        onConfirm={() => save.mutateAsync(key)}
      >
        {refusal}
      </Confirm>
      <Unsaved isChanged={draft.isChanged} onDiscard={draft.forget} />
    </Page>
  );
}

function* gapsOf(compute: Computation): Generator<[string, Gap]> {
  const { aggregate } = compute;
  if (aggregate.kind !== "score") yield* eventGaps(compute.from ?? {}, "/compute/from");
  if (WITH_FIELD.includes(aggregate.kind) && !aggregate.field) yield ["/compute/aggregate/field", "field"];
  if (aggregate.where) yield* whereGaps(aggregate.where, "/compute/aggregate/where");
}

interface ComputationEditProps {
  value: Computation;
  onChange: (compute: Computation) => void;
}

function ComputationEdit({ value, onChange }: ComputationEditProps) {
  const { t } = useTranslation(["traits", "definition"]);
  const { choices } = useFieldChoices(value.from ?? {});
  const from = value.from ?? {};
  const fault = useFault("/compute/per");
  const setEvents = (events: Events) => {
    onChange({ ...value, from: events });
  };
  return (
    <div className={classes.form}>
      <Part label={t("builder.from")}>
        <div className={edit.line}>
          <EventPick value={from} path="/compute/from" onChange={setEvents} />
          <AddFilter value={from} onChange={setEvents} />
        </div>
        <Filters value={from} path="/compute/from" onChange={setEvents} />
      </Part>
      <Part label={t("builder.aggregate")}>
        <AggregateEdit
          value={value.aggregate}
          events={from}
          onChange={(aggregate) => {
            onChange({ ...value, aggregate, from: countedFor(aggregate, value) });
          }}
        />
      </Part>
      <Part label={t("builder.window")}>
        <div className={edit.line}>
          <WindowEdit
            value={value.window}
            path="/compute/window"
            onChange={(window) => {
              const rest = without(value, "window");
              onChange(window ? { ...rest, window } : rest);
            }}
          />
        </div>
      </Part>
      <Part label={t("builder.per")}>
        <div className={edit.line}>
          <Pick
            label={t("builder.per")}
            choices={[
              { value: "brand", label: t("builder.brand"), group: t("builder.usual") },
              ...choices.filter((each) => each.value !== "brand"),
            ]}
            value={value.per ?? ""}
            shown={value.per && readable(value.per)}
            placeholder={t("builder.perNone")}
            error={fault}
            own={(text) => (isSent(text) ? text : `properties.${text}`)}
            onPick={(per) => {
              onChange({ ...value, per, ...(per.startsWith("line.") ? { from: { ...from, lines: true } } : {}) });
            }}
          />
          {value.per && (
            <ActionIcon
              size="sm"
              aria-label={t("builder.perRemove")}
              onClick={() => {
                onChange(without(value, "per"));
              }}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </div>
      </Part>
    </div>
  );
}

/** Lines count as soon as a field of theirs is summed up, and no longer once nothing reads one. */
function countedFor(aggregate: Aggregate, { from = {}, per }: Computation): Events {
  if (aggregate.field && isOfLine(aggregate.field)) return { ...from, lines: true };
  const isRead = per?.startsWith("line.") === true || JSON.stringify(from.where ?? "").includes('"line.');
  return isRead ? from : without(from, "lines");
}

function Part({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.part} role="group" aria-label={label}>
      <span className={classes.partLabel}>{label}</span>
      <div>{children}</div>
    </div>
  );
}

interface AggregateEditProps {
  value: Aggregate;
  events: Events;
  onChange: (aggregate: Aggregate) => void;
}

function AggregateEdit({ value, events, onChange }: AggregateEditProps) {
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
