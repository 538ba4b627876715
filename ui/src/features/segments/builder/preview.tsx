import { Select, Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { type Gaps, gapsOf, plain } from "@/components/definition/document";
import type { Condition } from "@/components/definition/model";
import { useNames } from "@/components/definition/names";
import { wordsQuery } from "@/components/definition/words";
import { Initials } from "@/components/initials";
import { Panel } from "@/components/panel";
import { usePersonLabel } from "@/components/person-label";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { Problem } from "@/api/problem";
import { useFormat } from "@/i18n/format";
import { previewQuery } from "../queries";
import classes from "./builder.module.css";

const PAUSE_MS = 350;

/** What is asked while somebody builds: the condition once it rests a while and says all that it must. */
export function usePreview(condition: Condition, gaps: Gaps, compare: string | null) {
  const [rested] = useDebouncedValue(JSON.stringify(plain(condition)), PAUSE_MS);
  const asked = JSON.parse(rested) as Condition;
  return useQuery({
    ...previewQuery(asked, compare ? [compare] : []),
    // what is asked is behind what is shown: it must say all, too
    enabled: gaps.size === 0 && gapsOf(asked).size === 0,
    placeholderData: keepPreviousData,
  });
}

interface PreviewProps {
  found: ReturnType<typeof usePreview>;
  gaps: Gaps;
  isEmpty: boolean;
  compare: string | null;
  onCompare: (key: string | null) => void;
}

/** Whom the condition finds at this moment. */
export function Preview({ found, gaps, isEmpty, compare, onCompare }: PreviewProps) {
  const { t } = useTranslation(["segments", "definition"]);
  const { data, error, isFetching, isPlaceholderData } = found;
  const isRefused = error instanceof Problem && error.status === 422;
  const [id] = useState("segment-preview");
  return (
    <Panel
      title={t("preview.title")}
      aside={isFetching ? t("preview.counting") : data && !isEmpty ? t("preview.took", { ms: data.elapsed_ms }) : null}
    >
      <div className={classes.preview} data-stale={isPlaceholderData || undefined} id={id} aria-live="polite">
        {isEmpty ? (
          <p className={classes.hint}>{t("preview.empty")}</p>
        ) : gaps.size > 0 ? (
          <div className={classes.hint}>
            {t("preview.missing")}
            <ul>
              {[...new Set(gaps.values())].map((gap) => (
                <li key={gap}>{t(`definition:gap.${gap}`)}</li>
              ))}
            </ul>
          </div>
        ) : isRefused ? (
          <p className={classes.hint}>{t("preview.refused")}</p>
        ) : error ? (
          <ProblemNote error={error} onRetry={() => void found.refetch()} small />
        ) : data ? (
          <Found data={data} compare={compare} onCompare={onCompare} />
        ) : (
          <Skeleton h={220} />
        )}
      </div>
    </Panel>
  );
}

function Found({
  data,
  compare,
  onCompare,
}: {
  data: Schema<"PreviewView">;
  compare: string | null;
  onCompare: PreviewProps["onCompare"];
}) {
  const { t } = useTranslation(["segments", "definition"]);
  const format = useFormat();
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  const shared = data.overlap[0];
  const label = usePersonLabel();
  return (
    <>
      <div className={classes.count}>
        <span className={classes.number}>{format.number(data.count)}</span>
        <span className={classes.of}>
          {t("preview.of", {
            share: format.percent(data.share, data.share < 0.1 ? 1 : 0),
            people: format.number(data.profiles),
          })}
        </span>
      </div>
      <span className={classes.meter} aria-hidden>
        <span style={{ inlineSize: `${data.share * 100}%` }} />
      </span>
      <h3 className={classes.part3}>{t("preview.reachable")}</h3>
      <dl className={classes.channels}>
        {Object.entries(data.reachable).map(([channel, people]) => (
          <Channel key={channel} name={channel} people={people} count={data.count} />
        ))}
      </dl>
      <Select
        mb="sm"
        size="xs"
        label={t("preview.compare")}
        placeholder={t("preview.compareWith")}
        searchable
        clearable
        limit={50}
        value={compare}
        data={(words?.segments ?? []).map((key) => ({ value: key, label: names.segment(key) }))}
        onChange={onCompare}
      />
      {shared && (
        <p className={classes.hint}>
          {t("preview.shared", {
            count: shared.members,
            share: format.percent(data.count ? shared.members / data.count : 0),
            other: format.percent(shared.size ? shared.members / shared.size : 0),
          })}
        </p>
      )}
      {data.examples.length > 0 && <h3 className={classes.part3}>{t("preview.examples")}</h3>}
      <ul className={classes.people}>
        {data.examples.map((person) => (
          <li key={person.id}>
            <Link to="/people/$ref" params={{ ref: person.id }} target="_blank">
              <Initials name={person.name ?? person.email} seed={person.id} size={22} />
              <Clipped text={label(person)} letters={60} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

const CHANNELS = ["email", "sms", "push", "web_push"] as const;

function Channel({ name, people, count }: { name: string; people: number; count: number }) {
  const { t } = useTranslation("definition");
  const format = useFormat();
  const known = CHANNELS.find((each) => each === name);
  return (
    <>
      <dt>{known ? t(`channel.${known}`) : name}</dt>
      <dd>
        {format.number(people)} · {format.percent(count ? people / count : 0)}
      </dd>
    </>
  );
}
