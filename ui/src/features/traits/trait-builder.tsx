import { ActionIcon } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DefinitionForm } from "@/components/definition/definition-form";
import { eventGaps, type Gap, type Gaps, tagged, whereGaps } from "@/components/definition/document";
import edit from "@/components/definition/edit.module.css";
import { AddFilter, EventPick, Filters, isOfLine, useFieldChoices } from "@/components/definition/events-edit";
import { FaultNote, faultsOf, useFault } from "@/components/definition/faults";
import type { Aggregate, Computation, Events, TraitDocument } from "@/components/definition/model";
import { readable } from "@/components/definition/names";
import { Pick } from "@/components/definition/pick";
import { computationSentence, useSpeaker } from "@/components/definition/sentence";
import { WindowEdit } from "@/components/definition/time-edit";
import { isSent } from "@/components/definition/words";
import { useEditing } from "@/components/definition/working";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { useCalled } from "@/components/called";
import { without } from "@/lib/without";
import { AggregateEdit, WITH_FIELD } from "./aggregate-edit";
import { refresh, saveTrait } from "./changes";
import type { TraitDefinition } from "./queries";
import classes from "./traits.module.css";

const NEW: TraitDocument = {
  key: "",
  compute: { from: { names: [] }, aggregate: { kind: "count" }, window: { kind: "last", duration: "P30D" } },
};
/** Builds a computed trait anew, or changes one. */
export function TraitBuilder({ found }: { found?: TraitDefinition }) {
  const { t } = useTranslation("traits");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const speaker = useSpeaker();
  const called = useCalled();
  const nameOf = ({ key, definition }: TraitDefinition) => called.trait(key, definition.name ?? key);
  const editing = useEditing<TraitDocument, TraitDefinition>({
    kind: "trait",
    isNew: !found,
    base: () => ({ document: tagged(found?.definition ?? NEW), reason: "", version: found?.version }),
    gapsOf: gapsOfTrait,
    save: saveTrait,
    onSaved: async (saved) => {
      await refresh(cache);
      await navigate({ to: "/traits/$key", params: { key: saved.key }, ignoreBlocker: true });
      notifyDone(t("done.saved", { name: nameOf(saved) }));
    },
  });
  const told = useMemo(() => faultsOf(editing.error, "/definition"), [editing.error]);
  return (
    <DefinitionForm
      title={found ? t("builder.title", { name: nameOf(found) }) : t("builder.newTitle")}
      placeholder={t("form.namePlaceholder")}
      confirmTitle={t("confirmSize.title")}
      editing={editing}
      faults={told}
      sentence={computationSentence(speaker, editing.document.compute)}
      hint={t("builder.history")}
    >
      <Panel title={t("builder.how")}>
        <ComputationEdit
          value={editing.document.compute}
          onChange={(compute) => {
            editing.change({ compute });
          }}
        />
        <FaultNote path="/compute" />
      </Panel>
    </DefinitionForm>
  );
}

function gapsOfTrait({ compute }: TraitDocument): Gaps {
  return new Map(computationGaps(compute));
}

function* computationGaps(compute: Computation): Generator<[string, Gap]> {
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
