import type { Schema } from "@/api/client";

type Grid = Schema<"GridView">;
export type Condition = Record<string, unknown>;

export const STEPS = [1, 2, 3, 4, 5] as const;
export const AXES = ["both", "frequency", "monetary"] as const;
/** What recency is drawn against: the mean of frequency and monetary value, or one of them. */
export type Axis = (typeof AXES)[number];

/** A field of the grid: its step of recency, and its step of what recency is drawn against. */
export interface Field {
  axis: Axis;
  recency: number;
  across: number;
}

export interface Counted {
  people: number;
  spent: number;
}

/** The segment of each field by recency and the mean of the other two, as the ready-made definitions have it. */
const SEGMENTS: Record<number, readonly string[]> = {
  5: ["new", "potential_loyalists", "potential_loyalists", "champions", "champions"],
  4: ["promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"],
  3: ["about_to_sleep", "about_to_sleep", "needs_attention", "loyal", "loyal"],
  2: ["hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"],
  1: ["lost", "lost", "at_risk", "at_risk", "cannot_lose"],
};

/** The key of the segment in which everybody of a field is; "" where a field has people of several. */
export function segmentOf({ axis, recency, across }: Field): string {
  const name = axis === "both" ? SEGMENTS[recency]?.[across - 1] : undefined;
  return name ? `rfm_${name}` : "";
}

/** The mean of two steps, a half rounded up. */
function mean(frequency: number, monetary: number): number {
  return Math.floor((frequency + monetary + 1) / 2);
}

/** How many people are in a field, and what they spent. */
export function countOf(grid: Grid, { axis, recency, across }: Field): Counted {
  const stepOf = (each: Grid["fields"][number]) => (axis === "both" ? mean(each.frequency, each.monetary) : each[axis]);
  const found = grid.fields.filter((each) => each.recency === recency && stepOf(each) === across);
  return {
    people: found.reduce((sum, each) => sum + each.people, 0),
    spent: found.reduce((sum, each) => sum + each.spent, 0),
  };
}

/** The condition that finds the people of a field. */
export function conditionOf(grid: Grid, { axis, recency, across }: Field): Condition {
  const longAgo = bounded("rfm_recency", grid.recency, 6 - recency, "P36600D");
  const frequency = (step: number) => bounded("rfm_frequency", grid.frequency, step);
  const monetary = (step: number) => bounded("rfm_monetary", grid.monetary, step);
  if (axis === "frequency") return all([longAgo, frequency(across)]);
  if (axis === "monetary") return all([longAgo, monetary(across)]);
  const pairs = STEPS.flatMap((f) => STEPS.filter((m) => mean(f, m) === across).map((m) => [f, m] as const));
  return all([longAgo, { kind: "any", of: pairs.map(([f, m]) => all([frequency(f), monetary(m)])) }]);
}

export const LEVELS = ["very_active", "low", "asleep"] as const;

/** The condition that finds those who are so active at a brand. */
export function levelCondition(level: (typeof LEVELS)[number], brand: string, least: number): Condition {
  const score = (op: string, value: number) => ({
    kind: "trait",
    trait: "brand_activity",
    per: brand,
    compare: { op, value },
  });
  if (level === "very_active") return score("ge", least);
  if (level === "low") return all([score("gt", 0), score("lt", least)]);
  return { kind: "not", of: score("gt", 0) };
}

/** A trait between the thresholds of a step; `most` bounds the last one of a trait that must be there. */
function bounded<T>(trait: string, thresholds: readonly T[], step: number, most?: T): Condition {
  const above = (value: T) => ({ kind: "trait", trait, compare: { op: "gt", value } });
  const low = step > 1 ? thresholds[step - 2] : undefined;
  const high = thresholds[step - 1] ?? most;
  const parts: Condition[] = low === undefined ? [] : [above(low)];
  if (high !== undefined) {
    parts.push(
      most === undefined
        ? { kind: "not", of: above(high) }
        : { kind: "trait", trait, compare: { op: "le", value: high } },
    );
  }
  return all(parts);
}

function all(parts: Condition[]): Condition {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: "all", of: parts };
}
