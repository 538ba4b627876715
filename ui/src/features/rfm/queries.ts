import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";
import type { Language } from "@/i18n";
import { conditionOf, type Field } from "./steps";

export type Grid = Schema<"GridView">;
export type Ready = Schema<"ReadyView">;
export type AtAGlance = Schema<"SegmentAtAGlance">;

export const LIVE_MS = 30_000;
export const SOON_MS = 2_000;
const DAYS = 30;
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
    staleTime: 60_000,
  });
}

/** Some of those who are in a field at this moment. */
export function peopleOfField(grid: Grid, field: Field) {
  return queryOptions({
    queryKey: ["segments", "rfm", "people", field, grid],
    queryFn: ({ signal }) =>
      data(api.POST("/api/segments/preview", { body: { condition: conditionOf(grid, field), overlap: [] }, signal })),
    staleTime: 60_000,
    // a field is counted over events; profiles follow them into the warehouse a little later
    refetchInterval: (query) => (query.state.data?.examples.length === 0 ? SOON_MS : false),
    retry: false,
  });
}
