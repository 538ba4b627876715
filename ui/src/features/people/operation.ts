import { api, data, type Schema } from "@/api/client";

const ASK_EVERY_MS = 700;

type Operation = Schema<"OperationView">;

/** Wait until what was asked for is done, and return what came out. Throws what it failed with. */
export async function outcome(answer: Promise<{ data?: Operation }>, signal?: AbortSignal): Promise<unknown> {
  let operation = await data(answer);
  while (operation.finished_at == null) {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    const params = { path: { operation_id: operation.id } };
    operation = await data(api.GET("/api/operations/{operation_id}", { params, ...(signal ? { signal } : {}) }));
  }
  if (operation.status !== "done") throw new Error(operation.problem?.detail ?? operation.status);
  return operation.result;
}
