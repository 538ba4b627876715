import { Button } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./confirm.module.css";
import { Dialog } from "./dialog";

interface UnsavedProps {
  isChanged: boolean;
  onDiscard: () => void;
}

/** Asks whoever leaves a page with changes that are not saved. A draft is kept on this machine unless it is thrown away. */
export function Unsaved({ isChanged, onDiscard }: UnsavedProps) {
  const { t } = useTranslation();
  const blocker = useBlocker({ shouldBlockFn: () => isChanged, enableBeforeUnload: false, withResolver: true });
  const isAsking = blocker.status === "blocked";
  return (
    <Dialog opened={isAsking} onClose={() => blocker.reset?.()} title={t("unsaved.title")} size="md">
      <div className={classes.text}>{t("unsaved.text")}</div>
      <div className={classes.actions}>
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          {t("unsaved.stay")}
        </Button>
        <Button
          variant="default"
          color="red"
          onClick={() => {
            onDiscard();
            blocker.proceed?.();
          }}
        >
          {t("unsaved.discard")}
        </Button>
        <Button onClick={() => blocker.proceed?.()}>{t("unsaved.keep")}</Button>
      </div>
    </Dialog>
  );
}
