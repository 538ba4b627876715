import type { Schema } from "@/api/client";

type Identifier = Schema<"Identifier">;
type Merge = Schema<"MergeView">;

export interface Knot {
  /** `namespace:value`. */
  id: string;
  namespace: string;
  value: string;
  verified: boolean;
  /** Which profile held it first: 0 is this one, others are those that were merged into it. */
  origin: number;
  column: number;
  row: number;
}

export interface Thread {
  from: string;
  to: string;
  reason: "event" | "manual" | "matching";
  isMerge: boolean;
  sourceId: string;
  at: string;
}

export interface IdentityGraph {
  knots: Knot[];
  threads: Thread[];
  /** The profiles by their number: this one first. */
  profiles: string[];
}

export const MOST_KNOTS = 80;

const nameOf = (each: Identifier) => `${each.namespace}:${each.value}`;

/** What holds a person together: identifiers, and the events and merges by which they came to each other. */
export function graphOf(
  profileId: string,
  identifiers: readonly Identifier[],
  merges: readonly Merge[],
): IdentityGraph {
  const shown = identifiers.slice(0, MOST_KNOTS);
  const names = new Set(shown.map(nameOf));
  const standing = merges.filter((merge) => !merge.undone_at).toSorted((a, b) => a.id - b.id);
  const profiles = [profileId];
  const origin = new Map<string, number>();
  for (const merge of standing) {
    const brought = merge.loser_identifiers.filter((name) => names.has(name) && !origin.has(name));
    if (brought.length === 0) continue;
    profiles.push(merge.loser_id);
    for (const name of brought) origin.set(name, profiles.length - 1);
  }
  const threads = [
    ...shown.filter((each) => names.has(each.via)).map(threadOf),
    ...standing.flatMap((merge) => mergeThread(merge, names)),
  ];
  const places = placed([...names], threads);
  const knots = shown.map((each) => {
    const id = nameOf(each);
    const { namespace, value, verified } = each;
    return {
      id,
      namespace,
      value,
      verified,
      origin: origin.get(id) ?? 0,
      ...(places.get(id) ?? { column: 0, row: 0 }),
    };
  });
  return { knots, threads, profiles };
}

/** A knot below the one that it came through; `thread` is what brought it there. */
export interface Branch {
  knot: Knot;
  thread: Thread | undefined;
  below: Branch[];
}

/** The same as a tree, as it is read where there is no room to draw. */
export function branchesOf({ knots, threads }: IdentityGraph): Branch[] {
  const branches = new Map(knots.map((knot): [string, Branch] => [knot.id, { knot, thread: undefined, below: [] }]));
  const roots: Branch[] = [];
  for (const branch of branches.values()) {
    const { id, column } = branch.knot;
    const ends = threads.flatMap((thread): [Thread, string][] =>
      thread.to === id ? [[thread, thread.from]] : thread.from === id ? [[thread, thread.to]] : [],
    );
    const [thread, near] = ends.find(([, end]) => branches.get(end)?.knot.column === column - 1) ?? [];
    branch.thread = thread;
    (branches.get(near ?? "")?.below ?? roots).push(branch);
  }
  return roots;
}

function threadOf(each: Identifier): Thread {
  return {
    from: each.via,
    to: nameOf(each),
    reason: "event",
    isMerge: false,
    sourceId: each.source_id,
    at: each.first_seen_at,
  };
}

function mergeThread(merge: Merge, names: ReadonlySet<string>): Thread[] {
  const lost = new Set(merge.loser_identifiers);
  const joined = merge.identifiers.filter((name) => names.has(name));
  const to = joined.find((name) => lost.has(name)) ?? merge.loser_identifiers.find((name) => names.has(name));
  const from = joined.find((name) => !lost.has(name)) ?? [...names].find((name) => !lost.has(name));
  if (!from || !to) return [];
  return [{ from, to, reason: merge.reason, isMerge: true, sourceId: "", at: merge.at }];
}

/** Columns by how far something is from where it began, rows in the order of finding. */
function placed(names: readonly string[], threads: readonly Thread[]): Map<string, { column: number; row: number }> {
  const near = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { from, to } of threads) {
    near.get(from)?.push(to);
    near.get(to)?.push(from);
  }
  const reached = new Set(threads.filter((thread) => !thread.isMerge).map((thread) => thread.to));
  const roots = [...names.filter((name) => !reached.has(name)), ...names];
  const places = new Map<string, { column: number; row: number }>();
  const rows: number[] = [];
  const put = (name: string, column: number) => {
    const row = Math.max(rows[column] ?? 0, 0);
    rows[column] = row + 1;
    places.set(name, { column, row });
  };
  for (const root of roots) {
    if (places.has(root)) continue;
    put(root, 0);
    const waiting = [root];
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const column = (places.get(name)?.column ?? 0) + 1;
      for (const next of near.get(name) ?? []) {
        if (places.has(next)) continue;
        put(next, column);
        waiting.push(next);
      }
    }
  }
  return places;
}

/** A, B, C … for the profiles that became one. */
export function letterOf(number: number): string {
  return String.fromCodePoint(65 + (number % 26));
}
