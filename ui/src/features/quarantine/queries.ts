import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";

export type Item = Schema<"QuarantinedView">;
export const STATUSES = ["open", "replayed", "discarded"] as const;
export type Status = (typeof STATUSES)[number];

export interface Filter {
  status: Status;
  source: string;
  code: string;
  /** Of the import it came with; "" for anything. */
  import: string;
}

const PAGE = 50;
const LIVE_MS = 5000;

export const itemsQuery = ({ status, source, code, import: imported }: Filter) =>
  infiniteQueryOptions({
    queryKey: ["quarantine", "list", status, source, code, imported],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/quarantine", {
          params: {
            query: {
              status,
              limit: PAGE,
              ...(source ? { source_id: source } : {}),
              ...(code ? { code } : {}),
              ...(imported ? { import_id: imported } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: LIVE_MS,
  });

export const reasonsQuery = (status: Status) =>
  queryOptions({
    queryKey: ["quarantine", "reasons", status],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/quarantine-reasons", { params: { query: { status } }, signal }))).items,
    refetchInterval: LIVE_MS,
  });

export const itemQuery = (id: string) =>
  queryOptions({
    queryKey: ["quarantine", "one", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/quarantine/{quarantine_id}", { params: { path: { quarantine_id: id } }, signal })),
  });
