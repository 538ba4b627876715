import { Background, Controls, Handle, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNamespaceNames } from "@/components/namespace";
import { Clipped, clip } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { type IdentityGraph, type Knot, letterOf, type Thread } from "./graph";
import classes from "./identity-graph.module.css";

const COLUMN = 240;
const ROW = 92;
const MARGIN_PX = 96;
const LEAST_PX = 200;
const MOST_PX = 480;
const VALUE_LETTERS = 60;
const LABEL_LETTERS = 24;
const COLOURS = 6;
const FIT = { padding: 0.12, maxZoom: 1 };

export interface DrawnGraphProps {
  graph: IdentityGraph;
  sourceName: (id: string) => string;
  onThread: (from: string, to: string) => void;
}

/** Identifiers, and what brought them together. The list below it says the same to those who cannot see it. */
export default function DrawnGraph({ graph, sourceName, onThread }: DrawnGraphProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const nodes = useMemo(
    () =>
      graph.knots.map((knot) => {
        const why = whyOf(graph, knot);
        const by = why?.isMerge ? t(`mergedBy.${why.reason}`) : sourceName(why?.sourceId ?? "");
        return nodeOf(knot, why, why?.to === knot.id ? `${by} · ${format.day(why.at)}` : "", onThread);
      }),
    [graph, t, format, sourceName, onThread],
  );
  const edges = useMemo(() => graph.threads.map(edgeOf), [graph]);
  const rows = Math.max(...graph.knots.map((knot) => knot.row)) + 1;
  const height = Math.min(Math.max(rows * ROW + MARGIN_PX, LEAST_PX), MOST_PX);
  return (
    <div className={classes.graph} style={{ blockSize: height }}>
      <ReactFlow
        key={`${nodes.length}/${edges.length}/${height}`} // what came since is fitted in anew
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        fitView
        fitViewOptions={FIT}
        minZoom={0.15}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{
          "controls.ariaLabel": t("graph.controls"),
          "controls.zoomIn.ariaLabel": t("graph.zoomIn"),
          "controls.zoomOut.ariaLabel": t("graph.zoomOut"),
          "controls.fitView.ariaLabel": t("graph.fit"),
        }}
        onEdgeClick={(_, edge) => {
          onThread(edge.source, edge.target);
        }}
      >
        <Background gap={22} size={1} />
        <Controls showInteractive={false} position="top-right" orientation="horizontal" />
      </ReactFlow>
    </div>
  );
}

interface KnotData extends Record<string, unknown> {
  knot: Knot;
  /** What brought it here; nothing did with the first one. */
  why: Thread | undefined;
  /** The same in words. */
  by: string;
  onThread: DrawnGraphProps["onThread"];
}
type KnotNode = Node<KnotData, "knot">;

const NODE_TYPES = { knot: KnotCard };

/** An identifier; choosing it, also by the keyboard, shows why it is theirs. */
function KnotCard({ data: { knot, why, by, onThread } }: NodeProps<KnotNode>) {
  const { t } = useTranslation("people");
  const namespaceName = useNamespaceNames();
  return (
    <button
      type="button"
      className={classes.knot}
      data-origin={knot.origin % COLOURS}
      disabled={why === undefined}
      aria-label={t("graph.one", { identifier: clip(knot.id, VALUE_LETTERS) })}
      onClick={() => {
        if (why) onThread(why.from, why.to);
      }}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className={classes.kind}>
        <Clipped text={namespaceName(knot.namespace)} letters={LABEL_LETTERS} />
        {knot.verified && <IconShieldCheck size={13} aria-hidden />}
        {knot.origin > 0 && <span className={classes.letter}>{letterOf(knot.origin)}</span>}
      </span>
      <span className={classes.value}>
        <Clipped text={knot.value} letters={VALUE_LETTERS} />
      </span>
      {by && (
        <span className={classes.by}>
          <Clipped text={by} letters={VALUE_LETTERS} />
        </span>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </button>
  );
}

function whyOf({ threads }: IdentityGraph, knot: Knot): Thread | undefined {
  return threads.find((thread) => thread.to === knot.id) ?? threads.find((thread) => thread.from === knot.id);
}

function nodeOf(knot: Knot, why: Thread | undefined, by: string, onThread: DrawnGraphProps["onThread"]): KnotNode {
  return {
    id: knot.id,
    type: "knot",
    position: { x: knot.column * COLUMN, y: knot.row * ROW },
    data: { knot, why, by, onThread },
  };
}

function edgeOf({ from, to, isMerge }: Thread, index: number) {
  return {
    id: `${index}`,
    source: from,
    target: to,
    className: isMerge ? (classes.merge ?? "") : (classes.thread ?? ""),
  };
}
