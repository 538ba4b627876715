import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";

export type SourceQuality = Schema<"SourceQuality">;
export type Flag = Schema<"Flag">;
export type Example = Schema<"Example">;
export const SPANS = [7, 30, 90] as const;
export type Days = (typeof SPANS)[number];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PAGE = 25;

export const qualityQuery = (days: Days) =>
  queryOptions({
    queryKey: ["quality", days],
    queryFn: ({ signal }) => data(api.GET("/api/data-quality", { params: { query: { since: since(days) } }, signal })),
    staleTime: 60_000,
  });

export const examplesQuery = (source: string, flag: string, days: Days) =>
  infiniteQueryOptions({
    queryKey: ["quality", "examples", source, flag, days],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/data-quality/{flag}/examples", {
          params: {
            path: { flag },
            query: {
              source_id: source,
              since: since(days),
              limit: PAGE,
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });

/** The same instant for an hour, so that pages of one list belong together. */
function since(days: Days): string {
  const now = Date.now();
  return new Date(now - (now % HOUR_MS) - days * DAY_MS).toISOString();
}
