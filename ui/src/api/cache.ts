import { QueryCache, QueryClient } from "@tanstack/react-query";
import { BASE } from "./client";
import { Problem } from "./problem";
import { goToTheDoor } from "./session";

/** What was asked stays good for so long; a view that lives asks again by `refetchInterval`. */
const FRESH_MS = 15_000;
const TRIES = 2;

export const cache: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // the session ended meanwhile
      if (error instanceof Problem && error.status === 401)
        goToTheDoor(window.location.pathname.slice(BASE.length) + window.location.search);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < TRIES && error instanceof Problem && error.mayPass,
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});
