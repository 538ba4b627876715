import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schema } from "./client";
import { inWords } from "@/i18n/wording";
import { Problem } from "./problem";

const ASK_EVERY_MS = 700;
const ENDED = ["done", "failed", "cancelled"];

export type Operation = Schema<"OperationView">;

/** Long work, asked for until it has ended. */
export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: ["operations", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/operations/{operation_id}", { params: { path: { operation_id: id } }, signal })),
    refetchInterval: (query) => (hasEnded(query.state.data) ? false : ASK_EVERY_MS),
  });

export function hasEnded(operation: Operation | undefined): boolean {
  return operation !== undefined && ENDED.includes(operation.status);
}

/** What work does at this moment, in the language that is spoken. */
export function doingOf({ note, note_code, note_values }: Operation): string {
  return inWords({ detail: note, code: note_code, values: note_values });
}

/** Why work failed, as the error that an answer would have been; undefined unless it did. */
export function failureOf({ problem }: Operation): Problem | undefined {
  if (!problem) return undefined;
  const { path, detail, code, values } = problem;
  return new Problem({ ...problem, title: "", errors: code ? [{ path, detail, code, values }] : [] });
}

/** Wait until what was asked for is done, and return what came out. Throws what it failed with. */
export async function outcome(answer: Promise<{ data?: Operation }>, signal?: AbortSignal): Promise<unknown> {
  let operation = await data(answer);
  while (!hasEnded(operation)) {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    const params = { path: { operation_id: operation.id } };
    operation = await data(api.GET("/api/operations/{operation_id}", { params, ...(signal ? { signal } : {}) }));
  }
  if (operation.status !== "done") throw failureOf(operation) ?? new Error(operation.status);
  return operation.result;
}
