/** The language of definitions, as `/api/schemas/segment` and `/api/schemas/trait` have it. */
import type { Schema } from "@/api/client";

export type Operator = Schema<"Words">["operators"][string][number];
export type ValueType = Schema<"TraitWord">["type"];
export type Scalar = string | number | boolean;

/** While somebody edits, parts have an id of their own, by which React knows them; it is not part of the document. */
export interface Tagged {
  _id?: string;
}

export interface Comparison {
  op: Operator;
  value?: Scalar;
  upto?: Scalar;
  values?: Scalar[];
  case?: boolean;
}

export interface FieldIs extends Tagged {
  kind: "field";
  field: string;
  compare: Comparison;
}
export interface WhereGroup extends Tagged {
  kind: "all" | "any";
  of: Where[];
}
export interface WhereNot extends Tagged {
  kind: "not";
  of: Where;
}
export type Where = FieldIs | WhereGroup | WhereNot;

export type EventType = "track" | "page" | "screen" | "identify" | "group" | "alias";

export interface Events {
  names?: string[];
  types?: EventType[];
  brands?: string[];
  where?: Where;
  lines?: boolean;
}

export interface Last {
  kind: "last";
  duration: string;
}
export type Window =
  | Last
  | { kind: "calendar"; unit: "day" | "week" | "month"; which?: "current" | "previous" }
  | { kind: "session"; idle?: string };

export interface Follow extends Tagged {
  from: Events;
  within: string;
}

export interface Group extends Tagged {
  kind: "all" | "any";
  of: Condition[];
}
export interface Not extends Tagged {
  kind: "not";
  of: Condition;
}
export interface TraitIs extends Tagged {
  kind: "trait";
  trait: string;
  per?: string;
  compare: Comparison;
}
export interface Performed extends Tagged {
  kind: "event";
  from: Events;
  times?: Comparison;
  window?: Window;
}
export interface Followed extends Tagged {
  kind: "sequence";
  first: Events;
  then: Follow[];
  without?: Follow;
  same?: string[];
  window?: Last;
}
export interface InSegment extends Tagged {
  kind: "segment";
  segment: string;
}
export interface Consented extends Tagged {
  kind: "consent";
  purpose: string;
  brand?: string;
  state?: "granted" | "denied" | "unknown";
}
export const CHANNELS = ["email", "sms", "push", "web_push"] as const;
export interface Reachable extends Tagged {
  kind: "reachable";
  channel: (typeof CHANNELS)[number];
}
export interface Bucket extends Tagged {
  kind: "bucket";
  salt: string;
  first: number;
  last: number;
}
export interface AtBrand extends Tagged {
  kind: "brand";
  brand: string;
  of: Condition;
}
export type Condition =
  Group | Not | TraitIs | Performed | Followed | InSegment | Consented | Reachable | Bucket | AtBrand;

export type Members =
  { kind: "dynamic"; condition: Condition } | { kind: "static" } | { kind: "sql"; sql: string; every?: string };

export interface SegmentDocument {
  key: string;
  name?: string;
  description?: string;
  members: Members;
  enabled?: boolean;
}

export const AGGREGATES = [
  "count",
  "sum",
  "average",
  "min",
  "max",
  "first",
  "last",
  "exists",
  "unique_count",
  "unique_list",
  "most_frequent",
  "top_k",
  "count_by",
  "percent_of",
  "time_since_last",
  "time_between",
  "score",
  "streak",
] as const;

export interface Aggregate {
  kind: (typeof AGGREGATES)[number];
  field?: string;
  half_life?: string;
  limit?: number;
  least?: number;
  k?: number;
  where?: Where;
  points?: Record<string, number>;
}

export interface Computation {
  from?: Events;
  aggregate: Aggregate;
  window?: Window;
  per?: string;
}

export interface TraitDocument {
  key: string;
  name?: string;
  description?: string;
  compute: Computation;
  enabled?: boolean;
}

/** What the key of a definition looks like. */
export const KEY = /^[a-z][a-z0-9_]{0,62}$/;

/** A key made of a name that people gave: letters of other scripts are written in Latin ones where that is simple. */
export function keyOf(name: string): string {
  const latin = name.toLowerCase().replace(/\p{L}/gu, (letter) => LATIN[letter] ?? letter);
  const words = latin
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .match(/[a-z0-9]+/g);
  return (words ?? [])
    .join("_")
    .replace(/^[^a-z]+/, "")
    .slice(0, 63);
}

const LATIN: Record<string, string> = {
  ł: "l",
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ...Object.fromEntries(
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:c ч:ch ш:sh щ:sch ъ: ы:y ь: э:e ю:yu я:ya"
      .split(" ")
      .map((pair) => pair.split(":") as [string, string]),
  ),
};
