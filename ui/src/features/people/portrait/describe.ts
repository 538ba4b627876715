import {
  type Icon,
  IconArrowMerge,
  IconArrowsSplit2,
  IconBolt,
  IconBuilding,
  IconChartPie,
  IconChartPieOff,
  IconCreditCard,
  IconDeviceMobile,
  IconEye,
  IconFileText,
  IconId,
  IconPencil,
  IconReceiptRefund,
  IconSearch,
  IconShieldCheck,
  IconShoppingBag,
  IconShoppingCartMinus,
  IconShoppingCartPlus,
} from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { Schema } from "@/api/client";
import type { Called } from "@/lib/called-of";
import type { Format } from "@/i18n/format";
import { isolated } from "@/lib/isolated";
import { MASK } from "@/lib/mask";

export type Event = Schema<"TimelineEvent">;
export type Tone = "good" | "bad" | "accent" | "quiet";

/** An event in words of people: what happened, and what to. */
export interface Described {
  icon: Icon;
  tone: Tone;
  title: string;
  /** The thing it happened to; as it was sent, so any text. */
  what: string;
}

type Known =
  | "viewed"
  | "added"
  | "removed"
  | "searched"
  | "checkout"
  | "ordered"
  | "refunded"
  | "cancelled"
  | "entered"
  | "exited"
  | "merged"
  | "split";

const BY_NAME: Record<
  string,
  { icon: Icon; tone: Tone; known: Known; what: (event: Event, format: Format, called: Called) => string }
> = {
  "Product Viewed": { icon: IconEye, tone: "quiet", known: "viewed", what: productOf },
  "Product Added": { icon: IconShoppingCartPlus, tone: "accent", known: "added", what: productOf },
  "Product Removed": { icon: IconShoppingCartMinus, tone: "quiet", known: "removed", what: productOf },
  "Products Searched": {
    icon: IconSearch,
    tone: "quiet",
    known: "searched",
    what: ({ properties }) => text(properties.query),
  },
  "Checkout Started": { icon: IconCreditCard, tone: "accent", known: "checkout", what: totalOf },
  "Order Completed": { icon: IconShoppingBag, tone: "good", known: "ordered", what: totalOf },
  "Order Refunded": { icon: IconReceiptRefund, tone: "bad", known: "refunded", what: totalOf },
  "Order Cancelled": { icon: IconReceiptRefund, tone: "bad", known: "cancelled", what: totalOf },
  "Segment Entered": {
    icon: IconChartPie,
    tone: "accent",
    known: "entered",
    what: ({ properties }, _, called) => segmentOf(properties, called),
  },
  "Segment Exited": {
    icon: IconChartPieOff,
    tone: "quiet",
    known: "exited",
    what: ({ properties }, _, called) => segmentOf(properties, called),
  },
  "Profile Merged": { icon: IconArrowMerge, tone: "accent", known: "merged", what: () => "" },
  "Profile Split": { icon: IconArrowsSplit2, tone: "accent", known: "split", what: () => "" },
};

/** What a segment is called that an event of its membership tells of. */
export function segmentOf(properties: Event["properties"], called: Called): string {
  return called.segment(text(properties.segment), text(properties.name));
}

export function describe(event: Event, t: TFunction<"people">, format: Format, called: Called): Described {
  if (event.name === "Consent Updated") return consentOf(event, t, format);
  const known = event.type === "track" ? BY_NAME[event.name] : undefined;
  if (known) {
    return {
      icon: known.icon,
      tone: known.tone,
      title: t(`events.${known.known}`),
      what: known.what(event, format, called),
    };
  }
  switch (event.type) {
    case "page":
      return { icon: IconFileText, tone: "quiet", title: t("events.page"), what: pageOf(event) };
    case "screen":
      return { icon: IconDeviceMobile, tone: "quiet", title: t("events.screen"), what: event.name };
    case "identify":
      return {
        icon: authorOf(event) ? IconPencil : IconId,
        tone: "accent",
        title: authorOf(event) ? t("events.setByHand", { name: authorOf(event) }) : t("events.identify"),
        what: format.list(Object.keys(event.traits).slice(0, 6)),
      };
    case "alias":
      return { icon: IconArrowMerge, tone: "accent", title: t("events.alias"), what: "" };
    case "group":
      return { icon: IconBuilding, tone: "quiet", title: t("events.group"), what: event.details.group_id ?? "" };
    default:
      return { icon: IconBolt, tone: "quiet", title: event.name || event.type, what: "" };
  }
}

function consentOf(event: Event, t: TFunction<"people">, format: Format): Described {
  const said = event.properties.purposes;
  const purposes = said !== null && typeof said === "object" ? Object.entries(said) : [];
  const name = authorOf(event);
  return {
    icon: IconShieldCheck,
    tone: purposes.some(([, granted]) => granted === false) ? "bad" : "good",
    title: name ? t("events.consentByHand", { name }) : t("events.consent"),
    what: format.list(
      purposes.map(([purpose, granted]) => `${purpose}: ${t(granted === true ? "aside.granted" : "aside.denied")}`),
    ),
  };
}

/** Who set something by hand; "" of whatever came from a source. */
function authorOf({ context }: Event): string {
  const { author } = context;
  return author !== null && typeof author === "object" && "name" in author ? text(author.name) : "";
}

function pageOf({ details, name, properties }: Event): string {
  return [details.page_title, properties.title, details.page_url, name].map(text).find(Boolean) ?? "";
}

function productOf({ properties }: Event): string {
  return text(properties.name) || text(properties.product_id);
}

function totalOf({ properties }: Event, format: Format): string {
  const amount = properties.total ?? properties.revenue ?? properties.value;
  const order = text(properties.order_id);
  const shown =
    typeof amount === "number" || typeof amount === "string"
      ? format.money({ amount: String(amount), currency: text(properties.currency) })
      : "";
  return [order && isolated(order), shown].filter(Boolean).join(" · ");
}

const TYPES = ["page", "screen", "identify", "alias", "group"] as const;

/** What kind of event it is: by its name, else by its type in words. */
export function kindOf(type: string | null, name: string | null, t: TFunction<"people">): string {
  const known = TYPES.find((each) => each === type);
  if (name) return name;
  return known ? t(`events.${known}`) : (type ?? "");
}

/** A value as text where it is one; "" for whatever else was sent, and for what one may not see. */
export function text(value: unknown): string {
  return (typeof value === "string" || typeof value === "number") && value !== MASK ? String(value) : "";
}
