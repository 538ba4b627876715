import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";

export type Rules = Schema<"RulesDocument">;
export type RulesView = Schema<"RulesView">;
export type Pair = Schema<"PairView">;
export type Operation = Schema<"OperationView">;

const PAGE = 50;
const SOON_MS = 700;

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

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["identity", "person", id],
    queryFn: ({ signal }) => data(api.GET("/api/profiles/{ref}", { params: { path: { ref: id } }, signal })),
    staleTime: 60_000,
  });

/** Long work, asked for until it has ended. */
export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: ["identity", "operation", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/operations/{operation_id}", { params: { path: { operation_id: id } }, signal })),
    refetchInterval: (query) => (hasEnded(query.state.data) ? false : SOON_MS),
  });

export function hasEnded(operation: Operation | undefined): boolean {
  return operation !== undefined && ["done", "failed", "cancelled"].includes(operation.status);
}
