import { without } from "@/lib/without";
import { moved } from "./priority";
import type { Rules } from "./queries";

export type Namespace = Rules["custom"];
export type Change = (change: (rules: Rules) => Rules) => void;

/** Stands for all kinds that have no rules of their own; no kind may be called so. */
export const OTHERS = "custom";
export const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const USUAL = { priority: 6, limit: 5, window: "ever", unique: false, blocked: [], pattern: "", case: "keep" } as const;

/** All kinds with their rules, those without rules of their own last. */
export function spacesOf(rules: Rules): ReadonlyMap<string, Namespace> {
  return new Map([...Object.entries(rules.namespaces), [OTHERS, rules.custom]]);
}

export function prioritiesOf(rules: Rules): ReadonlyMap<string, number> {
  return new Map([...spacesOf(rules)].map(([name, space]) => [name, space.priority ?? USUAL.priority]));
}

export function withSpace(rules: Rules, name: string, space: Namespace): Rules {
  return name === OTHERS
    ? { ...rules, custom: space }
    : { ...rules, namespaces: { ...rules.namespaces, [name]: space } };
}

export function withoutSpace(rules: Rules, name: string): Rules {
  return { ...rules, namespaces: without(rules.namespaces, name) };
}

/** Rules in which a kind went a step up (-1) or down (1). */
export function withMove(rules: Rules, name: string, step: -1 | 1): Rules {
  const priorities = moved(prioritiesOf(rules), name, step);
  let next = rules;
  for (const [each, space] of spacesOf(rules)) {
    const priority = priorities.get(each) ?? USUAL.priority;
    if (priority !== space.priority) next = withSpace(next, each, { ...space, priority });
  }
  return next;
}

/** Rules with one kind more, which counts for more than those without rules of their own, and is read from the trait of its name. */
export function withNew(rules: Rules, name: string): Rules {
  const priority = rules.custom.priority ?? USUAL.priority;
  const isTaken = [...spacesOf(rules).values()].some((space) => space.trait_keys?.includes(name));
  const space = { ...USUAL, priority, blocked: [], trait_keys: isTaken ? [] : [name] };
  return withMove(withSpace(rules, name, space), name, -1);
}

/** What is wrong at a place of the rules or below it. */
export function faultAt(faults: ReadonlyMap<string, string>, path: string): string | undefined {
  for (const [place, fault] of faults) if (place === path || place.startsWith(`${path}/`)) return fault;
  return undefined;
}
