import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "@/api/client";
import type { TraitDocument } from "@/components/definition/model";

export type TraitDefinition = Omit<Schema<"DefinitionView">, "definition"> & { definition: TraitDocument };
export type Distribution = Schema<"DistributionView">;

const PAGE = 200;
const SOON_MS = 2_000;

/** All computed traits, of which there are at most 500. */
export const traitsQuery = queryOptions({
  queryKey: ["traits", "definitions"],
  queryFn: async ({ signal }) => {
    const found: TraitDefinition[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor ? { limit: PAGE, cursor } : { limit: PAGE };
      const page = await data(api.GET("/api/traits", { params: { query }, signal }));
      found.push(...(page.items as unknown as TraitDefinition[]));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return found;
  },
  staleTime: 30_000,
});

export function traitQuery(key: string) {
  return queryOptions({
    queryKey: ["traits", "one", key],
    queryFn: async ({ signal }) =>
      (await data(api.GET("/api/traits/{key}", { params: { path: { key } }, signal }))) as unknown as TraitDefinition,
  });
}

/** How far the history of each computed trait is read. */
export const progressQuery = queryOptions({
  queryKey: ["traits", "progress"],
  queryFn: ({ signal }) => data(api.GET("/api/trait-progress", { signal })),
  refetchInterval: (query) =>
    query.state.data?.items.some((each) => each.status === "filling" || each.status === "waiting") ? SOON_MS : false,
});

export function versionsQuery(key: string) {
  return infiniteQueryOptions({
    queryKey: ["traits", "versions", key],
    queryFn: async ({ signal, pageParam }) => {
      const query = pageParam ? { limit: 50, cursor: pageParam } : { limit: 50 };
      const page = await data(api.GET("/api/traits/{key}/versions", { params: { path: { key }, query }, signal }));
      return page as unknown as { items: TraitDefinition[]; next_cursor: string | null };
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function distributionQuery(trait: string, per: string) {
  return queryOptions({
    queryKey: ["seen", "distribution", trait, per],
    queryFn: ({ signal }) =>
      data(api.GET("/api/seen/distribution", { params: { query: { trait, per, limit: 12 } }, signal })),
    staleTime: 60_000,
    retry: false,
  });
}
