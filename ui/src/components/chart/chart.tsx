import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { ChartProps } from "./echarts";

const Drawn = lazy(() => import("./echarts"));

/** A chart. ECharts comes with the first one that is shown. `label` says in words what the chart shows. */
export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton h={props.height} />}>
      <Drawn {...props} />
    </Suspense>
  );
}
