import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";

const PULSE_EVERY_MS = 3000;
const GROWTH_EVERY_MS = 60_000;

export const GROWTH_DAYS = 30;

export const pulseQuery = queryOptions({
  queryKey: ["home", "pulse"],
  queryFn: ({ signal }) => data(api.GET("/api/pulse", { signal })),
  refetchInterval: PULSE_EVERY_MS,
});

export const growthQuery = (days: number) =>
  queryOptions({
    queryKey: ["home", "growth", days],
    queryFn: ({ signal }) => data(api.GET("/api/growth", { params: { query: { days } }, signal })),
    refetchInterval: GROWTH_EVERY_MS,
    staleTime: GROWTH_EVERY_MS,
  });

export const sizesQuery = queryOptions({
  queryKey: ["segments", "sizes", GROWTH_DAYS],
  queryFn: ({ signal }) => data(api.GET("/api/segment-sizes", { params: { query: { days: GROWTH_DAYS } }, signal })),
  refetchInterval: GROWTH_EVERY_MS,
});
