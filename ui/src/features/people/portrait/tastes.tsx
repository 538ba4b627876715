import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { factsOf, PREFERENCES, type PreferenceName, priceBands } from "./facts";
import classes from "./tastes.module.css";

const SHOWN = 5;
const NAME_LETTERS = 60;
const HOUR_MARKS = [0, 6, 12, 18];

/** What somebody likes, and when they are there. */
export function Tastes({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const {
    preferences = {},
    active_hours: hours = [],
    orders = 0,
    discounted_orders: discounted = 0,
  } = factsOf(profile);
  const shown = PREFERENCES.map((kind) => ({
    kind,
    counts: Object.entries(counted(kind, preferences[kind] ?? {})),
  })).filter((each) => each.counts.length > 0);
  if (shown.length === 0 && hours.length === 0) return null;
  return (
    <Panel title={t("aside.tastes")}>
      {hours.length > 0 && <Hours hours={hours} />}
      {shown.map(({ kind, counts }) => (
        <Bars key={kind} title={t(`tastes.${kind}`)} counts={counts} />
      ))}
      {orders > 0 && <Discounts share={discounted / orders} />}
    </Panel>
  );
}

function counted(kind: PreferenceName, counts: Record<string, number>): Record<string, number> {
  return kind === "price_bands" ? priceBands(counts) : counts;
}

/** How much they do in each hour of the day. */
function Hours({ hours }: { hours: readonly number[] }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const most = Math.max(...hours, 1);
  const all = hours.reduce((sum, each) => sum + each, 0) || 1;
  const busiest = hours.indexOf(most);
  return (
    <>
      <h3 className={classes.kind}>{t("tastes.hours")}</h3>
      <div
        className={classes.hours}
        role="img"
        aria-label={t("tastes.hoursWhat", {
          from: busiest,
          to: (busiest + 1) % 24,
          share: format.percent((hours[busiest] ?? 0) / all),
        })}
      >
        {hours.map((count, hour) => (
          <span
            key={hour}
            data-most={hour === busiest || undefined}
            style={{ height: `${Math.max((count / most) * 100, count > 0 ? 6 : 2)}%` }}
            title={`${hour}–${(hour + 1) % 24}: ${format.number(count)}`}
          />
        ))}
      </div>
      <div className={classes.marks} aria-hidden>
        {HOUR_MARKS.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
    </>
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

function Discounts({ share }: { share: number }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  return (
    <div className={classes.discounts}>
      <span className={classes.kindInline}>{t("tastes.discounted")}</span>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className={classes.share}>{format.percent(share)}</span>
    </div>
  );
}
