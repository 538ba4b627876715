import { type QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { BASE, call, rememberCsrfToken } from "./client";
import { Problem } from "./problem";

export type Role = "owner" | "admin" | "marketer" | "analyst" | "support" | "read-only";
export type Theme = "light" | "dark" | "system";

export interface User {
  id: string;
  name: string;
  email: string;
  locale: string;
  theme: Theme;
}

export interface Session {
  user: User;
  workspace: { id: string; name: string; time_zone: string };
  role: Role;
  permissions: string[];
  csrf_token: string;
  sees_personal_data: boolean;
}

/** Nobody is signed in; `setupRequired` where there is nobody yet who could be. */
export interface Nobody {
  setupRequired: boolean;
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session | Nobody> => {
    try {
      return remembered((await (await call("/api/session")).json()) as Session);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        return { setupRequired: error.document.setup_required === true };
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
  return remembered(await sendJson<Session>("POST", "/api/session", { email, password }));
}

export async function signOut(): Promise<void> {
  await call("/api/session", { method: "DELETE" });
  goToTheDoor();
}

/** Load the sign-in page anew, so that nothing of the session stays in memory; `next` leads back. */
export function goToTheDoor(next?: string): void {
  window.location.assign(`${BASE}/sign-in${next ? `?next=${encodeURIComponent(next)}` : ""}`);
}

export interface NewOwner {
  name: string;
  email: string;
  password: string;
  workspace_name?: string;
  setup_token: string;
}

export async function setUp(owner: NewOwner): Promise<Session> {
  return remembered(await sendJson<Session>("POST", "/api/setup", owner));
}

export async function changeMe(change: Partial<Pick<User, "name" | "locale" | "theme">>): Promise<void> {
  await call("/api/me", json("PATCH", change));
}

function remembered(session: Session): Session {
  rememberCsrfToken(session.csrf_token);
  return session;
}

async function sendJson<T>(method: string, path: string, body: unknown): Promise<T> {
  return (await (await call(path, json(method, body))).json()) as T;
}

function json(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}
