import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChartPie, IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Sparkline } from "@/components/chart/sparkline";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Term } from "@/components/term";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { sizesQuery } from "./queries";
import classes from "./top-segments.module.css";

const SHOWN = 8;

/** The largest segments, and how they changed. */
export function TopSegments() {
  const { t } = useTranslation("home");
  const segments = useQuery(sizesQuery);
  const filled = segments.data?.items.filter((each) => each.size > 0).slice(0, SHOWN);
  return (
    <Panel title={<Term name="segment">{t("segments.title")}</Term>} aside={t("segments.change")} flush>
      {segments.error && <ProblemNote small error={segments.error} onRetry={() => void segments.refetch()} />}
      {segments.isPending && <Skeleton h={260} m="md" w="auto" />}
      {filled?.length === 0 && (
        <Empty small icon={IconChartPie} title={t("segments.none")}>
          {t("segments.noneWhat")}
        </Empty>
      )}
      <ol className={classes.segments}>
        {filled?.map((each) => (
          <Segment key={each.id} segment={each} />
        ))}
      </ol>
    </Panel>
  );
}

function Segment({ segment }: { segment: Schema<"SegmentAtAGlance"> }) {
  const format = useFormat();
  const called = useCalled();
  const { t } = useTranslation();
  const before = segment.size_before;
  const change = before === null ? 0 : segment.size - before;
  const Icon = change < 0 ? IconTrendingDown : IconTrendingUp;
  const curve = [before ?? [], segment.points.map((point) => point.size), segment.size].flat();
  return (
    <li className={classes.segment}>
      <Link to="/segments/$key" params={{ key: segment.key }} className={classes.name}>
        <bdi>{called.segment(segment.key, segment.name)}</bdi>
      </Link>
      <span className={classes.curve}>
        <Sparkline values={curve} height={22} />
      </span>
      <span className={classes.size}>{format.number(segment.size)}</span>
      <span className={classes.change} data-tone={change < 0 ? "down" : change > 0 ? "up" : undefined}>
        {change !== 0 && <Icon size={14} aria-hidden />}
        {before === null ? t("new") : format.signed(change)}
      </span>
    </li>
  );
}
