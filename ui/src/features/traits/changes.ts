import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { TraitDocument } from "@/components/definition/model";
import { asksToConfirm, type Saving } from "@/components/definition/working";
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

export async function saveTrait({
  document,
  ifMatch,
  reason,
  confirm,
}: Saving<TraitDocument>): Promise<TraitDefinition> {
  const saved = await data(
    api.PUT("/api/traits/{key}", {
      params: {
        path: { key: document.key },
        ...(ifMatch === undefined ? {} : { header: { "If-Match": ifMatch } }),
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
