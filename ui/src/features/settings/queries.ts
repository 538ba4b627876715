import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Format } from "@/i18n/format";
import { api, data, type Schema } from "@/api/client";

export type User = Schema<"UserView">;
export type Token = Schema<"TokenView">;
export type Entry = Schema<"EntryView">;

const PAGE = 200;
const ENTRIES = 100;

export const sessionsQuery = queryOptions({
  queryKey: ["settings", "sessions"],
  queryFn: async ({ signal }) => (await data(api.GET("/api/sessions", { signal }))).items,
});

export const usersQuery = infiniteQueryOptions({
  queryKey: ["settings", "users"],
  queryFn: ({ signal, pageParam }) =>
    data(api.GET("/api/users", { params: { query: paged(PAGE, pageParam) }, signal })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
});

export const invitesQuery = infiniteQueryOptions({
  queryKey: ["settings", "invites"],
  queryFn: ({ signal, pageParam }) =>
    data(api.GET("/api/invites", { params: { query: paged(PAGE, pageParam) }, signal })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
});

export const tokensQuery = infiniteQueryOptions({
  queryKey: ["settings", "tokens"],
  queryFn: ({ signal, pageParam }) =>
    data(api.GET("/api/tokens", { params: { query: paged(PAGE, pageParam) }, signal })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
});

export const workspaceQuery = queryOptions({
  queryKey: ["settings", "workspace"],
  queryFn: ({ signal }) => data(api.GET("/api/workspace", { signal })),
});

export const brandsQuery = infiniteQueryOptions({
  queryKey: ["settings", "brands"],
  queryFn: ({ signal, pageParam }) =>
    data(api.GET("/api/brands", { params: { query: paged(PAGE, pageParam) }, signal })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor,
});

export const rolesQuery = queryOptions({
  queryKey: ["settings", "roles"],
  queryFn: ({ signal }) => data(api.GET("/api/roles", { signal })),
  staleTime: Infinity,
});

export interface AuditFilter {
  who: string;
  what: string;
  /** The first and the last day, as YYYY-MM-DD; "" for any. */
  from: string;
  to: string;
}

export function auditQuery({ who, what, from, to }: AuditFilter, { startOf }: Format) {
  return infiniteQueryOptions({
    queryKey: ["settings", "audit", who, what, from, to],
    queryFn: ({ signal, pageParam }) => {
      const query = {
        ...paged(ENTRIES, pageParam),
        ...(who ? { who } : {}),
        ...(what ? { what } : {}),
        ...(from ? { since: startOf(from).toISOString() } : {}),
        ...(to ? { until: startOf(to, 1).toISOString() } : {}),
      };
      return data(api.GET("/api/audit", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

function paged(limit: number, cursor: string) {
  return cursor ? { limit, cursor } : { limit };
}
