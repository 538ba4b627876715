import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { categories, figures } from "@/components/chart/axes";
import { Chart } from "@/components/chart/chart";
import type { ChartOption } from "@/components/chart/echarts";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useFormat } from "@/i18n/format";
import { type Span, SPANS, volumesQuery } from "./queries";

const HEIGHT_PX = 232;

export function SpanControl({ span, onSpan }: { span: Span; onSpan: (span: Span) => void }) {
  const { t } = useTranslation("sources");
  return (
    <SegmentedControl
      aria-label={t("span.choose")}
      value={span}
      onChange={onSpan}
      data={SPANS.map((value) => ({ value, label: t(`span.${value}`) }))}
    />
  );
}

/** How much a source sent, step by step. */
export function VolumeChart({ id, span, onSpan }: { id: string; span: Span; onSpan: (span: Span) => void }) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const volumes = useQuery(volumesQuery(span));
  const steps = useMemo(
    () => volumes.data?.sources.find((each) => each.source_id === id)?.steps ?? volumes.data?.steps.map(() => 0) ?? [],
    [volumes.data, id],
  );
  const option = useMemo(
    (): ChartOption => ({
      xAxis: categories(volumes.data?.steps ?? [], (at) =>
        span === "month" ? format.shortDay(format.dayKey(at)) : format.time(at),
      ),
      yAxis: figures(format.short),
      series: [
        {
          type: "bar",
          name: t("volume.events"),
          data: [...steps],
          itemStyle: { borderRadius: [3, 3, 0, 0] },
          barCategoryGap: "24%",
        },
      ],
    }),
    [volumes.data, steps, span, format, t],
  );
  return (
    <Panel title={t("volume.title")} aside={<SpanControl span={span} onSpan={onSpan} />}>
      {volumes.error && !volumes.data ? (
        <ProblemNote small error={volumes.error} onRetry={() => void volumes.refetch()} />
      ) : volumes.isPending ? (
        <Skeleton h={HEIGHT_PX} />
      ) : (
        <Chart
          option={option}
          height={HEIGHT_PX}
          label={t("volume.said", {
            events: format.number(steps.reduce((sum, each) => sum + each, 0)),
            span: t(`span.${span}`),
          })}
        />
      )}
    </Panel>
  );
}
