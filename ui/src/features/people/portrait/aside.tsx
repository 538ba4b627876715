import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { membershipsQuery } from "../queries";
import classes from "./aside.module.css";
import { factsOf, PREFERENCES } from "./facts";
import { Notes } from "./notes";

const SHOWN = 5;
const NAME_LETTERS = 60;

/** What stands beside every tab: segments, tastes, consents. */
export function PortraitAside({ profile }: { profile: Schema<"ProfileView"> }) {
  return (
    <div className={classes.aside}>
      <Notes id={profile.id} />
      <InSegments id={profile.id} />
      <Tastes profile={profile} />
      <Consents consent={profile.consent} />
    </div>
  );
}

function InSegments({ id }: { id: string }) {
  const { t } = useTranslation("people");
  const { data } = useSuspenseQuery(membershipsQuery(id));
  return (
    <Panel title={t("aside.segments")} aside={data.items.length}>
      {data.items.length === 0 ? (
        <p className={classes.none}>{t("aside.noSegments")}</p>
      ) : (
        <ul className={classes.tags}>
          {data.items.map((each) => (
            <li key={each.segment_id} className={classes.tag}>
              <Clipped text={each.name} letters={NAME_LETTERS} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Tastes({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const preferences = factsOf(profile).preferences ?? {};
  const shown = PREFERENCES.map((kind) => ({ kind, counts: Object.entries(preferences[kind] ?? {}) })).filter(
    (each) => each.counts.length > 0,
  );
  if (shown.length === 0) return null;
  return (
    <Panel title={t("aside.tastes")}>
      {shown.map(({ kind, counts }) => (
        <Bars key={kind} title={t(`tastes.${kind}`)} counts={counts} />
      ))}
    </Panel>
  );
}

function Bars({ title, counts }: { title: string; counts: [string, number][] }) {
  const format = useFormat();
  const sorted = counts.toSorted((a, b) => b[1] - a[1]);
  const top = sorted[0]?.[1] ?? 1;
  const all = counts.reduce((sum, each) => sum + each[1], 0);
  return (
    <>
      <h3 className={classes.kind}>{title}</h3>
      <ul className={classes.bars}>
        {sorted.slice(0, SHOWN).map(([name, count]) => (
          <li key={name} className={classes.bar}>
            <Clipped text={name} letters={NAME_LETTERS} />
            <span className={classes.track} aria-hidden>
              <span style={{ width: `${(count / top) * 100}%` }} />
            </span>
            <span className={classes.share}>{format.percent(count / all)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Consents({ consent }: { consent: Schema<"ProfileView">["consent"] }) {
  const { t } = useTranslation("people");
  const purposes = Object.entries(consent);
  return (
    <Panel title={t("aside.consents")}>
      {purposes.length === 0 ? (
        <p className={classes.none}>{t("aside.noConsents")}</p>
      ) : (
        <dl className={classes.consents}>
          {purposes.map(([purpose, answer]) => (
            <div key={purpose}>
              <dt>
                <Clipped text={purpose} letters={NAME_LETTERS} />
              </dt>
              <dd data-granted={answer.granted}>
                {t(answer.granted ? "aside.granted" : "aside.denied")} <When at={answer.at} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
