import { Skeleton } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { Versions } from "@/components/definition/versions";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useMay } from "@/lib/permission";
import { defaultsQuery, versionsQuery } from "./queries";

/** All rules that were ever in force, each with what it changed; an older one can be put in force again. */
export function RulesVersions() {
  const { t } = useTranslation("identity");
  const cache = useQueryClient();
  const mayManage = useMay("identity.manage");
  const pages = useInfiniteQuery(versionsQuery);
  const defaults = useQuery(defaultsQuery);
  const saved = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const isWhole = saved.length > 0 && !pages.hasNextPage;
  const versions = isWhole && defaults.data ? [...saved, defaults.data] : saved;
  const restore = useMutation({
    mutationFn: (number: number) => {
      const chosen = versions.find((each) => each.version === number);
      if (!chosen) return Promise.resolve(undefined);
      return data(
        api.PUT("/api/identity/rules", {
          params: { header: { "If-Match": `"${versions[0]?.version ?? 0}"` } },
          body: { rules: chosen.rules, reason: t("versions.reason", { number }) },
        }),
      );
    },
    onSuccess: async () => {
      notifyDone(t("rules.saved"));
      await cache.invalidateQueries({ queryKey: ["identity"] });
    },
    onError: notifyProblem,
  });
  if (pages.error) return <ProblemNote error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!pages.data) return <Skeleton h={240} />;
  if (versions.length === 0)
    return (
      <Empty icon={IconHistory} title={t("versions.none")}>
        {t("versions.noneWhat")}
      </Empty>
    );
  return (
    <Panel>
      <Versions
        versions={versions.map((each) => ({
          version: each.version,
          definition: each.rules,
          author: each.author,
          reason: each.version === 0 ? t("rules.default") : each.reason,
          created_at: each.created_at ?? "",
          deleted: false,
        }))}
        more={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
        onRestore={
          mayManage
            ? (each) => {
                restore.mutate(each.version);
              }
            : undefined
        }
      />
    </Panel>
  );
}
