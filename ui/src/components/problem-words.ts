import i18next, { type TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";

const BY_STATUS = {
  0: "unreachable",
  401: "session",
  403: "forbidden",
  404: "gone",
  409: "conflict",
  413: "tooLarge",
  429: "busy",
  503: "busy",
} as const;
type Kind = (typeof BY_STATUS)[keyof typeof BY_STATUS] | "refused" | "broken";

/** What went wrong, and what to do about it, in words. */
export interface ProblemWords {
  title: string;
  what: string;
}

/** Words of an error, for a component. */
export function useProblemWords(): (error: Error) => ProblemWords {
  const { t } = useTranslation();
  return (error) => wordsOf(error, t);
}

/**
 * Words of an error. What the server tells is said where it is told in the language that is spoken, or may be
 * translated; in another language it follows what is said of its kind.
 */
export function wordsOf(error: Error, t: TFunction = i18next.t): ProblemWords {
  const kind = kindOf(error);
  const usual = t(`problem.${kind}.what`);
  const told = error instanceof Problem ? error.words : "";
  const isSpoken = i18next.language === "en" || told !== error.message;
  return { title: t(`problem.${kind}.title`), what: told && !isSpoken ? `${usual} (${told})` : told || usual };
}

/** What browsers and Vite say of a part of the app that did not come: nobody answers, or there is a newer build. */
const NOT_LOADED = /dynamically imported module|module script failed|preload CSS/i;

/** Whether a part of the app itself could not be loaded. */
export function isNotLoaded(error: Error): boolean {
  return NOT_LOADED.test(error.message);
}

function kindOf(error: Error): Kind {
  if (isNotLoaded(error)) return "unreachable";
  if (!(error instanceof Problem)) return "broken";
  const known = BY_STATUS[error.status as keyof typeof BY_STATUS] as Kind | undefined;
  return known ?? (error.status >= 500 ? "broken" : "refused");
}
