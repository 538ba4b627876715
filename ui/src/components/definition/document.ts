import type { Comparison, Condition, Events, Follow, Operator, Where } from "./model";

let last = 0;

/** An id for a part of a document that is being edited. */
export function newId(): string {
  last += 1;
  return `n${last}`;
}

/** A document to edit: all conditions in it, and steps, get ids. */
export function tagged<T>(document: T): T {
  if (Array.isArray(document)) return document.map((each: unknown) => tagged(each)) as T;
  if (document === null || typeof document !== "object") return document;
  const parts = Object.entries(document).map(([name, part]: [string, unknown]) => [name, tagged(part)]);
  const copy = Object.fromEntries(parts) as T & { kind?: string; within?: string; _id?: string };
  if ("kind" in copy || "within" in copy) copy._id = newId();
  return copy;
}

/** The document itself, without ids and without what is not said. */
export function plain<T>(document: T): T {
  if (Array.isArray(document)) return document.map((each: unknown) => plain(each)) as T;
  if (document === null || typeof document !== "object") return document;
  return Object.fromEntries(
    Object.entries(document)
      .filter(([name, part]) => name !== "_id" && part !== undefined)
      .map(([name, part]: [string, unknown]) => [name, plain(part)]),
  ) as T;
}

export const NO_OPERAND: readonly Operator[] = ["exists", "is_empty"];
export const SEVERAL: readonly Operator[] = ["in", "not_in"];
export const PERIODS: readonly Operator[] = ["within_last", "more_than_ago", "within_next"];
export const POINTS: readonly Operator[] = ["before", "after"];

/** A new condition of each kind, as empty as it can be. */
export function newCondition(kind: Condition["kind"]): Condition {
  const _id = newId();
  switch (kind) {
    case "all":
    case "any":
      return { _id, kind, of: [] };
    case "not":
      return { _id, kind, of: newCondition("all") };
    case "trait":
      return { _id, kind, trait: "", compare: { op: "eq" } };
    case "event":
      return {
        _id,
        kind,
        from: { names: [] },
        times: { op: "ge", value: 1 },
        window: { kind: "last", duration: "P30D" },
      };
    case "sequence":
      return { _id, kind, first: { names: [] }, then: [newStep()] };
    case "segment":
      return { _id, kind, segment: "" };
    case "consent":
      return { _id, kind, purpose: "" };
    case "reachable":
      return { _id, kind, channel: "email" };
    case "bucket":
      return { _id, kind, salt: Math.random().toString(36).slice(2, 8), first: 0, last: 999 };
    case "brand":
      return { _id, kind, brand: "", of: newCondition("all") };
  }
}

export function newStep(): Follow {
  return { _id: newId(), from: { names: [] }, within: "P7D" };
}

/** What is still to be said, by JSON pointer, before a condition can be asked; the words are keys of `gap.*`. */
export type Gap = "event" | "trait" | "value" | "values" | "segment" | "purpose" | "brand" | "field" | "group" | "part";
export type Gaps = ReadonlyMap<string, Gap>;

export function gapsOf(condition: Condition, path = "/condition"): Gaps {
  return new Map(conditionGaps(condition, path));
}

function* conditionGaps(condition: Condition, path: string): Generator<[string, Gap]> {
  switch (condition.kind) {
    case "all":
    case "any":
      if (condition.of.length === 0) yield [path, "group"];
      for (const [index, each] of condition.of.entries()) yield* conditionGaps(each, `${path}/of/${index}`);
      break;
    case "not":
      yield* conditionGaps(condition.of, `${path}/of`);
      break;
    case "brand":
      if (!condition.brand) yield [`${path}/brand`, "brand"];
      yield* conditionGaps(condition.of, `${path}/of`);
      break;
    case "trait":
      if (!condition.trait) yield [`${path}/trait`, "trait"];
      else yield* comparisonGaps(condition.compare, `${path}/compare`);
      break;
    case "event":
      yield* eventGaps(condition.from, `${path}/from`);
      if (condition.times) yield* comparisonGaps(condition.times, `${path}/times`);
      break;
    case "sequence":
      yield* eventGaps(condition.first, `${path}/first`);
      for (const [index, step] of condition.then.entries()) yield* eventGaps(step.from, `${path}/then/${index}/from`);
      if (condition.without) yield* eventGaps(condition.without.from, `${path}/without/from`);
      break;
    case "segment":
      if (!condition.segment) yield [`${path}/segment`, "segment"];
      break;
    case "consent":
      if (!condition.purpose) yield [`${path}/purpose`, "purpose"];
      break;
    case "reachable":
    case "bucket":
      break;
  }
}

/** Events that name nothing at all mean everything somebody did: an editor asks which. */
export function* eventGaps(events: Events, path: string): Generator<[string, Gap]> {
  if (!events.names?.length && !events.types?.length) yield [`${path}/names`, "event"];
  if (events.where) yield* whereGaps(events.where, `${path}/where`);
}

export function* whereGaps(where: Where, path: string): Generator<[string, Gap]> {
  if (where.kind === "field") {
    if (!where.field) yield [`${path}/field`, "field"];
    else yield* comparisonGaps(where.compare, `${path}/compare`);
  } else if (where.kind === "not") {
    yield* whereGaps(where.of, `${path}/of`);
  } else {
    for (const [index, each] of where.of.entries()) yield* whereGaps(each, `${path}/of/${index}`);
  }
}

function* comparisonGaps(compare: Comparison, path: string): Generator<[string, Gap]> {
  if (NO_OPERAND.includes(compare.op)) return;
  if (SEVERAL.includes(compare.op)) {
    if (!compare.values?.length) yield [`${path}/values`, "values"];
    return;
  }
  if (compare.value === undefined || compare.value === "") yield [`${path}/value`, "value"];
  if (compare.op === "between" && (compare.upto === undefined || compare.upto === "")) yield [`${path}/upto`, "value"];
}

/** The names of events that filters may read: with lines, of the line's; else of the event. */
export function allWhere(where: Where | undefined): { kind: "all" | "any"; of: Where[] } {
  if (!where) return { kind: "all", of: [] };
  return where.kind === "all" || where.kind === "any" ? where : { kind: "all", of: [where] };
}
