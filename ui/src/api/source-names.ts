import { queryOptions } from "@tanstack/react-query";
import { api, data } from "./client";
import { everyPage } from "./pages";

const MOST_AT_ONCE = 200;

/** What sources are called, by their ids: all of them, however many they are. */
export const sourceNamesQuery = queryOptions({
  queryKey: ["sources", "names"],
  queryFn: async ({ signal }) => {
    const sources = await everyPage((cursor) =>
      data(api.GET("/api/sources", { params: { query: { limit: MOST_AT_ONCE, ...cursor } }, signal })),
    );
    return new Map(sources.map((source) => [source.id, source.name]));
  },
  staleTime: 5 * 60_000,
});
