import { createRouter } from "@tanstack/react-router";
import { BASE } from "./api/client";
import { cache } from "./api/cache";
import { NotFound } from "./components/not-found";
import { PagePending } from "./components/page";
import { ProblemPage } from "./components/problem-page";
import { routeTree } from "./routeTree.gen";

export const router = createRouter({
  routeTree,
  basepath: BASE || "/",
  context: { cache },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: ProblemPage,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  defaultStructuralSharing: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
