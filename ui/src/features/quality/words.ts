import type { TFunction } from "i18next";

const FLAGS = [
  "clock-skew",
  "future-timestamp",
  "bad-sent-at",
  "oversized",
  "sanitised",
  "long-message-id",
  "bad-identity-token",
  "alias-no-op",
  "bad-amount",
  "bad-currency",
  "invalid-email",
  "disposable-email",
  "role-email",
  "typo-email",
  "invalid-phone",
  "invalid-birthday",
  "placeholder-birthday",
  "ambiguous-birthday",
  "invalid-postcode",
  "unknown-country",
  "junk-name",
] as const;
const VERBS = ["blocked", "invalid", "dropped"] as const;
const FIELDS = ["user_id", "anonymous_id", "email", "phone", "name", "birth_date", "postcode", "country"] as const;

/** What a remark means, in words; those on identifiers are a verb and the namespace. */
export function flagWords(flag: string, t: TFunction<"quality">): string {
  const known = FLAGS.find((each) => each === flag);
  if (known) return t(`flag.${known}`);
  const verb = VERBS.find((each) => flag.startsWith(`${each}-`));
  return verb ? t(`verb.${verb}`, { what: fieldWords(flag.slice(verb.length + 1), t) }) : flag;
}

export function fieldWords(field: string, t: TFunction<"quality">): string {
  const known = FIELDS.find((each) => each === field);
  return known ? t(`field.${known}`) : field;
}
