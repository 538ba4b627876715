import { useTranslation } from "react-i18next";
import { State, type Tone } from "@/components/state";
import classes from "./imports.module.css";
import type { Import } from "./queries";

const TONES: Record<Import["status"] | "waiting", Tone> = {
  draft: "plain",
  queued: "plain",
  running: "busy",
  waiting: "busy",
  done: "good",
  failed: "bad",
  cancelled: "plain",
};

/** How far an import is: never by colour alone. */
export function Status({ of: each }: { of: Import }) {
  const { t } = useTranslation("imports");
  const status = each.is_waiting ? "waiting" : each.status;
  return <State tone={TONES[status]}>{t(`status.${status}`)}</State>;
}

export function Bar({ of: each }: { of: Import }) {
  const { t } = useTranslation("imports");
  const percent = Math.round(each.progress * 100);
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={t("progress")}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div className={classes.done} style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
