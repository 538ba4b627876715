import type { About, Look, LookColumn, Mapping } from "./queries";

export type Part = NonNullable<Mapping["timestamp"]>;
export type ColumnPart = Exclude<Part, string | number | boolean>;
type Branch = "properties" | "traits" | "lines";

/** Where a column goes: a place such as `user_id`, `traits.email`, `lines.price`; "own" by its own name; "" nowhere. */
export type Place = string;

const WHO = ["user_id", "traits.email", "traits.phone", "anonymous_id"] as const;
const PLACES = {
  people: {
    who: WHO,
    what: [
      "traits.first_name",
      "traits.last_name",
      "traits.name",
      "traits.birthday",
      "traits.gender",
      "traits.city",
      "traits.country",
      "traits.postal_code",
      "traits.created_at",
      "timestamp",
    ],
  },
  orders: {
    who: WHO,
    what: ["timestamp", "properties.order_id", "properties.revenue", "properties.currency", "properties.coupon"],
    lines: ["lines.product_id", "lines.name", "lines.category", "lines.brand", "lines.price", "lines.quantity"],
  },
  events: { who: WHO, what: ["event", "timestamp", "message_id"] },
} as const;

export type Group = "who" | "what" | "lines";
type Known =
  | (typeof WHO)[number]
  | (typeof PLACES)["people"]["what"][number]
  | (typeof PLACES)["orders"]["what"][number]
  | (typeof PLACES)["orders"]["lines"][number]
  | (typeof PLACES)["events"]["what"][number];

type Flat<Name extends string> = Name extends `${infer Branch}.${infer Key}` ? `${Branch}_${Key}` : Name;

/** The name of a place among the words. */
export function wordOf<Name extends string>(place: Name): Flat<Name> {
  return place.replace(".", "_") as Flat<Name>;
}

/** The places that a column may go to, in groups. */
export function placesOf(about: About): [Group, readonly Known[]][] {
  if (about === "ready") return [];
  return Object.entries(PLACES[about]) as [Group, readonly Known[]][];
}

export const isColumn = (part: Part | null | undefined): part is ColumnPart =>
  typeof part === "object" && part !== null;

const TOP = ["user_id", "anonymous_id", "event", "timestamp", "message_id"] as const;
const BRANCHES = ["properties", "traits", "lines"] as const satisfies readonly Branch[];

/** Every part of a mapping that is a column, with its place. */
export function columnsIn(mapping: Mapping): [Place, ColumnPart][] {
  const top = TOP.map((place): [Place, Part | null | undefined] => [place, mapping[place]]);
  const below = BRANCHES.flatMap((branch) =>
    Object.entries(mapping[branch]).map(([key, part]): [Place, Part] => [`${branch}.${key}`, part]),
  );
  return [...top, ...below].filter((each): each is [Place, ColumnPart] => isColumn(each[1]));
}

/** Where a column goes now. */
export function placeOf(mapping: Mapping, column: string): Place {
  return columnsIn(mapping).find(([, part]) => part.column === column)?.[0] ?? "";
}

/** The place of a column's own name, where it has none among the known ones. */
export function ownPlace(column: string, about: About): Place {
  const key =
    column
      .toLowerCase()
      .normalize("NFC")
      .replace(/[^\p{L}\p{N}]+/gu, "_")
      .replace(/^_+|_+$/g, "") || "column";
  return `${about === "people" ? "traits" : "properties"}.${key}`;
}

/** What is put at a place: a column, a word that is the same for all rows, or nothing. */
export function put(mapping: Mapping, place: Place, part: Part | null): Mapping {
  const [branch, ...rest] = place.split(".");
  const key = rest.join(".");
  if (!key) return { ...mapping, [place]: part };
  const others = Object.entries(mapping[branch as Branch]).filter(([each]) => each !== key);
  return { ...mapping, [branch as Branch]: Object.fromEntries(part === null ? others : [...others, [key, part]]) };
}

/** Move a column to a place; whatever stood there goes nowhere. */
export function move(mapping: Mapping, column: LookColumn, to: Place): Mapping {
  const from = placeOf(mapping, column.name);
  const part = partOf(mapping, from) ?? { column: column.name, decimal: ".", ...typeOf(column) };
  const without = from ? put(mapping, from, null) : mapping;
  return to ? put(without, to, part) : without;
}

/** The part at a place, if that is a column. */
export function partOf(mapping: Mapping, place: Place): ColumnPart | undefined {
  return columnsIn(mapping).find(([each]) => each === place)?.[1];
}

function typeOf(column: LookColumn): Partial<ColumnPart> {
  if (column.holds === "number" || column.holds === "boolean" || column.holds === "datetime")
    return { type: column.holds };
  return {};
}

export const NEEDS = ["who", "order", "when", "event"] as const;
export type Need = (typeof NEEDS)[number];

/** What a mapping must have for rows of this kind, and whether it has it. */
export function needsOf(mapping: Mapping, about: About): [Need, boolean][] {
  const has = (...places: Place[]) => places.some((place) => partOf(mapping, place));
  const who: [Need, boolean] = ["who", has("user_id", "traits.email", "traits.phone", "anonymous_id")];
  if (about === "orders") return [who, ["order", has("properties.order_id")], ["when", has("timestamp")]];
  if (about === "events") return [who, ["event", has("event") || Boolean(mapping.event)], ["when", has("timestamp")]];
  return about === "people" ? [who] : [];
}

/** A mapping as the server suggests it. */
export function suggested(look: Look): Mapping | null {
  return look.mapping;
}
