import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useState } from "react";
import { Skeleton } from "@mantine/core";
import { Confirm } from "@/components/confirm";
import { Versions } from "@/components/definition/versions";
import { asksToConfirm } from "@/components/definition/working";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useMay } from "@/lib/permission";
import { refresh, saveSegment } from "./changes";
import { type Definition, versionsQuery } from "./queries";

/** Every version that a segment had; an older one can be put in force again. */
export function SegmentVersions({ segment }: { segment: Definition }) {
  const { t } = useTranslation(["segments", "definition"]);
  const cache = useQueryClient();
  const mayEdit = useMay("definitions.edit");
  const query = useInfiniteQuery(versionsQuery(segment.key));
  const [refused, setRefused] = useState<{ version: number; message: string } | null>(null);
  const versions = query.data?.pages.flatMap((page) => page.items) ?? [];

  const restore = async (version: number, confirm = "") => {
    const chosen = versions.find((each) => each.version === version);
    if (!chosen) return;
    try {
      const reason = t("versions.reason", { number: version });
      await saveSegment({ document: chosen.definition, ifMatch: `"${segment.version}"`, reason, confirm });
      await refresh(cache);
      notifyDone(t("versions.done", { number: version }));
    } catch (error) {
      if (asksToConfirm(error)) setRefused({ version, message: error.words });
      else notifyProblem(error as Error);
    }
  };
  if (query.error) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={240} />;
  return (
    <Panel>
      <Versions
        versions={versions}
        more={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
        onRestore={mayEdit ? (each) => void restore(each.version) : undefined}
      />
      <Confirm
        title={t("confirmSize.title")}
        action={t("definition:form.changeAnyway")}
        isDangerous
        opened={refused !== null}
        onClose={() => {
          setRefused(null);
        }}
        onConfirm={() => restore(refused?.version ?? 0, segment.key)}
      >
        {refused?.message}
      </Confirm>
    </Panel>
  );
}
