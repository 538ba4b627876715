import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconCode } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Beginning } from "@/components/definition/beginning";
import { DefinitionForm } from "@/components/definition/definition-form";
import { type Gaps, gapsOf, newCondition, plain, tagged } from "@/components/definition/document";
import edit from "@/components/definition/edit.module.css";
import { faultsOf } from "@/components/definition/faults";
import type { Condition, Members, SegmentDocument } from "@/components/definition/model";
import { membersSentence, useSpeaker } from "@/components/definition/sentence";
import { DurationEdit } from "@/components/definition/time-edit";
import { useEditing, type Working } from "@/components/definition/working";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { refresh, saveSegment } from "../changes";
import type { Definition } from "../queries";
import { useNameOf } from "../name";
import classes from "./builder.module.css";
import { ConditionEdit } from "./condition-edit";
import { conditionOf } from "./json";
import { Preview, usePreview } from "./preview";

const NEW: SegmentDocument = { key: "", members: { kind: "dynamic", condition: { kind: "all", of: [] } } };

const KINDS = ["dynamic", "static", "sql"] as const;
const EVERY = "PT1H";
const FIRST: Record<Members["kind"], () => Members> = {
  dynamic: () => ({ kind: "dynamic", condition: newCondition("all") }),
  static: () => ({ kind: "static" }),
  sql: () => ({ kind: "sql", sql: "SELECT profile_id FROM profiles", every: EVERY }),
};

function gapsOfSegment({ members }: SegmentDocument): Gaps {
  return members.kind === "dynamic" ? gapsOf(members.condition) : new Map();
}

/** Builds a segment anew, or changes one. */
export function SegmentBuilder({ segment, beginning }: { segment?: Definition; beginning?: Beginning | undefined }) {
  const { t } = useTranslation(["segments", "definition"]);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const speaker = useSpeaker();
  const nameOf = useNameOf();
  const [compare, setCompare] = useState<string | null>(null);
  const editing = useEditing({
    kind: "segment",
    isNew: !segment,
    of: beginning && `of ${beginning.of}`, // no key has a blank
    base: () => workingOf(segment, beginning),
    gapsOf: gapsOfSegment,
    save: saveSegment,
    onSaved: async (saved) => {
      await refresh(cache);
      await navigate({ to: "/segments/$key", params: { key: saved.key }, ignoreBlocker: true });
      notifyDone(t("done.saved", { name: nameOf(saved) }));
    },
  });
  const { document, gaps } = editing;
  const condition = document.members.kind === "dynamic" ? document.members.condition : null;
  const asked = useMemo(() => condition ?? newCondition("all"), [condition]);
  const preview = usePreview(asked, gaps, compare);
  const isEmpty = asked.kind === "all" && asked.of.length === 0;
  const told = useMemo(
    () => new Map([...faultsOf(preview.error), ...faultsOf(editing.error, "/definition/members")]),
    [preview.error, editing.error],
  );
  return (
    <>
      <DefinitionForm
        title={segment ? t("builder.title", { name: nameOf(segment) }) : t("builder.newTitle")}
        placeholder={t("form.namePlaceholder")}
        confirmTitle={t("confirmSize.title")}
        editing={editing}
        faults={told}
        sentence={condition && !isEmpty ? membersSentence(speaker, document.members) : ""}
        aside={
          condition && (
            <Preview found={preview} gaps={gaps} isEmpty={isEmpty} compare={compare} onCompare={setCompare} />
          )
        }
      >
        <MembersEdit
          value={document.members}
          queryFault={told.get("/sql")}
          onChange={(members) => {
            editing.change({ members });
          }}
        />
      </DefinitionForm>
      {condition && !isEmpty && preview.data && gaps.size === 0 && (
        <div className={classes.strip} aria-hidden>
          <strong>{speaker.format.number(preview.data.count)}</strong>
          <span>
            {t("preview.of", {
              share: speaker.format.percent(preview.data.share, preview.data.share < 0.1 ? 1 : 0),
              people: speaker.format.number(preview.data.profiles),
            })}
          </span>
        </div>
      )}
    </>
  );
}

interface MembersEditProps {
  value: Members;
  queryFault: string | undefined;
  onChange: (members: Members) => void;
}

/** Who is in a segment: by conditions, by hand, or by a query. What was said of another kind is not lost. */
function MembersEdit({ value, queryFault, onChange }: MembersEditProps) {
  const { t } = useTranslation("segments");
  const [asJson, setAsJson] = useState(false);
  const [left, setLeft] = useState<Partial<Record<Members["kind"], Members>>>({});
  const setCondition = (condition: Condition) => {
    onChange({ kind: "dynamic", condition });
  };
  return (
    <Panel>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t("builder.members")}
          value={value.kind}
          onChange={(kind) => {
            setLeft({ ...left, [value.kind]: value });
            onChange(left[kind] ?? FIRST[kind]());
          }}
          data={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))}
        />
        <span className={classes.grow} />
        {value.kind === "dynamic" && (
          <Button
            variant={asJson ? "light" : "subtle"}
            size="compact-sm"
            aria-pressed={asJson}
            leftSection={<IconCode size={15} aria-hidden />}
            onClick={() => {
              setAsJson(!asJson);
            }}
          >
            JSON
          </Button>
        )}
      </div>
      {value.kind === "static" && <p className={classes.hint}>{t("builder.staticText")}</p>}
      {value.kind === "sql" && <QueryEdit value={value} fault={queryFault} onChange={onChange} />}
      {value.kind === "dynamic" &&
        (asJson ? (
          <JsonEdit value={value.condition} onChange={setCondition} />
        ) : (
          <ConditionEdit value={value.condition} path="/condition" onChange={setCondition} />
        ))}
    </Panel>
  );
}

type Query = Extract<Members, { kind: "sql" }>;

function QueryEdit({
  value,
  fault,
  onChange,
}: {
  value: Query;
  fault: string | undefined;
  onChange: (value: Query) => void;
}) {
  const { t } = useTranslation("segments");
  return (
    <>
      <Textarea
        className={classes.json ?? ""}
        label={t("builder.sql")}
        description={t("builder.sqlHelp")}
        autosize
        minRows={6}
        maxLength={20_000}
        dir="ltr"
        spellCheck={false}
        value={value.sql}
        error={fault}
        onChange={(event) => {
          onChange({ ...value, sql: event.currentTarget.value });
        }}
      />
      <div className={`${edit.line} ${classes.every}`}>
        <span className={edit.word}>{t("builder.every")}</span>
        <DurationEdit
          label={t("builder.every")}
          value={value.every ?? EVERY}
          path="/every"
          onChange={(every) => {
            onChange({ ...value, every });
          }}
        />
      </div>
    </>
  );
}

/** A group outermost, whatever the document has there: an editor begins with one. */
function workingOf(segment: Definition | undefined, beginning: Beginning | undefined): Working<SegmentDocument> {
  const document = tagged(segment?.definition ?? { ...NEW, ...beginning?.document });
  return { document: { ...document, members: grouped(document.members) }, reason: "", version: segment?.version };
}

function grouped(members: Members): Members {
  if (members.kind !== "dynamic") return members;
  const { condition } = members;
  if (condition.kind === "all" || condition.kind === "any") return members;
  return { kind: "dynamic", condition: tagged<Condition>({ kind: "all", of: [condition] }) };
}

/** The condition as text, for whoever prefers it and for what has no control of its own. */
function JsonEdit({ value, onChange }: { value: Condition; onChange: (value: Condition) => void }) {
  const { t } = useTranslation("segments");
  const [text, setText] = useState(() => JSON.stringify(plain(value), null, 2));
  const [isBroken, setBroken] = useState(false);
  return (
    <Textarea
      className={classes.json ?? ""}
      aria-label="JSON"
      autosize
      minRows={8}
      maxRows={30}
      dir="ltr"
      spellCheck={false}
      value={text}
      error={isBroken ? t("builder.jsonBroken") : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const parsed = conditionOf(next);
        setBroken(parsed === null);
        if (parsed) onChange(parsed);
      }}
    />
  );
}
