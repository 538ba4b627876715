import type { ChartOption } from "./echarts";

type Axis = NonNullable<ChartOption["xAxis"]>;

/** A quiet axis of names or days: no line, no ticks. */
export function categories(values: readonly string[], show: (value: string) => string): Axis {
  return {
    type: "category",
    data: [...values],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { formatter: show, hideOverlap: true, fontSize: 11 },
  };
}

/** A quiet axis of how many there are: hardly visible lines, none between one and two. */
export function figures(show: (value: number) => string): NonNullable<ChartOption["yAxis"]> {
  return {
    type: "value",
    splitNumber: 3,
    minInterval: 1,
    splitLine: {},
    axisLabel: { formatter: show, fontSize: 11 },
  };
}
