import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import i18next from "i18next";
import classes from "./notify.module.css";
import { wordsOf } from "./problem-words";

const UNDO_FOR_MS = 9000;
const DONE_FOR_MS = 4000;

/** Say that something was done; `undo` gives it back while the toast is there. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    icon: <IconCheck size={16} aria-hidden />,
    color: "teal",
    closeButtonProps: { "aria-label": i18next.t("close") },
    autoClose: undo ? UNDO_FOR_MS : DONE_FOR_MS,
    message: (
      <span className={classes.line}>
        <bdi>{message}</bdi>
        {undo && (
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {i18next.t("undo")}
          </Button>
        )}
      </span>
    ),
  });
}

/** Say that something could not be done, and what to do about it: the `onError` of every mutation. */
export function notifyProblem(error: Error): void {
  const { title, what } = wordsOf(error);
  notifications.show({
    icon: <IconAlertTriangle size={16} aria-hidden />,
    color: "red",
    closeButtonProps: { "aria-label": i18next.t("close") },
    autoClose: UNDO_FOR_MS,
    title,
    message: <bdi className={classes.what}>{what}</bdi>,
  });
}
