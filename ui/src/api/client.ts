import createClient from "openapi-fetch";
import { problemOf, unreachable } from "./problem";
import type { components, paths } from "./schema";

/** A document of the API by its name: `Schema<"ProfileView">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Where the server is, without a slash at the end; a path prefix comes from the page's `<base>`. */
export const BASE = new URL(document.baseURI).pathname.replace(/\/$/, "");

let csrfToken = "";

/** Remember the token of this session; every unsafe request carries it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

async function send(request: Request): Promise<Response> {
  if (request.method !== "GET" && csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The API, typed from its OpenAPI document: `data(api.GET("/api/profiles", { params: { query }, signal }))`. */
export const api = createClient<paths>({ baseUrl: BASE, fetch: send });

/** Return the document of an answer. Refusals were thrown as `Problem`. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** Call an address that answers something other than JSON, such as a file. */
export function call(path: string, init?: RequestInit): Promise<Response> {
  return send(new Request(new URL(BASE + path, document.baseURI), init));
}
