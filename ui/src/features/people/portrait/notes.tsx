import { ActionIcon, Badge, Button, Checkbox, SegmentedControl, Select, Skeleton, Textarea } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPencil, IconPin, IconPinnedFilled, IconTrash } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { DayInput } from "@/components/day-input";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { When } from "@/components/when";
import { type Format, useFormat } from "@/i18n/format";
import { useBegun } from "@/lib/begun";
import { useNow } from "@/lib/now";
import { useMay } from "@/lib/permission";
import { colleaguesQuery, notesQuery } from "../queries";
import classes from "./notes.module.css";

/** From this length on a note may be higher than its place, and scrolls in it: by keyboard, too. */
const SCROLLS_FROM_LETTERS = 200;

type Note = Schema<"NoteView">;
type Change = Schema<"NoteChange">;
type Kind = Note["kind"];

const LONGEST = 10_000;
const NAME_LETTERS = 60;

/** What colleagues wrote about somebody, and what is to be done for them. */
export function Notes({ id }: { id: string }) {
  const { t } = useTranslation("people");
  const notes = useQuery(notesQuery(id));
  const seesPeople = useMay("personal_data.see");
  const mayWrite = useMay("people.edit") && seesPeople;
  const open = notes.data?.items.filter((note) => note.kind === "task" && !note.done_at).length ?? 0;
  return (
    <Panel title={t("notes.title")} aside={open > 0 ? t("notes.open", { count: open }) : undefined}>
      {mayWrite && <Composer key={id} id={id} />}
      {notes.isPending && <Skeleton h={48} />}
      {notes.error && <ProblemNote small error={notes.error} onRetry={() => void notes.refetch()} />}
      {notes.data?.items.length === 0 && <p className={classes.none}>{t("notes.none")}</p>}
      <ul className={classes.list}>
        {notes.data?.items.map((note) => (
          <OneNote key={note.id} id={id} note={note} mayWrite={mayWrite} />
        ))}
      </ul>
    </Panel>
  );
}

function Composer({ id }: { id: string }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const cache = useQueryClient();
  const { user } = useSession();
  const field = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useState<Kind>("note");
  const [text, setText] = useBegun(`note:${id}`, "");
  const [due, setDue] = useState("");
  const [assignee, setAssignee] = useState(user.id);
  useHotkeys([["n", () => field.current?.focus()]]);
  const write = useMutation({
    mutationFn: (body: Schema<"NewNote">) =>
      data(api.POST("/api/profiles/{ref}/notes", { params: { path: { ref: id } }, body })),
    onSuccess: () => refresh(cache, id),
    onError: (error, body) => {
      setText((begun) => begun || body.text); // nobody has to write it again
      notifyProblem(error);
    },
  });
  const submit = () => {
    const task = kind === "task" ? { assignee_id: assignee, due: instantOf(due, format) } : { assignee_id: "" };
    write.mutate({ kind, text, pinned: false, ...task });
    setText("");
    setDue("");
  };
  const isReady = text.trim() !== "";
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
    >
      <Textarea
        ref={field}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={LONGEST}
        aria-label={t("notes.write")}
        placeholder={t("notes.writeExample")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {isReady && (
        <>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t("notes.kind")}
            value={kind}
            onChange={(chosen) => {
              setKind(chosen === "task" ? "task" : "note");
            }}
            data={[
              { value: "note", label: t("notes.note") },
              { value: "task", label: t("notes.task") },
            ]}
          />
          {kind === "task" && (
            <TaskFields
              due={due}
              assignee={assignee}
              known={{ value: user.id, label: user.name }}
              onDue={setDue}
              onAssignee={setAssignee}
            />
          )}
          <Button type="submit">{t(kind === "task" ? "notes.saveTask" : "notes.saveNote")}</Button>
        </>
      )}
    </form>
  );
}

function OneNote({ id, note, mayWrite }: { id: string; note: Note; mayWrite: boolean }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const now = useNow();
  const cache = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Change) =>
      data(api.PATCH("/api/profiles/{ref}/notes/{note_id}", { params: { path: { ref: id, note_id: note.id } }, body })),
    onSettled: () => refresh(cache, id),
    onError: notifyProblem,
  });
  const remove = () => {
    change.mutate(
      { removed: true },
      {
        onSuccess: () => {
          notifyDone(t("notes.removed"), () => {
            change.mutate({ removed: false });
          });
        },
      },
    );
  };
  const [isEditing, setEditing] = useState(false);
  if (isEditing) {
    return (
      <li className={classes.note}>
        <NoteEditor
          note={note}
          isSaving={change.isPending}
          onSave={(body) => {
            change.mutate(body, {
              onSuccess: () => {
                setEditing(false);
              },
            });
          }}
          onClose={() => {
            setEditing(false);
          }}
        />
      </li>
    );
  }
  const isLate = note.due != null && !note.done_at && new Date(note.due) < now;
  return (
    <li className={classes.note} data-done={note.done_at ? true : undefined}>
      {note.kind === "task" && (
        <Checkbox
          size="xs"
          checked={note.done_at != null}
          disabled={!mayWrite || change.isPending}
          aria-label={t("notes.doneOf", { text: note.text.slice(0, NAME_LETTERS) })}
          onChange={(event) => {
            change.mutate({ done: event.currentTarget.checked });
          }}
        />
      )}
      <div className={classes.body}>
        <bdi className={classes.text} tabIndex={note.text.length > SCROLLS_FROM_LETTERS ? 0 : undefined}>
          {note.text}
        </bdi>
        {note.kind === "task" && (note.due != null || note.assignee) && (
          <div className={classes.line}>
            {note.due != null && (
              <Badge size="xs" color={isLate ? "red" : "gray"}>
                {isLate ? t("notes.late", { day: format.day(note.due) }) : format.day(note.due)}
              </Badge>
            )}
            <bdi>{note.assignee}</bdi>
          </div>
        )}
        <div className={classes.line}>
          <bdi>{note.done_at ? t("notes.doneBy", { name: note.done_by }) : note.author}</bdi> ·{" "}
          <When at={note.done_at ?? note.created_at} />
        </div>
      </div>
      {mayWrite && (
        <div className={classes.tools}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("notes.edit")}
            onClick={() => {
              setEditing(true);
            }}
          >
            <IconPencil size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color={note.pinned ? "cobalt" : "gray"}
            aria-pressed={note.pinned}
            aria-label={t("notes.pin")}
            onClick={() => {
              change.mutate({ pinned: !note.pinned });
            }}
          >
            {note.pinned ? <IconPinnedFilled size={15} aria-hidden /> : <IconPin size={15} aria-hidden />}
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t("notes.remove")} onClick={remove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}

interface NoteEditorProps {
  note: Note;
  isSaving: boolean;
  onSave: (change: Change) => void;
  onClose: () => void;
}

/** Writes a note anew in its place, of a task also until when and who. */
function NoteEditor({ note, isSaving, onSave, onClose }: NoteEditorProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const [text, setText] = useState(note.text);
  const [due, setDue] = useState(note.due ? format.dayKey(note.due) : "");
  const [assignee, setAssignee] = useState(note.assignee_id);
  const isTask = note.kind === "task";
  return (
    <form
      className={classes.composer}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onSave(isTask ? { text, due: instantOf(due, format), assignee_id: assignee } : { text });
      }}
    >
      <Textarea
        autosize
        autoFocus
        minRows={2}
        maxRows={12}
        maxLength={LONGEST}
        aria-label={t("notes.text")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {isTask && (
        <TaskFields
          due={due}
          assignee={assignee}
          known={{ value: note.assignee_id, label: note.assignee }}
          onDue={setDue}
          onAssignee={setAssignee}
        />
      )}
      <div className={classes.line}>
        <Button type="submit" size="xs" disabled={text.trim() === ""} loading={isSaving}>
          {t("edit.save")}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("edit.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface TaskFieldsProps {
  due: string;
  /** A user's id; "" for nobody in particular. */
  assignee: string;
  /** Who can be chosen before all are known. */
  known: { value: string; label: string };
  onDue: (day: string) => void;
  onAssignee: (userId: string) => void;
}

function TaskFields({ due, assignee, known, onDue, onAssignee }: TaskFieldsProps) {
  const { t } = useTranslation("people");
  const { data: colleagues = [] } = useQuery(colleaguesQuery);
  const all = new Map([known, ...colleagues].map((each) => [each.value, each.label]));
  return (
    <div className={classes.task}>
      <DayInput label={t("notes.due")} value={due} onChange={onDue} />
      <Select
        label={t("notes.assignee")}
        placeholder={t("notes.nobody")}
        nothingFoundMessage={t("notes.noSuchUser")}
        searchable
        clearable
        data={[...all].filter(([id]) => id !== "").map(([value, label]) => ({ value, label }))}
        value={assignee === "" ? null : assignee}
        onChange={(chosen) => {
          onAssignee(chosen ?? "");
        }}
      />
    </div>
  );
}

const EVENING_MS = 18 * 3_600_000;

/** Until when what is due on a day of the workspace is to be done. */
function instantOf(day: string, format: Format): string | null {
  return day ? new Date(format.startOf(day).getTime() + EVENING_MS).toISOString() : null;
}

async function refresh(cache: QueryClient, id: string): Promise<void> {
  await Promise.all(
    [
      ["people", "notes", id],
      ["people", "tasks"],
    ].map((queryKey) => cache.invalidateQueries({ queryKey })),
  );
}
