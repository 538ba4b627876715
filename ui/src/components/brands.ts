import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";

const PAGE = 200;

export const brandsQuery = queryOptions({
  queryKey: ["brands", "all"],
  queryFn: async ({ signal }) =>
    (await data(api.GET("/api/brands", { params: { query: { limit: PAGE } }, signal }))).items,
  staleTime: 60_000,
});
