import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type words from "@/locales/en/definition.json";
import { useCalled } from "@/components/called";
import { wordsQuery } from "./words";

type BuiltIn = keyof (typeof words)["builtIn"];
type MessageKind =
  "sent" | "delivered" | "opened" | "clicked" | "bounced" | "spam" | "unsubscribed" | "replied" | "dismissed";
type MessageChannel = "email" | "sms" | "push" | "in_app";

const MESSAGE =
  /^(email|sms|push|in_app)_(last_)?(sent|delivered|opened|clicked|bounced|spam|unsubscribed|replied|dismissed)(_at)?$/;
const BUILT_IN = new Set<string>([
  "first_seen_at", "last_seen_at", "events", "sessions", "total_session_duration", "average_session_duration",
  "last_session_at", "page_views", "searches", "preferred_device", "preferred_channel", "preferred_hour",
  "preferred_weekday", "time_zone", "locale", "country", "first_touch_channel", "first_touch_source",
  "first_touch_medium", "first_touch_campaign", "last_touch_channel", "last_touch_source", "last_touch_medium",
  "last_touch_campaign", "orders", "first_order_at", "last_order_at", "mean_order_gap", "revenue",
  "average_order_value", "cart_lines", "cart_value", "cart_changed_at", "preferred_category", "preferred_brand",
  "preferred_color", "preferred_price_band", "consent_granted", "consent_denied",
]); // prettier-ignore

/** What people call what definitions name by keys. */
export interface Names {
  trait: (name: string) => string;
  /** The same where it does not stand in a sentence: what is built in begins with a capital letter. */
  traitTitle: (name: string) => string;
  segment: (key: string) => string;
  /** A field of events: `properties.size` → “size”, `line.category` → “category”. */
  field: (name: string) => string;
  brand: (slug: string) => string;
}

export function useNames(): Names {
  const { t } = useTranslation("definition");
  const known = useQuery(wordsQuery).data;
  const called = useCalled();
  return useMemo(() => {
    const titles = new Map(known?.traits.filter((each) => each.title).map((each) => [each.name, each.title]));
    const builtIn = (name: string): string => {
      if (BUILT_IN.has(name)) return t(`builtIn.${name as BuiltIn}`);
      const [, channel, last, kind] = MESSAGE.exec(name) ?? [];
      if (!channel || !kind) return name;
      const words = { channel: t(`channel.${channel as MessageChannel}`), kind: t(`message.${kind as MessageKind}`) };
      return last ? t("message.labelLast", words) : t("message.label", words);
    };
    const trait = (name: string): string => {
      const title = titles.get(name);
      if (title) return called.trait(name, title);
      return name.startsWith("traits.") ? readable(name) : builtIn(name);
    };
    return {
      trait,
      traitTitle: (name) => (BUILT_IN.has(name) ? capitalised(trait(name)) : trait(name)),
      segment: (key) => called.segment(key, known?.titles[key] ?? key),
      field: readable,
      brand: called.brand,
    };
  }, [known, called, t]);
}

/** A text as it begins a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** A path as words: what stands before the first dot says only where it was sent. */
export function readable(path: string): string {
  const own = path.replace(/^(properties|traits|context|line)\./, "");
  return own
    .replaceAll("_", " ")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}
