import { Badge, Button, Checkbox, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconChecklist } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { clip, Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/now";
import { useMay } from "@/lib/permission";
import { tasksQuery } from "./queries";
import classes from "./task-list.module.css";

const NAME_LETTERS = 80;
const TEXT_LETTERS = 600;

type Task = Schema<"Task">;

/** What is to be done for people, what is due first above the rest. */
export function TaskList({ whose }: { whose: "mine" | "all" }) {
  const { t } = useTranslation("people");
  const seesPeople = useMay("personal_data.see");
  const mayWrite = useMay("people.edit") && seesPeople;
  const tasks = useInfiniteQuery(tasksQuery(whose));
  const items = tasks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel flush>
      {tasks.isPending && Array.from({ length: 5 }, (_, index) => <Skeleton key={index} h={34} m="md" w="auto" />)}
      {tasks.error && <ProblemNote small error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isSuccess && items.length === 0 && (
        <Empty small icon={IconChecklist} title={t("tasks.none")}>
          {t(whose === "mine" ? "tasks.noneOfMine" : "tasks.noneWhat")} {mayWrite && t("tasks.noneHow")}
        </Empty>
      )}
      <ul className={classes.list}>
        {items.map((task) => (
          <OneTask key={task.note.id} task={task} />
        ))}
      </ul>
      {tasks.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            fullWidth
            loading={tasks.isFetchingNextPage}
            onClick={() => void tasks.fetchNextPage()}
          >
            {t("tasks.more")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function OneTask({ task: { note, person } }: { task: Task }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const now = useNow();
  const cache = useQueryClient();
  const seesPeople = useMay("personal_data.see");
  const mayEdit = useMay("people.edit") && seesPeople;
  const done = useMutation({
    mutationFn: (isDone: boolean) =>
      data(
        api.PATCH("/api/profiles/{ref}/notes/{note_id}", {
          params: { path: { ref: person?.id ?? "", note_id: note.id } },
          body: { done: isDone },
        }),
      ),
    onSettled: () => cache.invalidateQueries({ queryKey: ["people", "tasks"] }),
    onError: notifyProblem,
  });
  const isLate = note.due != null && new Date(note.due) < now;
  return (
    <li className={classes.task}>
      <Checkbox
        size="xs"
        checked={done.isPending && done.variables}
        disabled={!mayEdit || person == null || done.isPending}
        aria-label={t("notes.doneOf", { text: clip(note.text, NAME_LETTERS) })}
        onChange={() => {
          done.mutate(true, {
            onSuccess: () => {
              notifyDone(t("tasks.done"), () => {
                done.mutate(false);
              });
            },
          });
        }}
      />
      <div className={classes.body}>
        <bdi className={classes.text}>{clip(note.text, TEXT_LETTERS)}</bdi>
        <div className={classes.line}>
          {person && (
            <Link to="/people/$ref" params={{ ref: person.id }} className={classes.person}>
              <Clipped text={person.name ?? person.email ?? t("visitor")} letters={NAME_LETTERS} />
            </Link>
          )}
          {note.assignee && <Clipped text={note.assignee} letters={NAME_LETTERS} />}
        </div>
      </div>
      {note.due != null && (
        <Badge size="sm" color={isLate ? "red" : "gray"}>
          {isLate ? t("notes.late", { day: format.day(note.due) }) : format.day(note.due)}
        </Badge>
      )}
    </li>
  );
}
