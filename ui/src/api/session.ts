import { type QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, BASE, data, rememberSession, type Schema } from "./client";
import { Problem } from "./problem";

export type Session = Schema<"SessionView">;
type User = Session["user"];
export type Theme = User["theme"];

/** Nobody is signed in: whether nobody is there yet who could be, and what signing in elsewhere is called, if one can. */
export interface Nobody {
  setupRequired: boolean;
  singleSignOn: string;
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session | Nobody> => {
    try {
      return remembered(await data(api.GET("/api/session")));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        const { setup_required: setupRequired = false, single_sign_on: singleSignOn = "" } = error.document;
        return { setupRequired, singleSignOn };
      }
      throw error;
    }
  },
  staleTime: 5 * 60_000,
  retry: false,
});

/** Who is there: asked once, for as long as the page is open. */
export function knownSession(cache: QueryClient): Promise<Session | Nobody> {
  return cache.query({ ...sessionQuery, staleTime: "static" });
}

export function isSignedIn(found: Session | Nobody): found is Session {
  return "user" in found;
}

/** Who is signed in: for pages below `_app`, which nobody else sees. */
export function useSession(): Session {
  const found = useSuspenseQuery(sessionQuery).data;
  if (!isSignedIn(found)) throw new Error("This page needs a session.");
  return found;
}

export async function signIn(email: string, password: string): Promise<Session> {
  return remembered(await data(api.POST("/api/session", { body: { email, password } })));
}

export async function signOut(): Promise<void> {
  await api.DELETE("/api/session");
  goToTheDoor();
}

/** Load the sign-in page anew, so that nothing of the session stays in memory; `next` leads back. */
export function goToTheDoor(next?: string): void {
  window.location.assign(`${BASE}/sign-in${next ? `?next=${encodeURIComponent(next)}` : ""}`);
}

/** Where a browser goes to sign in with the organisation's account; it comes back to `next`. */
export function elsewhere(next: string): string {
  return `${BASE}/api/session/single-sign-on?return_to=${encodeURIComponent(next)}`;
}

export async function setUp(owner: Schema<"SetUp">): Promise<Session> {
  return remembered(await data(api.POST("/api/setup", { body: owner })));
}

export async function changeMe(change: Partial<Pick<User, "name" | "locale" | "theme">>): Promise<void> {
  await api.PATCH("/api/me", { body: change });
}

function remembered(session: Session): Session {
  rememberSession(session);
  return session;
}
