import type { TFunction } from "i18next";

const KNOWN = [
  "invalid-json",
  "not-an-object",
  "bad-type",
  "number-out-of-range",
  "too-deep",
  "event-too-large",
  "shared-too-large",
  "unknown-type",
  "missing-identifier",
  "missing-name",
  "missing-group-id",
  "missing-previous-id",
  "too-long",
  "bad-timestamp",
  "timestamp-out-of-range",
  "unknown-source",
  "count-mismatch",
  "no-identifier",
  "malformed-row",
  "bad-encoding",
  "bad-number",
  "bad-boolean",
  "bad-date",
  "bad-json",
  "bad-path",
  "missing-column",
  "missing-event",
  "too-many-lines",
  "processing-failed",
] as const;

/** Why an event is set aside, in words; the code itself where it is new to these pages. */
export function whyOf(code: string, t: TFunction<"quarantine">): string {
  const known = KNOWN.find((each) => each === code);
  return known ? t(`why.${known}`) : code;
}

/** What to do about it; "" where these pages do not know. */
export function hintOf(code: string, t: TFunction<"quarantine">): string {
  const known = KNOWN.find((each) => each === code);
  return known ? t(`fix.${known}`) : "";
}
