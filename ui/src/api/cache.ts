import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

/** What was asked stays good for so long; a view that lives asks again by `refetchInterval`. */
const FRESH_MS = 15_000;
const TRIES = 2;

export const cache: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < TRIES && error instanceof Problem && error.mayPass,
      throwOnError: false,
      networkMode: "always", // the server may be on this machine: it is asked, online or not, and a cut line is told
      refetchOnReconnect: true,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
