import { queryOptions } from "@tanstack/react-query";
import { api, BASE, data, type Schema } from "@/api/client";
import { everyPage } from "@/api/pages";

export type Source = Schema<"SourceView">;
export type Volumes = Schema<"SourceVolumes">;
export type Arrival = Schema<"ArrivalView">;
export type Span = "hour" | "day" | "month";

export const SPANS = ["hour", "day", "month"] as const satisfies readonly Span[];

const PAGE = 200;
const LIVE_MS = 10_000;
const ARRIVALS_EVERY_MS = 1000;
const KEPT_ARRIVALS = 300;
const LOOK = 100;

/** Where SDKs send to: this server, as whoever reads this reaches it. */
export const SERVER = window.location.origin + BASE;

export const sourcesQuery = queryOptions({
  queryKey: ["sources", "all"],
  queryFn: ({ signal }) =>
    everyPage((cursor) => data(api.GET("/api/sources", { params: { query: { limit: PAGE, ...cursor } }, signal }))),
});

export const volumesQuery = (span: Span) =>
  queryOptions({
    queryKey: ["sources", "volumes", span],
    queryFn: ({ signal }) => data(api.GET("/api/source-volumes", { params: { query: { span } }, signal })),
    refetchInterval: LIVE_MS,
  });

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ["sources", "one", id],
    queryFn: ({ signal }) => data(api.GET("/api/sources/{source_id}", { params: { path: { source_id: id } }, signal })),
  });

export const keysQuery = (id: string) =>
  queryOptions({
    queryKey: ["sources", "keys", id],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/sources/{source_id}/keys", { params: { path: { source_id: id } }, signal }))).items,
  });

export interface Stream {
  items: Arrival[];
  upto: number;
  /** How many events were passed over unread since the stream began. */
  skipped: number;
}

/** What arrives, newest first: each look adds what came since the one before. */
export const streamQuery = (id: string, search: string, faulty: boolean) =>
  queryOptions({
    queryKey: ["sources", "stream", id, search, faulty],
    queryFn: async ({ client, queryKey, signal }): Promise<Stream> => {
      const before = client.getQueryData<Stream>(queryKey);
      const page = await data(
        api.GET("/api/sources/{source_id}/events", {
          params: {
            path: { source_id: id },
            query: { limit: LOOK, faulty, ...(search ? { search } : {}), ...(before ? { after: before.upto } : {}) },
          },
          signal,
        }),
      );
      return {
        items: [...page.items, ...(before?.items ?? [])].slice(0, KEPT_ARRIVALS),
        upto: page.upto,
        skipped: (before?.skipped ?? 0) + page.skipped,
      };
    },
    refetchInterval: ARRIVALS_EVERY_MS,
    staleTime: Infinity,
    gcTime: 0,
  });
