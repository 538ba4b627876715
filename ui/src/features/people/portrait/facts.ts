import type { Schema } from "@/api/client";
import type { Money } from "@/i18n/format";

type Profile = Schema<"ProfileView">;

export interface Order {
  order_id: string;
  status: string;
  placed_at: string | null;
  amount: Money | null;
  refunded: Money | null;
  net: Money | null;
}

export interface CartLine {
  product_id: string;
  name?: string;
  quantity?: string | number;
  price?: Money | string | null;
}

/** What the portrait reads of `computed`, whose shape the profile's page of the documentation gives. */
export interface Facts {
  last_seen_at?: string | null;
  first_seen_at?: string | null;
  sessions?: number;
  page_views?: number;
  engagement_score?: number | null;
  engagement_trend?: number | null;
  orders?: number;
  revenue?: Money[];
  average_order_value?: Money[];
  last_order_at?: string | null;
  recent_orders?: Order[];
  cart?: CartLine[];
  cart_value?: Money[];
  preferences?: Partial<Record<PreferenceName, Record<string, number>>>;
}

export const PREFERENCES = ["categories", "brands", "price_bands", "colors"] as const;
export type PreferenceName = (typeof PREFERENCES)[number];

export function factsOf(profile: Profile): Facts {
  return profile.computed;
}

/** The name a person told, else their address, else nothing. */
export function nameOf({ traits, contact }: Profile): string {
  const told = traits.name;
  if (typeof told === "string" && told.trim()) return told;
  const parts = [contact.given_name, contact.family_name].map((part) => part?.value ?? "");
  return parts.filter(Boolean).join(" ") || (contact.email?.value ?? "");
}

export interface Channel {
  kind: "email" | "sms" | "push";
  address: string;
  /** Whether they let us: by what they said of marketing there, unknown if they said nothing. */
  consent: "granted" | "denied" | "unknown";
}

/** Where somebody can be reached, and whether they want to be. */
export function channelsOf({ contact, identifiers, consent }: Profile): Channel[] {
  const said = (...purposes: string[]): Channel["consent"] => {
    const answer = purposes.map((purpose) => consent[purpose]).find((each) => each !== undefined);
    return answer === undefined ? "unknown" : answer.granted ? "granted" : "denied";
  };
  const phone = contact.phone?.value && contact.phone_kind !== "fixed" ? contact.phone.value : "";
  const push = identifiers.find((each) => each.namespace.includes("push"))?.value ?? "";
  return [
    { kind: "email" as const, address: contact.email?.value ?? "", consent: said("email", "marketing") },
    { kind: "sms" as const, address: phone, consent: said("sms", "marketing") },
    { kind: "push" as const, address: push, consent: said("push", "marketing") },
  ];
}
