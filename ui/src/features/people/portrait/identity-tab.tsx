import { ActionIcon, Badge, Button, Skeleton, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowMerge, IconArrowsSplit2, IconHelpCircle } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAuthors } from "@/api/authors";
import type { Schema } from "@/api/client";
import { sourceNamesQuery } from "@/api/source-names";
import { Author } from "@/components/author";
import { Copy } from "@/components/copy";
import { Empty } from "@/components/empty";
import { useIdentifierNames, useNamespaceNames } from "@/components/namespace";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Term } from "@/components/term";
import { Clipped, clip } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useNarrow } from "@/lib/narrow";
import { useMay } from "@/lib/permission";
import { mergesQuery } from "../queries";
import { ExplanationDialog, type Pair } from "./explanation";
import { graphOf, MOST_KNOTS } from "./graph";
import { IdentityTree } from "./identity-tree";
import { SplitDialog } from "./split-dialog";
import classes from "./table.module.css";

const DrawnGraph = lazy(() => import("./identity-graph"));
const NAME_LETTERS = 120;

/** By what somebody is known, and how they became one person. */
export function IdentityTab({ profile }: { profile: Schema<"ProfileView"> }) {
  const seesPeople = useMay("personal_data.see");
  return (
    <div className={classes.stack}>
      {seesPeople && profile.identifiers.length > 1 && <Graph profile={profile} />}
      <Identifiers profile={profile} />
      <Merges profile={profile} />
    </div>
  );
}

function Graph({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const { data: sources } = useQuery(sourceNamesQuery);
  const merges = useQuery(mergesQuery(profile.id));
  const isNarrow = useNarrow();
  const [pair, setPair] = useState<Pair>();
  const graph = useMemo(
    () => graphOf(profile.id, profile.identifiers, merges.data?.items ?? []),
    [profile.id, profile.identifiers, merges.data],
  );
  const sourceName = useCallback((id: string) => sources?.get(id) ?? id, [sources]);
  const explain = useCallback((a: string, b: string) => {
    setPair({ a, b });
  }, []);
  return (
    <Panel title={t("graph.title")} aside={t("graph.profiles", { count: graph.profiles.length })} flush>
      {isNarrow ? (
        <IdentityTree graph={graph} sourceName={sourceName} onThread={explain} />
      ) : (
        <Suspense fallback={<Skeleton h={300} m="md" w="auto" />}>
          <DrawnGraph graph={graph} sourceName={sourceName} onThread={explain} />
        </Suspense>
      )}
      <p className={classes.legend}>
        {t(isNarrow ? "graph.legendOfTree" : "graph.legend")}
        {profile.identifiers.length > MOST_KNOTS && ` ${t("graph.first", { count: MOST_KNOTS })}`}
      </p>
      <ExplanationDialog
        pair={pair}
        onClose={() => {
          setPair(undefined);
        }}
      />
    </Panel>
  );
}

function Identifiers({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const { data: sources } = useQuery(sourceNamesQuery);
  const seesPeople = useMay("personal_data.see");
  const mayEdit = useMay("people.edit") && seesPeople;
  const [pair, setPair] = useState<Pair>();
  const [cut, setCut] = useState<string>();
  const namespaceName = useNamespaceNames();
  const nameOf = useIdentifierNames();
  const { identifiers } = profile;
  const names = identifiers.map((each) => `${each.namespace}:${each.value}`);
  return (
    <Panel title={<Term name="identifier">{t("identity.identifiers")}</Term>} aside={identifiers.length} flush>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t("identity.namespace")}</th>
            <th>{t("identity.value")}</th>
            <th className={classes.wide}>{t("traits.source")}</th>
            <th className={classes.wide}>{t("identity.first")}</th>
            {seesPeople && <th className={classes.end}>{t("identity.actions")}</th>}
          </tr>
        </thead>
        <tbody>
          {identifiers.map((each, index) => (
            <tr key={index}>
              <td className={`${classes.key} ${classes.kind}`}>{namespaceName(each.namespace)}</td>
              <td>
                <span className={classes.mono}>
                  <Clipped text={each.value} letters={NAME_LETTERS} />
                </span>{" "}
                {seesPeople && <Copy text={each.value} />}{" "}
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
              {seesPeople && (
                <td className={classes.actions}>
                  {names.length > 1 && (
                    <>
                      <RowAction
                        label={t("identity.explainOne", { identifier: clip(nameOf(names[index] ?? ""), NAME_LETTERS) })}
                        icon={IconHelpCircle}
                        onClick={() => {
                          setPair({ a: other(names, index, each.via), b: names[index] ?? "" });
                        }}
                      />
                      {mayEdit && (
                        <RowAction
                          label={t("split.one", { identifier: clip(nameOf(names[index] ?? ""), NAME_LETTERS) })}
                          icon={IconArrowsSplit2}
                          onClick={() => {
                            setCut(names[index]);
                          }}
                        />
                      )}
                    </>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <ExplanationDialog
        pair={pair}
        onClose={() => {
          setPair(undefined);
        }}
      />
      <SplitDialog
        profileId={profile.id}
        from={cut === undefined ? undefined : { identifiers: names, chosen: [cut] }}
        onClose={() => {
          setCut(undefined);
        }}
      />
    </Panel>
  );
}

/** The identifier that something came through; where that is not known, or gone, any other one. */
function other(names: readonly string[], index: number, via: string): string {
  return names.includes(via) ? via : (names.find((_, place) => place !== index) ?? "");
}

function RowAction(props: { label: string; icon: typeof IconHelpCircle; onClick: () => void }) {
  const Icon = props.icon;
  return (
    <Tooltip label={props.label} multiline maw={320}>
      <ActionIcon variant="subtle" color="gray" aria-label={props.label} onClick={props.onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
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
  const mayEdit = useMay("people.edit");
  const seesPeople = useMay("personal_data.see");
  const nameOf = useIdentifierNames();
  const authors = useAuthors([merge.author]);
  const [asks, setAsks] = useState<"why" | "undo">();
  const close = () => {
    setAsks(undefined);
  };
  const brought = format.list(merge.loser_identifiers.map(nameOf));
  return (
    <div className={classes.merge}>
      <div className={classes.mergeText}>
        <Clipped text={(seesPeople && brought) || merge.loser_id} letters={NAME_LETTERS} />
        <div className={classes.dim}>
          {t(`mergedBy.${merge.reason}`)} ·{" "}
          {authors.has(merge.author) && (
            <>
              <Author id={merge.author} names={authors} /> ·{" "}
            </>
          )}
          <When at={merge.at} />
          {merge.undone_at && (
            <>
              {" "}
              · {t("identity.undoneAt")} <When at={merge.undone_at} />
            </>
          )}
        </div>
      </div>
      {seesPeople && (
        <Button
          variant="default"
          leftSection={<IconHelpCircle size={15} aria-hidden />}
          onClick={() => {
            setAsks("why");
          }}
        >
          {t("identity.explain")}
        </Button>
      )}
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
      <ExplanationDialog pair={asks === "why" ? pairOf(merge) : undefined} onClose={close} />
      <SplitDialog
        profileId={profileId}
        from={asks === "undo" ? { undo: String(merge.id) } : undefined}
        onClose={close}
      />
    </div>
  );
}

function pairOf(merge: Schema<"MergeView">): Pair {
  const a = merge.identifiers.find((each) => !merge.loser_identifiers.includes(each)) ?? merge.winner_id;
  return { a, b: merge.loser_identifiers[0] ?? merge.loser_id };
}
