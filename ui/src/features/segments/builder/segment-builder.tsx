import { Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconCode, IconDeviceFloppy } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Confirm } from "@/components/confirm";
import { gapsOf, newCondition, plain, tagged } from "@/components/definition/document";
import edit from "@/components/definition/edit.module.css";
import { FaultsProvider, faultsOf } from "@/components/definition/faults";
import { type Condition, KEY, keyOf, type Members, type SegmentDocument } from "@/components/definition/model";
import { membersSentence, useSpeaker } from "@/components/definition/sentence";
import { DurationEdit } from "@/components/definition/time-edit";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Unsaved } from "@/components/unsaved";
import { When } from "@/components/when";
import { useDraft } from "@/lib/draft";
import { asksToConfirm, refresh, saveSegment } from "../changes";
import { type Definition } from "../queries";
import { nameOf } from "../segment-list";
import classes from "./builder.module.css";
import { ConditionEdit } from "./condition-edit";
import { Preview, usePreview } from "./preview";
import { without } from "@/lib/without";

const NEW: SegmentDocument = { key: "", members: { kind: "dynamic", condition: { kind: "all", of: [] } } };

interface Working {
  document: SegmentDocument;
  reason: string;
  /** Of the definition that was looked at when this began. */
  version: number | undefined;
}

const NOBODY_KINDS = ["dynamic", "static", "sql"] as const;
const EXAMPLE_SQL = "SELECT profile_id FROM profiles";

/** Builds a segment anew, or changes one. */
export function SegmentBuilder({ segment, start }: { segment?: Definition; start?: SegmentDocument }) {
  const { t } = useTranslation(["segments", "definition"]);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const speaker = useSpeaker();
  const { workspace } = useSession();
  const [base] = useState(() => workingOf(segment, start));
  const draft = useDraft(`${workspace.id}:segment:${segment?.key ?? ""}`, base);
  const { document, reason } = draft.value;
  const [showsGaps, setShowsGaps] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [compare, setCompare] = useState<string | null>(null);
  const [asJson, setAsJson] = useState(false);
  const [isSaved, setSaved] = useState(false);

  const isNew = !segment;
  const key = isNew ? document.key || keyOf(document.name ?? "") : document.key;
  const condition = document.members.kind === "dynamic" ? document.members.condition : null;
  const asked = useMemo(() => condition ?? newCondition("all"), [condition]);
  const gaps = useMemo(() => (condition ? gapsOf(condition) : new Map()), [condition]) as ReturnType<typeof gapsOf>;
  const preview = usePreview(asked, gaps, compare);
  const isEmpty = asked.kind === "all" && asked.of.length === 0;

  const change = (part: Partial<SegmentDocument>) => {
    draft.change({ ...draft.value, document: { ...document, ...part } });
  };
  const setMembers = (members: Members) => {
    change({ members });
  };
  const save = useMutation({
    mutationFn: (confirm: string) => {
      const name = document.name?.trim();
      const described = document.description?.trim();
      const rest = without(plain(document), "name", "description");
      const saved = { ...rest, key, ...(name ? { name } : {}), ...(described ? { description: described } : {}) };
      return saveSegment({ document: saved, version: draft.value.version, reason, confirm });
    },
    onSuccess: async (saved) => {
      draft.forget();
      setSaved(true);
      await refresh(cache);
      await navigate({ to: "/segments/$key", params: { key: saved.key }, ignoreBlocker: true });
      notifyDone(t("done.saved", { name: nameOf(saved) }));
    },
    onError: (error) => {
      if (asksToConfirm(error)) setRefusal(error.message);
      else notifyProblem(error);
    },
  });
  const told = useMemo(
    () =>
      new Map([...faultsOf(preview.error), ...faultsOf(save.error, "/definition/members"), ...keyFaults(save.error)]),
    [preview.error, save.error],
  );
  const submit = () => {
    setShowsGaps(true);
    if (gaps.size === 0 && KEY.test(key)) save.mutate("");
  };

  return (
    <Page
      title={isNew ? t("builder.newTitle") : t("builder.title", { name: nameOf(segment) })}
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
            {t("builder.draftDiscard")}
          </Button>
        </div>
      )}
      <FaultsProvider told={told} gaps={gaps} showsGaps={showsGaps}>
        <div className={classes.layout} data-wide={document.members.kind !== "dynamic" || undefined}>
          <div className={classes.main}>
            <Panel>
              <div className={classes.basics}>
                <TextInput
                  label={t("form.name")}
                  placeholder={t("form.namePlaceholder")}
                  maxLength={200}
                  value={document.name ?? ""}
                  error={showsGaps && !KEY.test(key) && isNew ? t("form.nameMissing") : undefined}
                  onChange={(event) => {
                    change({ name: event.currentTarget.value });
                  }}
                />
                <TextInput
                  label={t("form.key")}
                  description={undefined}
                  maxLength={63}
                  disabled={!isNew}
                  value={key}
                  error={key && !KEY.test(key) ? t("form.keyWrong") : told.get("key")}
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
            <Panel>
              <div className={classes.bar}>
                <SegmentedControl
                  aria-label={t("builder.members")}
                  value={document.members.kind}
                  onChange={(kind) => {
                    setMembers(membersOf(kind, draft.value));
                  }}
                  data={NOBODY_KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))}
                />
                <span className={classes.grow} />
                {condition && (
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
              {document.members.kind === "static" && <p className={classes.hint}>{t("builder.staticText")}</p>}
              {document.members.kind === "sql" && (
                <>
                  <Textarea
                    className={classes.json ?? ""}
                    label={t("builder.sql")}
                    description={t("builder.sqlHelp")}
                    autosize
                    minRows={6}
                    maxLength={20_000}
                    value={document.members.sql}
                    error={told.get("/sql")}
                    onChange={(event) => {
                      setMembers({ ...document.members, kind: "sql", sql: event.currentTarget.value });
                    }}
                  />
                  <div className={edit.line} style={{ marginBlockStart: "var(--p-space-3)" }}>
                    <span className={edit.word}>{t("builder.every")}</span>
                    <DurationEdit
                      label={t("builder.every")}
                      value={document.members.every ?? "PT1H"}
                      path="/every"
                      onChange={(every) => {
                        if (document.members.kind === "sql") setMembers({ ...document.members, every });
                      }}
                    />
                  </div>
                </>
              )}
              {condition &&
                (asJson ? (
                  <JsonEdit
                    value={condition}
                    onChange={(next) => {
                      setMembers({ kind: "dynamic", condition: next });
                    }}
                  />
                ) : (
                  <ConditionEdit
                    value={condition}
                    path="/condition"
                    onChange={(next) => {
                      setMembers({ kind: "dynamic", condition: next });
                    }}
                  />
                ))}
            </Panel>
            {condition && !isEmpty && (
              <Panel title={t("builder.inWords")}>
                <p className={classes.sentence}>{membersSentence(speaker, document.members)}</p>
              </Panel>
            )}
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
          {condition && (
            <div className={classes.aside}>
              <Preview found={preview} gaps={gaps} isEmpty={isEmpty} compare={compare} onCompare={setCompare} />
            </div>
          )}
        </div>
      </FaultsProvider>
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
      <Unsaved isChanged={draft.isChanged && !isSaved} onDiscard={draft.forget} />
    </Page>
  );
}

/** A group outermost, whatever the document has there: an editor begins with one. */
function workingOf(segment: Definition | undefined, start: SegmentDocument | undefined): Working {
  const document = tagged(segment?.definition ?? start ?? NEW);
  return { document: { ...document, members: grouped(document.members) }, reason: "", version: segment?.version };
}

function grouped(members: Members): Members {
  if (members.kind !== "dynamic") return members;
  const { condition } = members;
  if (condition.kind === "all" || condition.kind === "any") return members;
  return { kind: "dynamic", condition: tagged<Condition>({ kind: "all", of: [condition] }) };
}

function membersOf(kind: string, working: Working): Members {
  if (kind === "static") return { kind: "static" };
  if (kind === "sql") return { kind: "sql", sql: EXAMPLE_SQL, every: "PT1H" };
  return working.document.members.kind === "dynamic"
    ? working.document.members
    : { kind: "dynamic", condition: newCondition("all") };
}

function keyFaults(error: unknown): [string, string][] {
  return [...faultsOf(error, "/definition/key")].map(([, text]): [string, string] => ["key", text]);
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

const GROUPS = [
  "all",
  "any",
  "not",
  "trait",
  "event",
  "sequence",
  "segment",
  "consent",
  "reachable",
  "bucket",
  "brand",
];

/** The condition that a text is, if it is one by its shape: the server says whatever else is wrong. */
function conditionOf(text: string): Condition | null {
  try {
    const found = JSON.parse(text) as unknown;
    return isCondition(found) ? tagged(found) : null;
  } catch {
    return null;
  }
}

function isCondition(found: unknown): found is Condition {
  if (found === null || typeof found !== "object" || !("kind" in found)) return false;
  const { kind, of, compare, from, first, then } = found as Record<string, unknown>;
  if (typeof kind !== "string" || !GROUPS.includes(kind)) return false;
  if (kind === "all" || kind === "any") return Array.isArray(of) && of.every(isCondition);
  if (kind === "not" || kind === "brand") return isCondition(of);
  if (kind === "trait") return typeof compare === "object" && compare !== null;
  if (kind === "event") return typeof from === "object" && from !== null;
  if (kind === "sequence") return typeof first === "object" && first !== null && Array.isArray(then);
  return true;
}
