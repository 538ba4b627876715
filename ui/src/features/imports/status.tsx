import { useTranslation } from "react-i18next";
import classes from "./imports.module.css";
import type { Import } from "./queries";

/** How far an import is: never by colour alone. */
export function Status({ of: each }: { of: Import }) {
  const { t } = useTranslation("imports");
  const status = each.is_waiting ? "waiting" : each.status;
  return (
    <span className={classes.status} data-state={status}>
      {t(`status.${status}`)}
    </span>
  );
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
