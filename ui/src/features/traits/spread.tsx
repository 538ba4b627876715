import { Autocomplete, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { categories, figures } from "@/components/chart/axes";
import { Chart } from "@/components/chart/chart";
import type { ChartOption } from "@/components/chart/echarts";
import shared from "@/components/definition/definition.module.css";
import { partsOfMs } from "@/components/definition/duration";
import { sayParts, type Speaker, useSpeaker } from "@/components/definition/sentence";
import { useSeenValues, wordsQuery } from "@/components/definition/words";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { type Distribution, distributionQuery } from "./queries";
import classes from "./traits.module.css";

/** How a trait is spread over people: its most frequent values, or how many people have how much. */
export function Spread({ trait, per, onPer }: { trait: string; per: string; onPer: (per: string) => void }) {
  const { t } = useTranslation("traits");
  const words = useQuery(wordsQuery).data;
  const known = words?.traits.find((each) => each.name === trait);
  const dimension = known?.per && known.per !== "brand" ? known.per : "";
  const isMoney = dimension === "currency";
  const parts = useSeenValues(
    { of: "field", field: isMoney ? "currency" : dimension, names: [], lines: dimension.startsWith("line.") },
    "",
    dimension !== "",
  ).data?.items.map((each) => each.value);
  const chosen = per || (dimension ? (parts?.[0] ?? "") : "");
  const query = useQuery({
    ...distributionQuery(trait, chosen),
    enabled: words !== undefined && (dimension === "" || chosen !== ""),
  });
  return (
    <Panel
      title={t("spread.title")}
      aside={
        dimension && (
          <Autocomplete
            size="xs"
            w={140}
            aria-label={t("spread.part")}
            value={chosen}
            data={parts ?? []}
            onChange={onPer}
          />
        )
      }
    >
      {query.error ? (
        <ProblemNote error={query.error} onRetry={() => void query.refetch()} small />
      ) : query.data ? (
        <Found found={query.data} />
      ) : (
        <Skeleton h={240} />
      )}
    </Panel>
  );
}

function Found({ found }: { found: Distribution }) {
  const { t } = useTranslation("traits");
  const format = useFormat();
  const share = found.people ? found.having / found.people : 0;
  return (
    <>
      <p className={classes.hint}>
        {t("spread.having", {
          people: format.number(found.having),
          all: format.number(found.people),
          share: format.percent(share),
        })}
        {found.one_in > 1 && ` ${t("spread.estimated", { number: format.number(found.one_in) })}`}
      </p>
      {found.bins.length > 0 && <Bins found={found} />}
      {found.values.length > 0 && <Values found={found} />}
    </>
  );
}

function Values({ found }: { found: Distribution }) {
  const format = useFormat();
  const most = Math.max(...found.values.map((each) => each.number), 1);
  return (
    <ul className={classes.values}>
      {found.values.map((each) => (
        <li key={each.value}>
          <Clipped text={each.value} letters={60} />
          <span className={shared.meter} aria-hidden>
            <span style={{ inlineSize: `${(each.number / most) * 100}%` }} />
          </span>
          <span className={classes.number}>{format.number(each.number)}</span>
        </li>
      ))}
    </ul>
  );
}

function Bins({ found }: { found: Distribution }) {
  const { t } = useTranslation("traits");
  const speaker = useSpeaker();
  const { format } = speaker;
  const option = useMemo<ChartOption>(
    () => ({
      xAxis: categories(
        found.bins.map((bin) => rangeOf(speaker, found.type, bin.first, bin.last)),
        (label) => label,
      ),
      yAxis: figures(format.short),
      series: [
        { type: "bar", name: t("spread.people"), data: found.bins.map((bin) => bin.people), barCategoryGap: "12%" },
      ],
    }),
    [found, speaker, format, t],
  );
  const [quarter, half, threeQuarters] = found.quartiles;
  return (
    <>
      <Chart option={option} height={240} label={t("spread.label")} />
      {quarter !== undefined && half !== undefined && threeQuarters !== undefined && (
        <p className={classes.hint}>
          {t("spread.quartiles", {
            quarter: valueOf(speaker, found.type, quarter),
            half: valueOf(speaker, found.type, half),
            threeQuarters: valueOf(speaker, found.type, threeQuarters),
          })}
        </p>
      )}
    </>
  );
}

function rangeOf(speaker: Speaker, type: Distribution["type"], first: number, last: number): string {
  const from = valueOf(speaker, type, first);
  const upto = valueOf(speaker, type, last);
  return from === upto ? from : `${from} – ${upto}`;
}

function valueOf(speaker: Speaker, type: Distribution["type"], value: number): string {
  if (type === "instant") return speaker.format.day(new Date(value));
  if (type === "duration") return sayParts(speaker, partsOfMs(value).slice(0, 1));
  return speaker.format.number(value, Math.abs(value) < 100 ? 1 : 0);
}
