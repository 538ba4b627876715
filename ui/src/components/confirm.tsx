import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./dialog";
import classes from "./confirm.module.css";

interface ConfirmProps {
  title: string;
  /** What will happen, and what cannot be taken back. */
  children: ReactNode;
  /** The verb on the button: never "OK". */
  action: string;
  isDangerous?: boolean;
  onConfirm: () => Promise<unknown>;
  opened: boolean;
  onClose: () => void;
}

/** Asks before what cannot be undone. What can be undone is done at once, with an undo in its toast. */
export function Confirm({ title, children, action, isDangerous = false, onConfirm, opened, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="md">
      <div className={classes.text}>{children}</div>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button {...(isDangerous ? { color: "red.9" } : {})} loading={isBusy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
