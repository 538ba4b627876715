import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { type Days, daysOf } from "./days";
import { type Format, formatOf } from "./format-of";

export type { Format, Money } from "./format-of";

/** The format of whoever is signed in. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { time_zone: timeZone } = useSession().workspace;
  return known(regional(i18n.language), timeZone);
}

/** How whoever is signed in writes days in figures. */
export function useDays(): Days {
  const { i18n } = useTranslation();
  const language = regional(i18n.language);
  return useMemo(() => daysOf(language), [language]);
}

const formats = new Map<string, Format>();

/** The same for all who ask: the formats of a language take a browser longer to make than a row of a list. */
function known(language: string, timeZone: string): Format {
  const key = `${language} ${timeZone}`;
  const format = formats.get(key) ?? formatOf(language, timeZone);
  formats.set(key, format);
  return format;
}

/** The language as it is written where one lives: 14:05 in en-GB, 2:05 PM in en-US. */
function regional(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}
