import { useComputedColorScheme } from "@mantine/core";
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type ComposeOption, type ECharts, init, use as register } from "echarts/core";
import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from "echarts/charts";
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
  VisualMapComponentOption,
} from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { SERIES } from "@/theme/chart";

register([
  BarChart,
  LineChart,
  HeatmapChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  DatasetComponent,
  VisualMapComponent,
  AriaComponent,
  CanvasRenderer,
]);

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | HeatmapSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
  | VisualMapComponentOption
  | AriaComponentOption
>;

const GRID = { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: "same" } as const;
const LEGEND_PX = 28;

export interface ChartProps {
  option: ChartOption;
  /** Says below what is drawn how: for more than one series. */
  hasLegend?: boolean;
  height: number;
  /** What the chart shows, for those who cannot see it. */
  label: string;
}

export default function Drawn({ option, hasLegend = false, height, label }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, null, { renderer: "canvas" });
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.resize();
    });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (box.current) chart.current?.setOption(dressed(option, hasLegend, box.current, scheme), { notMerge: true });
  }, [option, hasLegend, scheme]);

  return <div ref={box} style={{ height }} role="img" aria-label={label} />;
}

/** The option with our frame around it; axes get our colours, which ECharts does not take from the text style. */
function dressed(option: ChartOption, hasLegend: boolean, box: HTMLElement, scheme: "light" | "dark"): ChartOption {
  const dim = getComputedStyle(box).getPropertyValue("--p-dim").trim();
  const line = getComputedStyle(box).getPropertyValue("--p-line").trim();
  const coloured = (axis: object | undefined) =>
    axis && {
      ...axis,
      axisLabel: { ...("axisLabel" in axis ? (axis.axisLabel as object) : {}), color: dim },
      ...("splitLine" in axis ? { splitLine: { lineStyle: { color: line } } } : {}),
    };
  return {
    ...frame(box, scheme),
    ...option,
    ...(hasLegend ? { legend: legend(dim), grid: { ...GRID, bottom: LEGEND_PX } } : {}),
    ...(option.xAxis ? { xAxis: coloured(option.xAxis) as NonNullable<ChartOption["xAxis"]> } : {}),
    ...(option.yAxis ? { yAxis: coloured(option.yAxis) as NonNullable<ChartOption["yAxis"]> } : {}),
  };
}

function legend(colour: string): LegendComponentOption {
  return {
    bottom: 0,
    left: 0,
    itemWidth: 12,
    itemHeight: 8,
    itemGap: 16,
    selectedMode: false,
    textStyle: { color: colour, fontSize: 11 },
  };
}

/** What all charts share: our colours and type, no animation that keeps anybody waiting, a tooltip that is drawn. */
function frame(box: HTMLElement, scheme: "light" | "dark"): ChartOption {
  const style = getComputedStyle(box);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    color: [...SERIES[scheme]],
    textStyle: { fontFamily: token("--p-font"), color: token("--p-dim") },
    animationDuration: 250,
    animationDurationUpdate: 250,
    grid: GRID,
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // HTML of a tooltip would need inline styles, which the page's policy refuses
      backgroundColor: token("--p-raised"),
      borderColor: token("--p-line"),
      textStyle: { color: token("--p-ink"), fontSize: 12 },
      axisPointer: { lineStyle: { color: token("--p-line-strong") } },
    },
  };
}
