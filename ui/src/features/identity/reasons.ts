import type { TFunction } from "i18next";

const OUTCOMES = [
  "the-same",
  "the-same-written-differently",
  "a-short-form",
  "a-letter-or-two-off",
  "beginning-alike",
  "different",
  "given-and-family-name-swapped",
  "nearly-the-same",
  "one-character-off",
  "two-characters-off",
  "one-digit-off",
  "one-within-the-other",
  "similar",
  "day-and-month-swapped",
  "two-parts-the-same",
  "the-same-year",
  "the-same-before-the",
  "the-same-last-seven-digits",
  "the-same-house",
  "the-same-street",
  "nearly-the-same-street",
  "a-similar-street",
  "the-same-number-nearly-the-same-street",
  "the-same-number-a-similar-street",
  "the-same-postcode-and-city",
  "the-same-postcode",
  "a-postcode-one-digit-off",
  "the-same-postal-area",
  "the-same-city",
  "a-similar-city",
  "the-same-state",
  "the-same-country",
  "two-profiles-at-random",
  "may-be-two-people-of-one-household",
  "may-be-two-people-of-one-name",
  "what-was-accepted-and-rejected-before",
] as const;
const COMPARED = [
  "birth-date",
  "e-mail",
  "e-mail-if-not-the-same",
  "family-name",
  "given-name",
  "phone",
  "place",
  "street",
] as const;

/** How a comparison came out, in the words of the language; the server's own where they are new to these pages. */
export function outcomeWords(outcome: string, t: TFunction<"identity">): string {
  const known = OUTCOMES.find((each) => each === slug(outcome));
  return known ? t(`outcome.${known}`) : outcome;
}

/** What was compared. */
export function comparedWords(field: string, t: TFunction<"identity">): string {
  const known = COMPARED.find((each) => each === slug(field));
  return known ? t(`compared.${known}`) : field;
}

function slug(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")
    .replace(/^-|-$/g, "");
}
