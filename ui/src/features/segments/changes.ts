import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { notifyProblem } from "@/components/notify";
import type { SegmentDocument } from "@/components/definition/model";
import { asksToConfirm, type Saving } from "@/components/definition/working";
import type { Definition } from "./queries";

/** Have everything that tells of segments asked anew. */
export function refresh(cache: QueryClient): Promise<unknown> {
  return Promise.all([
    cache.invalidateQueries({ queryKey: ["segments"] }),
    cache.invalidateQueries({ queryKey: ["words"] }),
  ]);
}

export async function saveSegment({
  document,
  ifMatch,
  reason,
  confirm,
}: Saving<SegmentDocument>): Promise<Definition> {
  const saved = await data(
    api.PUT("/api/segments/{key}", {
      params: {
        path: { key: document.key },
        ...(ifMatch === undefined ? {} : { header: { "If-Match": ifMatch } }),
      },
      body: { definition: document as unknown as Record<string, unknown>, reason, confirm },
    }),
  );
  return saved as unknown as Definition;
}

/** Switch a segment on and off. */
export function useSwitch(key: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ enabled, confirm = "" }: { enabled: boolean; confirm?: string }) =>
      enabled
        ? data(api.POST("/api/segments/{key}/enable", { params: { path: { key } }, body: { reason: "" } }))
        : data(api.POST("/api/segments/{key}/disable", { params: { path: { key } }, body: { reason: "", confirm } })),
    onSuccess: () => refresh(cache),
    onError: (error) => {
      if (!asksToConfirm(error)) notifyProblem(error);
    },
  });
}
