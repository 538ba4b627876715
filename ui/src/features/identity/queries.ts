import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useQuery,
} from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";

export type Rules = Schema<"RulesDocument">;
export type RulesView = Schema<"RulesView">;
export type Pair = Schema<"PairView">;
export type Decision = Schema<"DecisionView">;

const PAGE = 50;
const ASK_EVERY_MS = 1000;
const PEOPLE_AT_ONCE = 200;

/** Which decisions are listed. */
export interface DecisionFilter {
  /** "" for both. */
  verdict: "" | Decision["verdict"];
  by: "people" | "matching";
}

export const rulesQuery = queryOptions({
  queryKey: ["identity", "rules"],
  queryFn: ({ signal }) => data(api.GET("/api/identity/rules", { signal })),
});

/** The rules that Portret comes with. */
export const defaultsQuery = queryOptions({
  queryKey: ["identity", "defaults"],
  queryFn: ({ signal }) =>
    data(api.GET("/api/identity/rules/versions/{version}", { params: { path: { version: 0 } }, signal })),
  staleTime: Infinity,
});

export const versionsQuery = infiniteQueryOptions({
  queryKey: ["identity", "versions"],
  queryFn: ({ pageParam, signal }) =>
    data(
      api.GET("/api/identity/rules/versions", {
        params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
});

export const pairsQuery = infiniteQueryOptions({
  queryKey: ["identity", "pairs"],
  queryFn: ({ pageParam, signal }) =>
    data(
      api.GET("/api/matching/pairs", {
        params: { query: { status: "open", limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
});

/** What was decided, the latest first; asked for again while a merge goes on. */
export const decisionsQuery = ({ verdict, by }: DecisionFilter) =>
  infiniteQueryOptions({
    queryKey: ["identity", "decisions", verdict, by],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/matching/decisions", {
          params: {
            query: { by, limit: PAGE, ...(verdict ? { verdict } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((each) => each.outcome === "working")) ? ASK_EVERY_MS : false,
  });

/** Ask anew for what was decided, and for the people it is about. */
export async function refreshDecisions(cache: QueryClient): Promise<void> {
  await Promise.all(
    ["decisions", "person", "people"].map((what) => cache.invalidateQueries({ queryKey: ["identity", what] })),
  );
}

type Summary = Schema<"ProfileSummary">;
const NOBODY: ReadonlyMap<string, Summary> = new Map();

/** People as lists show them, by the ids under which they live now; who is gone is left out. */
export function usePeople(ids: readonly string[]): ReadonlyMap<string, Summary> {
  const asked = [...new Set(ids)].sort();
  const people = useQuery({
    queryKey: ["identity", "people", asked],
    queryFn: async ({ signal }) => {
      const pieces = Array.from({ length: Math.ceil(asked.length / PEOPLE_AT_ONCE) }, (_, piece) =>
        asked.slice(piece * PEOPLE_AT_ONCE, (piece + 1) * PEOPLE_AT_ONCE),
      );
      const found = await Promise.all(
        pieces.map((id) => data(api.GET("/api/profiles", { params: { query: { id } }, signal }))),
      );
      return new Map(found.flatMap((page) => page.items.map((each) => [each.id, each])));
    },
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return people.data ?? NOBODY;
}

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["identity", "person", id],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}", { params: { path: { ref: id } }, signal })),
    staleTime: 60_000,
  });

/** The name a person told, else their address, else nothing. */
export function nameOf({ traits, contact }: Schema<"ProfileView">): string {
  const parts = [contact.given_name?.value, contact.family_name?.value].filter(Boolean).join(" ");
  return typeof traits.name === "string" && traits.name ? traits.name : parts || (contact.email?.value ?? "");
}
