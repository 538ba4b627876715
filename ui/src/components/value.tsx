import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import classes from "./value.module.css";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const SHOWN_LETTERS = 240;

/** Whatever JSON a customer sent or a trait holds, as readable text: hostile values are text like any other. */
export function Value({ of: value }: { of: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (value == null) return <span className={classes.none}>{t("value.none")}</span>;
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return <span className={classes.number}>{format.number(value, 4)}</span>;
  if (typeof value === "string") {
    if (INSTANT.test(value)) {
      return (
        <Tooltip label={value}>
          <time dateTime={value}>{format.instant(value)}</time>
        </Tooltip>
      );
    }
    return value === "" ? <span className={classes.none}>{t("value.empty")}</span> : <Clipped text={value} />;
  }
  if (isMoney(value)) return <span className={classes.number}>{format.money(value)}</span>;
  if (Array.isArray(value) && value.every((each) => typeof each === "string" || typeof each === "number")) {
    return <Clipped text={format.list(value.map(String))} />;
  }
  return <code className={classes.json}>{clip(JSON.stringify(value))}</code>;
}

/** Text of any length and direction, on one line where it must; all of it on pointing at it. */
export function Clipped({ text, letters = SHOWN_LETTERS }: { text: string; letters?: number }) {
  return (
    <bdi className={classes.text} title={text.length > letters ? clip(text, 2000) : undefined}>
      {clip(text, letters)}
    </bdi>
  );
}

export function clip(text: string, letters = SHOWN_LETTERS): string {
  // never half of a surrogate pair
  return text.length > letters ? `${text.slice(0, letters).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}

function isMoney(value: object): value is { amount: string; currency: string } {
  return (
    "amount" in value && "currency" in value && typeof value.amount === "string" && typeof value.currency === "string"
  );
}
