import { SegmentedControl, Skeleton } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { categories, figures } from "@/components/chart/axes";
import { Chart } from "@/components/chart/chart";
import type { ChartOption } from "@/components/chart/echarts";
import { Panel } from "@/components/panel";
import { useFormat } from "@/i18n/format";
import { GROWTH_DAYS, growthQuery } from "./queries";

export const SHOWN = ["new", "active", "events"] as const;
export type Shown = (typeof SHOWN)[number];

const HEIGHT_PX = 272;

/** How it grows, day by day. */
export function Growth({ shown, onShow }: { shown: Shown; onShow: (shown: Shown) => void }) {
  const { t } = useTranslation("home");
  return (
    <Panel
      title={t("growth.title", { count: GROWTH_DAYS })}
      aside={
        <SegmentedControl
          aria-label={t("growth.what")}
          value={shown}
          onChange={onShow}
          data={SHOWN.map((value) => ({ value, label: t(`growth.${value}`) }))}
        />
      }
    >
      <Suspense fallback={<Skeleton h={HEIGHT_PX} />}>
        <Curve shown={shown} />
      </Suspense>
    </Panel>
  );
}

function Curve({ shown }: { shown: Shown }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const { data } = useSuspenseQuery(growthQuery(GROWTH_DAYS));
  const option = useMemo((): ChartOption => {
    const name = t(`growth.${shown}`);
    return {
      xAxis: categories(
        data.days.map((each) => each.day),
        format.shortDay,
      ),
      yAxis: figures(format.short),
      series: [
        {
          type: "bar",
          name,
          data: data.days.map((each) => each[shown]),
          itemStyle: { borderRadius: [3, 3, 0, 0] },
          barCategoryGap: "28%",
        },
      ],
    };
  }, [data, shown, t, format]);
  return (
    <Chart
      option={option}
      height={HEIGHT_PX}
      label={t("growth.said", {
        what: t(`growth.${shown}`),
        total: format.number(data.days.reduce((sum, day) => sum + day[shown], 0)),
        count: GROWTH_DAYS,
      })}
    />
  );
}
