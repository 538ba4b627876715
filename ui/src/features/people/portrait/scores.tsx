import { Skeleton, VisuallyHidden } from "@mantine/core";
import { IconEqual, IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Clipped } from "@/components/value";
import { useCalled } from "@/components/called";
import { type Format, useFormat } from "@/i18n/format";
import { scoresQuery } from "../queries";
import classes from "./scores.module.css";

const NAME_LETTERS = 60;
const DIGITS = 1;
const READY_MADE = ["engagement_score", "discount_share", "rfm_recency", "rfm_frequency", "rfm_monetary"] as const;

type Score = Schema<"ScoreView">;

/** How a person is graded, each grade with what it was a month ago where that is known. */
export function Scores({ id }: { id: string }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const { data, isPending } = useQuery(scoresQuery(id));
  if (isPending) return <Skeleton h={46} mt="sm" />;
  const told = data?.items.filter((each) => each.value != null) ?? [];
  if (!data || told.length === 0) return null;
  const day = format.day(data.since);
  return (
    <section className={classes.scores} aria-label={t("scores.title")}>
      <dl className={classes.list}>
        {told.map((score) => (
          <div key={score.key} className={classes.score}>
            <dt>
              <Name of={score} />
            </dt>
            <dd>
              <span className={classes.value}>{written(score, score.value ?? 0, format)}</span>
              {score.kind === "step" && <span className={classes.of}>/5</span>}
              <Trend score={score} day={day} />
            </dd>
          </div>
        ))}
      </dl>
      {told.some((each) => each.before != null) && (
        <p className={classes.against} aria-hidden>
          {t("scores.against", { day })}
        </p>
      )}
    </section>
  );
}

function Name({ of: { key, name } }: { of: Score }) {
  const { t } = useTranslation("people");
  const called = useCalled();
  const known = READY_MADE.find((each) => each === key && called.isReadyMade("trait", key, name));
  return known ? t(`scores.${known}`) : <Clipped text={called.trait(key, name)} letters={NAME_LETTERS} />;
}

/** Nothing where nothing is known of them then. */
function Trend({ score, day }: { score: Score; day: string }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  if (score.before == null || score.value == null) return null;
  const change = rounded(score.value) - rounded(score.before);
  const was = written(score, score.before, format);
  if (change === 0) {
    return (
      <span className={classes.trend} title={t("scores.same", { day })}>
        <IconEqual size={13} aria-hidden />
        <VisuallyHidden>{t("scores.same", { day })}</VisuallyHidden>
      </span>
    );
  }
  const Icon = change < 0 ? IconTrendingDown : IconTrendingUp;
  const tone = score.kind === "percent" ? undefined : change < 0 ? "down" : "up";
  return (
    <span className={classes.trend} data-tone={tone} title={t("scores.was", { value: was, day })}>
      <Icon size={14} aria-hidden />
      <span aria-hidden>{format.signed(rounded(change))}</span>
      <VisuallyHidden>{t("scores.was", { value: was, day })}</VisuallyHidden>
    </span>
  );
}

function rounded(value: number): number {
  return Math.round(value * 10 ** DIGITS) / 10 ** DIGITS;
}

function written({ kind }: Score, value: number, format: Format): string {
  return kind === "percent" ? format.percent(value / 100) : format.number(value, DIGITS);
}
