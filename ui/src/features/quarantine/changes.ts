import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Problem } from "@/api/problem";
import { detailInWords } from "@/i18n/wording";

const AT_ONCE = 200;
type Change = Schema<"QuarantineChange">;
type Path = "/api/quarantine/replay" | "/api/quarantine/discard" | "/api/quarantine/reopen";

/** What can be done with events in quarantine, one or many; what is let go can be taken back. */
export function useChanges(onDone: (ids: readonly string[]) => void) {
  const { t } = useTranslation("quarantine");
  const cache = useQueryClient();
  const tell = async (ids: readonly string[], change: Change) => {
    const [refused] = change.refused;
    if (refused) notifyProblem(refusal(t("refused", { count: change.refused.length, detail: detailInWords(refused) })));
    onDone(ids);
    await cache.invalidateQueries({ queryKey: ["quarantine"] });
    void cache.invalidateQueries({ queryKey: ["home", "pulse"] });
  };
  const reopen = useMutation({
    mutationFn: (ids: readonly string[]) => changeAll("/api/quarantine/reopen", ids),
    onSuccess: async (change, ids) => {
      if (change.changed > 0) notifyDone(t("done.reopened", { count: change.changed }));
      await tell(ids, change);
    },
    onError: notifyProblem,
  });
  const discard = useMutation({
    mutationFn: (ids: readonly string[]) => changeAll("/api/quarantine/discard", ids),
    onSuccess: async (change, ids) => {
      if (change.changed > 0) {
        notifyDone(t("done.discarded", { count: change.changed }), () => {
          reopen.mutate(ids);
        });
      }
      await tell(ids, change);
    },
    onError: notifyProblem,
  });
  const replay = useMutation({
    mutationFn: (ids: readonly string[]) => changeAll("/api/quarantine/replay", ids),
    onSuccess: async (change, ids) => {
      if (change.changed > 0) notifyDone(t("done.replayed", { count: change.changed }));
      await tell(ids, change);
    },
    onError: notifyProblem,
  });
  return { replay, discard, reopen, isBusy: replay.isPending || discard.isPending || reopen.isPending };
}

async function changeAll(path: Path, ids: readonly string[]): Promise<Change> {
  const all: Change = { changed: 0, refused: [] };
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const done = await data(api.POST(path, { body: { ids: ids.slice(start, start + AT_ONCE) } }));
    all.changed += done.changed;
    all.refused.push(...done.refused);
  }
  return all;
}

function refusal(detail: string): Problem {
  return new Problem({ type: "urn:portret:problem:invalid", title: "", status: 422, detail });
}
