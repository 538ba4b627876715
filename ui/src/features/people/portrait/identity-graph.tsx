import { Background, Controls, Handle, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Clipped, clip } from "@/components/value";
import { useFormat } from "@/i18n/format";
import type { IdentityGraph, Knot, Thread } from "./graph";
import classes from "./identity-graph.module.css";

const COLUMN = 330;
const ROW = 78;
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
  const nodes = useMemo(() => graph.knots.map((knot) => nodeOf(knot, whyOf(graph, knot), onThread)), [graph, onThread]);
  const edges = useMemo(
    () =>
      graph.threads.map((thread, index) => {
        const by = thread.isMerge ? t(`mergedBy.${thread.reason}`) : clip(sourceName(thread.sourceId), LABEL_LETTERS);
        return edgeOf(thread, index, `${by} · ${format.day(thread.at)}`);
      }),
    [graph, t, format, sourceName],
  );
  return (
    <div className={classes.graph}>
      <ReactFlow
        key={`${nodes.length}/${edges.length}`} // what came since is fitted in anew
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
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}

interface KnotData extends Record<string, unknown> {
  knot: Knot;
  /** What brought it here; nothing did with the first one. */
  why: Thread | undefined;
  onThread: DrawnGraphProps["onThread"];
}
type KnotNode = Node<KnotData, "knot">;

const NODE_TYPES = { knot: KnotCard };

/** An identifier; choosing it, also by the keyboard, shows why it is theirs. */
function KnotCard({ data: { knot, why, onThread } }: NodeProps<KnotNode>) {
  const { t } = useTranslation("people");
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
        <Clipped text={knot.namespace} letters={LABEL_LETTERS} />
        {knot.verified && <IconShieldCheck size={13} aria-hidden />}
        {knot.origin > 0 && <span className={classes.letter}>{letterOf(knot.origin)}</span>}
      </span>
      <span className={classes.value}>
        <Clipped text={knot.value} letters={VALUE_LETTERS} />
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </button>
  );
}

function whyOf({ threads }: IdentityGraph, knot: Knot): Thread | undefined {
  return threads.find((thread) => thread.to === knot.id) ?? threads.find((thread) => thread.from === knot.id);
}

function nodeOf(knot: Knot, why: Thread | undefined, onThread: DrawnGraphProps["onThread"]): KnotNode {
  return {
    id: knot.id,
    type: "knot",
    position: { x: knot.column * COLUMN, y: knot.row * ROW },
    data: { knot, why, onThread },
  };
}

function edgeOf({ from, to, isMerge }: Thread, index: number, label: string) {
  return {
    id: `${index}`,
    source: from,
    target: to,
    label,
    className: isMerge ? (classes.merge ?? "") : (classes.thread ?? ""),
    labelBgPadding: [5, 3] as [number, number],
    labelBgBorderRadius: 4,
  };
}

/** A, B, C … for the profiles that became one. */
function letterOf(number: number): string {
  return String.fromCodePoint(65 + (number % 26));
}
