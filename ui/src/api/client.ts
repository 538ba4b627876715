import createClient from "openapi-fetch";
import { untilSignedIn } from "./ended";
import { type Problem, problemOf, unreachable } from "./problem";
import type { components, paths } from "./schema";

/** A document of the API by its name: `Schema<"ProfileView">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Where the server is, without a slash at the end; a path prefix comes from the page's `<base>`. */
export const BASE = new URL(document.baseURI).pathname.replace(/\/$/, "");

let signedIn = "";
let csrfToken = "";

/** Remember whose session this is, and its token, which every unsafe request carries. */
export function rememberSession({ user, csrf_token }: Schema<"SessionView">): void {
  signedIn = user.id;
  csrfToken = csrf_token;
}

/** Send a request; `make` makes it, once more if the session changed meanwhile. */
async function send(make: () => Request): Promise<Response> {
  const csrfSent = csrfToken;
  const asked = make();
  const response = await sent(asked);
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (csrfSent && !isSession(asked) && (await isSignedInAnew(asked, problem, csrfSent))) return send(make);
  throw problem;
}

async function sent(request: Request): Promise<Response> {
  if (request.method !== "GET" && csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
}

/** Whether a request is the one by which somebody goes in or out. */
function isSession(request: Request): boolean {
  return request.method !== "GET" && new URL(request.url).pathname === `${BASE}/api/session`;
}

/** Whether a refused request may be sent again: after a session that ended, or by the token of one begun in another tab. */
async function isSignedInAnew(request: Request, problem: Problem, csrfSent: string): Promise<boolean> {
  if (problem.status === 401) {
    if (csrfToken === csrfSent) await untilSignedIn(problem.document.single_sign_on ?? "");
    return true;
  }
  if (problem.status !== 403 || request.method === "GET") return false;
  if (csrfToken === csrfSent) await findSession();
  return csrfToken !== csrfSent;
}

/**
 * Look whether somebody signed in in another tab, and take over their session; true if there is one. Somebody else
 * begins from the start: what is on the page is not theirs.
 */
export async function findSession(): Promise<boolean> {
  const answer = await fetch(`${BASE}/api/session`).catch(() => null);
  if (!answer?.ok) return false;
  const { user, csrf_token } = (await answer.json()) as Schema<"SessionView">;
  if (user.id !== signedIn) window.location.reload();
  else csrfToken = csrf_token;
  return user.id === signedIn;
}

/** The API, typed from its OpenAPI document: `data(api.GET("/api/profiles", { params: { query }, signal }))`. */
export const api = createClient<paths>({ baseUrl: BASE, fetch: (request: Request) => send(() => request.clone()) });

/** Return the document of an answer. Refusals were thrown as `Problem`. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** Call an address that answers something other than JSON, such as a file. */
export function call(path: string, init?: RequestInit): Promise<Response> {
  return send(() => new Request(new URL(BASE + path, document.baseURI), init));
}
