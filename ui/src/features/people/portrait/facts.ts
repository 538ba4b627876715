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
  discounted_orders?: number;
  last_order_at?: string | null;
  active_hours?: number[];
  preferred_category?: string | null;
  preferred_brand?: string | null;
  preferred_price_band?: string | null;
  preferred_hour?: number | null;
  preferred_device?: string | null;
  consent_granted?: string[];
  consent_denied?: string[];
  per_brand?: Record<string, Facts>;
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

/** The money that stands for all: in the currency of the latest order, else the first. No rates are guessed. */
export function mainMoney(facts: Facts, amounts: readonly Money[] = []): { main?: Money; others: Money[] } {
  const latest = facts.recent_orders?.find((order) => order.net)?.net?.currency;
  const main = amounts.find((each) => each.currency === latest) ?? amounts[0];
  return main ? { main, others: amounts.filter((each) => each !== main) } : { others: [] };
}

/** How many orders a profile shows; older ones are in its sums alone. */
const ORDERS_SHOWN = 20;

/** What orders since an instant brought, in one currency; undefined if that is nothing, or not to be told. */
export function gainedSince(
  { recent_orders: orders = [] }: Facts,
  currency: string,
  sinceMs: number,
): Money | undefined {
  const isLater = ({ placed_at: at }: Order) => at !== null && new Date(at).getTime() >= sinceMs;
  if (orders.length >= ORDERS_SHOWN && orders.every(isLater)) return undefined;
  const sum = orders
    .filter((order) => isLater(order) && order.net?.currency === currency)
    .reduce((all, { net }) => all + Number(net?.amount ?? 0), 0);
  return sum > 0 ? { amount: sum.toFixed(2), currency } : undefined;
}

export interface Channel {
  kind: "email" | "sms" | "push";
  address: string;
  isReachable: boolean;
  /** What they said of messages there, or of marketing at all; unknown if they said nothing. */
  consent: "granted" | "denied" | "unknown";
}

/** Where somebody can be reached, and whether they want to be. */
export function channelsOf({ contact, consent, reachable }: Profile): Channel[] {
  const phone = contact.phone?.value ?? "";
  const isMobile = contact.phone_kind !== "fixed";
  const all = [
    { kind: "email" as const, address: contact.email?.value ?? "", isReachable: reachable.includes("email") },
    {
      kind: "sms" as const,
      address: phone,
      isReachable: reachable.includes("sms") && phone !== "" && isMobile,
    },
    {
      kind: "push" as const,
      address: "",
      isReachable: reachable.includes("push") || reachable.includes("web_push"),
    },
  ];
  return all.map((each) => ({ ...each, consent: said(consent, each.kind) }));
}

/** The strictest of what was said of a channel (`marketing:sms`, `sms`); if nothing, of marketing at all. */
function said(consent: Profile["consent"], channel: Channel["kind"]): Channel["consent"] {
  const ofChannel = Object.entries(consent).filter(
    ([purpose]) => purpose === channel || purpose.endsWith(`:${channel}`),
  );
  const answers = ofChannel.length > 0 ? ofChannel.map(([, answer]) => answer) : [consent.marketing];
  const known = answers.filter((answer) => answer !== undefined);
  if (known.length === 0) return "unknown";
  return known.every((answer) => answer.granted) ? "granted" : "denied";
}

/** Price bands, those without a currency with the others if there is but one currency. */
export function priceBands(bands: Record<string, number>): Record<string, number> {
  const currencies = new Set(
    Object.keys(bands)
      .map((band) => band.split(" ")[1])
      .filter(Boolean),
  );
  const [only] = currencies;
  if (currencies.size !== 1 || only === undefined) return bands;
  const together: Record<string, number> = {};
  for (const [band, count] of Object.entries(bands)) {
    const name = band.includes(" ") ? band : `${band} ${only}`;
    together[name] = (together[name] ?? 0) + count;
  }
  return together;
}
