import { Badge } from "@mantine/core";
import { IconChevronRight, IconShieldCheck } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNamespaceNames } from "@/components/namespace";
import { clip, Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { type Branch, branchesOf, type IdentityGraph, letterOf, type Thread } from "./graph";
import classes from "./identity-tree.module.css";

const VALUE_LETTERS = 80;
const LABEL_LETTERS = 40;

interface TreeProps {
  graph: IdentityGraph;
  sourceName: (id: string) => string;
  onThread: (from: string, to: string) => void;
}

/** What the graph draws, as lists below each other: identifiers, and what brought each to the one above it. */
export function IdentityTree({ graph, ...rest }: TreeProps) {
  const roots = useMemo(() => branchesOf(graph), [graph]);
  return <Branches branches={roots} {...rest} />;
}

function Branches({ branches, ...rest }: { branches: readonly Branch[] } & Omit<TreeProps, "graph">) {
  return (
    <ul className={classes.branches}>
      {branches.map((branch) => (
        <li key={branch.knot.id}>
          <Knot branch={branch} {...rest} />
          {branch.below.length > 0 && <Branches branches={branch.below} {...rest} />}
        </li>
      ))}
    </ul>
  );
}

function Knot({ branch: { knot, thread }, sourceName, onThread }: { branch: Branch } & Omit<TreeProps, "graph">) {
  const { t } = useTranslation("people");
  const namespaceName = useNamespaceNames();
  const format = useFormat();
  const byOf = (of: Thread) => (of.isMerge ? t(`mergedBy.${of.reason}`) : sourceName(of.sourceId));
  const what = (
    <>
      <span className={classes.kind}>
        <Clipped text={namespaceName(knot.namespace)} letters={LABEL_LETTERS} />
        {knot.verified && <IconShieldCheck size={13} aria-label={t("traits.verified")} />}
        {knot.origin > 0 && (
          <Badge size="xs" color="gray">
            {letterOf(knot.origin)}
          </Badge>
        )}
      </span>
      <span className={classes.value}>
        <Clipped text={knot.value} letters={VALUE_LETTERS} />
      </span>
      {thread && (
        <span className={classes.by} data-merge={thread.isMerge || undefined}>
          <Clipped text={byOf(thread)} letters={LABEL_LETTERS} /> · {format.day(thread.at)}
        </span>
      )}
    </>
  );
  if (!thread) return <div className={classes.knot}>{what}</div>;
  return (
    <button
      type="button"
      className={classes.knot}
      aria-label={t("graph.one", { identifier: clip(knot.id, VALUE_LETTERS) })}
      onClick={() => {
        onThread(thread.from, thread.to);
      }}
    >
      {what}
      <IconChevronRight className={classes.open} size={15} aria-hidden />
    </button>
  );
}
