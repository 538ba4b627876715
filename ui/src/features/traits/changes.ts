import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { Problem } from "@/api/problem";
import type { TraitDocument } from "@/components/definition/model";
import { notifyProblem } from "@/components/notify";
import type { TraitDefinition } from "./queries";

/** Have everything that tells of traits asked anew. */
export function refresh(cache: QueryClient): Promise<unknown> {
  return Promise.all([
    cache.invalidateQueries({ queryKey: ["traits"] }),
    cache.invalidateQueries({ queryKey: ["words"] }),
    cache.invalidateQueries({ queryKey: ["seen", "distribution"] }),
  ]);
}

/** Whether a refusal asks for a confirmation by name. */
export function asksToConfirm(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 409 && error.document.path === "confirm";
}

export interface Saving {
  document: TraitDocument;
  /** Of what is changed; undefined for a new trait. */
  version: number | undefined;
  reason: string;
  confirm: string;
}

export async function saveTrait({ document, version, reason, confirm }: Saving): Promise<TraitDefinition> {
  const saved = await data(
    api.PUT("/api/traits/{key}", {
      params: {
        path: { key: document.key },
        ...(version === undefined ? {} : { header: { "If-Match": `"${version}"` } }),
      },
      body: { definition: document as unknown as Record<string, unknown>, reason, confirm },
    }),
  );
  return saved as unknown as TraitDefinition;
}

/** Switch a trait on and off. */
export function useSwitch(key: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ enabled, confirm = "" }: { enabled: boolean; confirm?: string }) =>
      enabled
        ? data(api.POST("/api/traits/{key}/enable", { params: { path: { key } }, body: { reason: "" } }))
        : data(api.POST("/api/traits/{key}/disable", { params: { path: { key } }, body: { reason: "", confirm } })),
    onSuccess: () => refresh(cache),
    onError: (error) => {
      if (!asksToConfirm(error)) notifyProblem(error);
    },
  });
}
