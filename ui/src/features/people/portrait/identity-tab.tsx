import { Badge, Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconArrowMerge, IconArrowsSplit2, IconHelpCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { Confirm } from "@/components/confirm";
import { Copy } from "@/components/copy";
import { Dialog } from "@/components/dialog";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Term } from "@/components/term";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { explainQuery, mergesQuery, sourcesQuery } from "../queries";
import classes from "./table.module.css";

const NAME_LETTERS = 120;

/** By what somebody is known, and how they became one person. */
export function IdentityTab({ profile }: { profile: Schema<"ProfileView"> }) {
  return (
    <div className={classes.stack}>
      <Identifiers identifiers={profile.identifiers} />
      <Merges profile={profile} />
    </div>
  );
}

function Identifiers({ identifiers }: { identifiers: Schema<"ProfileView">["identifiers"] }) {
  const { t } = useTranslation("people");
  const { data: sources } = useQuery(sourcesQuery);
  return (
    <Panel title={<Term name="identifier">{t("identity.identifiers")}</Term>} aside={identifiers.length} flush>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t("identity.namespace")}</th>
            <th>{t("identity.value")}</th>
            <th className={classes.wide}>{t("traits.source")}</th>
            <th className={classes.wide}>{t("identity.first")}</th>
          </tr>
        </thead>
        <tbody>
          {identifiers.map((each) => (
            <tr key={`${each.namespace}:${each.value}`}>
              <td className={classes.key}>{each.namespace}</td>
              <td>
                <span className={classes.mono}>
                  <Clipped text={each.value} letters={NAME_LETTERS} />
                </span>{" "}
                <Copy text={each.value} />{" "}
                {each.verified && (
                  <Badge size="xs" color="teal">
                    {t("traits.verified")}
                  </Badge>
                )}
              </td>
              <td className={classes.wide}>
                <Clipped text={sources?.get(each.source_id) ?? each.source_id} letters={NAME_LETTERS} />
              </td>
              <td className={classes.wide}>
                <When at={each.first_seen_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Merges({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const merges = useQuery(mergesQuery(profile.id));
  return (
    <Panel title={<Term name="merge">{t("identity.merges")}</Term>} aside={merges.data?.items.length} flush>
      {merges.isPending && <Skeleton h={120} m="md" w="auto" />}
      {merges.error && <ProblemNote small error={merges.error} onRetry={() => void merges.refetch()} />}
      {merges.data?.items.length === 0 && (
        <Empty small icon={IconArrowMerge} title={t("identity.noMerges")}>
          {t("identity.noMergesWhat")}
        </Empty>
      )}
      {merges.data?.items.map((merge) => (
        <OneMerge key={merge.id} merge={merge} profileId={profile.id} />
      ))}
    </Panel>
  );
}

function OneMerge({ merge, profileId }: { merge: Schema<"MergeView">; profileId: string }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const cache = useQueryClient();
  const mayEdit = useMay("people.edit");
  const [asks, setAsks] = useState<"why" | "undo">();
  const undo = useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/profiles/{ref}/split", {
          params: { path: { ref: profileId } },
          body: { undo: String(merge.id), identifiers: [], preview: false, force: false },
        }),
      ),
    onSuccess: async () => {
      notifyDone(t("identity.undone"));
      await cache.invalidateQueries({ queryKey: ["people"] });
    },
    onError: notifyProblem,
  });
  const close = () => {
    setAsks(undefined);
  };
  const brought = format.list(merge.loser_identifiers);
  return (
    <div className={classes.merge}>
      <div className={classes.mergeText}>
        <Clipped text={brought || merge.loser_id} letters={NAME_LETTERS} />
        <div className={classes.dim}>
          {t(`mergedBy.${merge.reason}`)} · <When at={merge.at} />
          {merge.undone_at && (
            <>
              {" "}
              · {t("identity.undoneAt")} <When at={merge.undone_at} />
            </>
          )}
        </div>
      </div>
      <Button
        variant="default"
        leftSection={<IconHelpCircle size={15} aria-hidden />}
        onClick={() => {
          setAsks("why");
        }}
      >
        {t("identity.explain")}
      </Button>
      {mayEdit && !merge.undone_at && (
        <Button
          variant="default"
          leftSection={<IconArrowsSplit2 size={15} aria-hidden />}
          onClick={() => {
            setAsks("undo");
          }}
        >
          {t("identity.undo")}
        </Button>
      )}
      <Dialog opened={asks === "why"} onClose={close} title={t("identity.explainTitle")} size="lg">
        <Explanation merge={merge} />
      </Dialog>
      <Confirm
        opened={asks === "undo"}
        onClose={close}
        title={t("identity.undoTitle")}
        action={t("identity.undo")}
        onConfirm={() => undo.mutateAsync().catch(() => undefined)}
      >
        {t("identity.undoWhat", { identifiers: brought || merge.loser_id })}
      </Confirm>
    </div>
  );
}

/** The events by which two came to be one, each with who said it. */
function Explanation({ merge }: { merge: Schema<"MergeView"> }) {
  const { t } = useTranslation("people");
  const { data: sources } = useQuery(sourcesQuery);
  const other = merge.identifiers.find((each) => !merge.loser_identifiers.includes(each)) ?? merge.winner_id;
  const explained = useQuery(explainQuery(merge.loser_identifiers[0] ?? merge.loser_id, other));
  if (explained.error) return <ProblemNote small error={explained.error} />;
  if (!explained.data) return <Skeleton h={140} />;
  if (explained.data.steps.length === 0)
    return <p>{t(explained.data.joined ? "identity.noSteps" : "identity.notJoined")}</p>;
  return (
    <ol className={classes.steps}>
      {explained.data.steps.map((step, index) => (
        <li key={index} className={classes.step}>
          <div className={classes.mono}>
            <Clipped text={step.origin} letters={NAME_LETTERS} /> →{" "}
            <Clipped text={step.target} letters={NAME_LETTERS} />
          </div>
          <div className={classes.dim}>
            {t(`mergedBy.${step.reason === "manual" || step.reason === "matching" ? step.reason : "event"}`)}{" "}
            <Clipped text={[step.type, step.name].filter(Boolean).join(" ")} letters={NAME_LETTERS} /> ·{" "}
            <Clipped
              text={step.source_id ? (sources?.get(step.source_id) ?? step.source_id) : step.author}
              letters={NAME_LETTERS}
            />{" "}
            · {step.at && <When at={step.at} exact />}
          </div>
        </li>
      ))}
    </ol>
  );
}
