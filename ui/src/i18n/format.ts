import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { type Format, formatOf } from "./format-of";

export type { Format, Money } from "./format-of";

/** The format of whoever is signed in. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { time_zone: timeZone } = useSession().workspace;
  return useMemo(() => formatOf(regional(i18n.language), timeZone), [i18n.language, timeZone]);
}

/** The language as it is written where one lives: 14:05 in en-GB, 2:05 PM in en-US. */
function regional(language: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}
