import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Sparkline } from "@/components/chart/sparkline";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { type AtAGlance, LIVE_MS, sizesQuery, SOON_MS } from "./queries";
import classes from "./rfm.module.css";

interface SegmentsProps {
  title: string;
  about?: string;
  keys: readonly string[];
  /** Whether everybody is in exactly one of them, so that shares add up. */
  isWhole?: boolean;
}

/** Segments with their size, share and trend; each leads to its page. */
export function Segments({ title, about, keys, isWhole = false }: SegmentsProps) {
  const { t } = useTranslation("rfm");
  const format = useFormat();
  const sizes = useQuery({
    ...sizesQuery,
    refetchInterval: (query) => (keys.every((key) => isSized(query.state.data, key)) ? LIVE_MS : SOON_MS),
  });
  const found = keys.flatMap((key) => sizes.data?.items.find((each) => each.key === key) ?? []);
  const whole = found.reduce((sum, each) => sum + each.size, 0);
  const largest = Math.max(...found.map((each) => each.size), 1);
  return (
    <Panel
      title={title}
      aside={isWhole && sizes.data ? t("people", { count: whole, number: format.number(whole) }) : t("days30")}
      flush
    >
      {about && <p className={classes.lead}>{about}</p>}
      {(sizes.isPending || (keys.length > 0 && found.length === 0 && !sizes.error)) && (
        <Skeleton h={240} m="md" w="auto" />
      )}
      {sizes.error && <ProblemNote small error={sizes.error} onRetry={() => void sizes.refetch()} />}
      <ul className={classes.segments} aria-label={title}>
        {found.map((each) => (
          <Segment
            key={each.key}
            segment={each}
            share={isWhole ? each.size / Math.max(whole, 1) : null}
            part={each.size / largest}
          />
        ))}
      </ul>
    </Panel>
  );
}

/** Whether a segment that was just added is judged. */
function isSized(sizes: Schema<"SegmentsAtAGlance"> | undefined, key: string): boolean {
  return sizes?.items.find((each) => each.key === key)?.status === "live";
}

function Segment({ segment, share, part }: { segment: AtAGlance; share: number | null; part: number }) {
  const format = useFormat();
  const called = useCalled();
  const { t } = useTranslation("common");
  const before = segment.size_before;
  const change = before === null ? 0 : segment.size - before;
  const curve = [before ?? [], segment.points.map((point) => point.size), segment.size].flat();
  return (
    <li>
      <Link to="/segments/$key" params={{ key: segment.key }} className={classes.segment}>
        <span className={classes.name}>
          <Clipped text={called.segment(segment.key, segment.name)} letters={60} />
          <span className={classes.bar} style={{ "--part": part } as React.CSSProperties} />
        </span>
        <span className={classes.curve}>
          <Sparkline values={curve} height={22} />
        </span>
        <span className={classes.change} data-tone={change < 0 ? "down" : change > 0 ? "up" : undefined}>
          {before === null ? t("new") : format.signed(change)}
        </span>
        <span className={classes.size}>
          {format.number(segment.size)}
          {share !== null && <span className={classes.dim}> {format.percent(share)}</span>}
        </span>
      </Link>
    </li>
  );
}
