import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";
import type { Language } from "@/i18n";
import type { Condition } from "./steps";

export type Grid = Schema<"GridView">;
export type Ready = Schema<"ReadyView">;
export type Migration = Schema<"Migration">;
export type BrandLevels = Schema<"BrandLevels">;
export type AtAGlance = Schema<"SegmentAtAGlance">;

export const LIVE_MS = 30_000;
export const SOON_MS = 2_000;
const DAYS = 30;
const MOVERS = 24;
const DAY_MS = 86_400_000;

export const sizesQuery = queryOptions({
  queryKey: ["segments", "sizes"],
  queryFn: ({ signal }) => data(api.GET("/api/segment-sizes", { params: { query: { days: DAYS } }, signal })),
  refetchInterval: LIVE_MS,
});

export function readyQuery(language: Language) {
  return queryOptions({
    queryKey: ["segments", "ready", language],
    queryFn: ({ signal }) => data(api.GET("/api/segments/ready", { params: { query: { language } }, signal })),
  });
}

export const gridQuery = queryOptions({
  queryKey: ["segments", "rfm", "grid"],
  queryFn: ({ signal }) => data(api.GET("/api/segments/ready/rfm/grid", { signal })),
  staleTime: LIVE_MS,
  refetchInterval: LIVE_MS,
});

export function migrationQuery(name: string, days: number) {
  return queryOptions({
    queryKey: ["segments", "migration", name, days],
    queryFn: ({ signal }) => {
      const since = new Date(Date.now() - days * DAY_MS).toISOString();
      return data(
        api.GET("/api/segments/ready/{name}/migration", { params: { path: { name }, query: { since } }, signal }),
      );
    },
    staleTime: LIVE_MS,
    refetchInterval: (asked) => (asked.state.data?.moves.length === 0 ? SOON_MS : LIVE_MS),
  });
}

/** Who moved from one segment to another, or from none and to none. */
export function moversQuery(name: string, days: number, before: string, after: string) {
  return infiniteQueryOptions({
    queryKey: ["segments", "movers", name, days, before, after],
    queryFn: ({ pageParam, signal }) => {
      const since = new Date(Date.now() - days * DAY_MS).toISOString();
      const query = { since, before, after, limit: MOVERS, ...(pageParam ? { cursor: pageParam } : {}) };
      return data(api.GET("/api/segments/ready/{name}/movers", { params: { path: { name }, query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 60_000,
  });
}

export const brandLevelsQuery = queryOptions({
  queryKey: ["segments", "brands", "levels"],
  queryFn: ({ signal }) => data(api.GET("/api/segments/ready/cross_brand/levels", { signal })),
  staleTime: LIVE_MS,
  refetchInterval: LIVE_MS,
});

/** Some of those who fulfil a condition at this moment. */
export function peopleOf(condition: Condition) {
  return queryOptions({
    queryKey: ["segments", "rfm", "people", condition],
    queryFn: ({ signal }) => data(api.POST("/api/segments/preview", { body: { condition, overlap: [] }, signal })),
    staleTime: 60_000,
    // what is counted over events is there at once; profiles follow them into the warehouse a little later
    refetchInterval: (query) => (query.state.data?.examples.length === 0 ? SOON_MS : false),
    retry: false,
  });
}
