import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";
import type { Condition, SegmentDocument } from "@/components/definition/model";

export type Definition = Omit<Schema<"DefinitionView">, "definition"> & { definition: SegmentDocument };
export type AtAGlance = Schema<"SegmentAtAGlance">;
export type Freshness = Schema<"FreshnessView">;

const LIVE_MS = 15_000;
const SOON_MS = 2_000;
const PAGE = 200;
const DAYS = 30;

/** How large all segments are and were. */
export const sizesQuery = queryOptions({
  queryKey: ["segments", "sizes"],
  queryFn: ({ signal }) => data(api.GET("/api/segment-sizes", { params: { query: { days: DAYS } }, signal })),
  refetchInterval: LIVE_MS,
});

/** All definitions, of which there are at most 2,000. */
export const definitionsQuery = queryOptions({
  queryKey: ["segments", "definitions"],
  queryFn: async ({ signal }) => {
    const found: Definition[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor ? { limit: PAGE, cursor } : { limit: PAGE };
      const page = await data(api.GET("/api/segments", { params: { query }, signal }));
      found.push(...(page.items as unknown as Definition[]));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return found;
  },
  staleTime: 60_000,
});

export function segmentQuery(key: string) {
  return queryOptions({
    queryKey: ["segments", "one", key],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/segments/{key}", { params: { path: { key } }, signal }))) as unknown as Definition,
  });
}

export function freshnessQuery(key: string) {
  return queryOptions({
    queryKey: ["segments", "freshness", key],
    queryFn: ({ signal }) => data(api.GET("/api/segments/{key}/freshness", { params: { path: { key } }, signal })),
    refetchInterval: (query) => (isSettled(query.state.data) ? LIVE_MS : SOON_MS),
  });
}

export function isSettled(freshness: Freshness | undefined): boolean {
  return freshness !== undefined && ["live", "disabled"].includes(freshness.status) && freshness.lists_waiting === 0;
}

export function historyQuery(key: string, days: number) {
  return queryOptions({
    queryKey: ["segments", "history", key, days],
    queryFn: ({ signal }) => {
      const since = new Date(Date.now() - days * 86_400_000).toISOString();
      return data(api.GET("/api/segments/{key}/sizes", { params: { path: { key }, query: { since } }, signal }));
    },
    refetchInterval: LIVE_MS,
  });
}

export function membersQuery(key: string) {
  return infiniteQueryOptions({
    queryKey: ["segments", "members", key],
    queryFn: ({ signal, pageParam }) => {
      const query = pageParam ? { limit: 100, cursor: pageParam } : { limit: 100 };
      return data(api.GET("/api/segments/{key}/members", { params: { path: { key }, query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function turnoverQuery(key: string) {
  return infiniteQueryOptions({
    queryKey: ["segments", "turnover", key],
    refetchInterval: LIVE_MS,
    queryFn: ({ signal, pageParam }) => {
      const query = pageParam ? { limit: 100, cursor: pageParam } : { limit: 100 };
      return data(api.GET("/api/segments/{key}/turnover", { params: { path: { key }, query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function versionsQuery(key: string) {
  return infiniteQueryOptions({
    queryKey: ["segments", "versions", key],
    queryFn: async ({ signal, pageParam }) => {
      const query = pageParam ? { limit: 50, cursor: pageParam } : { limit: 50 };
      const page = await data(api.GET("/api/segments/{key}/versions", { params: { path: { key }, query }, signal }));
      return page as unknown as { items: Definition[]; next_cursor: string | null };
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function overlapQuery(keys: readonly string[]) {
  return queryOptions({
    queryKey: ["segments", "overlap", keys],
    queryFn: ({ signal }) =>
      data(api.GET("/api/segment-overlap", { params: { query: { segment: [...keys] } }, signal })),
    enabled: keys.length > 1,
    staleTime: 60_000,
  });
}

export function readyQuery(language: "en" | "ru" | "pl") {
  return queryOptions({
    queryKey: ["segments", "ready", language],
    queryFn: ({ signal }) => data(api.GET("/api/segments/ready", { params: { query: { language } }, signal })),
  });
}

/** Whom a condition would find; the request is cancelled once another one is asked. */
export function previewQuery(condition: Condition, overlap: readonly string[]) {
  return queryOptions({
    queryKey: ["segments", "preview", condition, overlap],
    queryFn: ({ signal }) =>
      data(
        api.POST("/api/segments/preview", {
          body: { condition: condition as unknown as Record<string, unknown>, overlap: [...overlap] },
          signal,
        }),
      ),
    staleTime: 60_000,
    retry: false,
  });
}
