import { Skeleton } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Sparkline } from "@/components/chart/sparkline";
import { Stat, Stats } from "@/components/stat";
import { Term } from "@/components/term";
import { useFormat } from "@/i18n/format";
import { growthQuery, GROWTH_DAYS, pulseQuery } from "./queries";

const WEEK = 7;

/** The figures at the top: they move while one looks. */
export function Pulse() {
  return (
    <Suspense fallback={<Skeleton h={126} />}>
      <Figures />
    </Suspense>
  );
}

function Figures() {
  const { t } = useTranslation("home");
  const format = useFormat();
  const { data: pulse } = useSuspenseQuery(pulseQuery);
  const { data: growth } = useSuspenseQuery(growthQuery(GROWTH_DAYS));
  const events = pulse.minutes.map((minute) => minute.events);
  const lag = pulse.worker.lag_events + pulse.loader.lag_events;
  const fresh = growth.days.slice(-WEEK).reduce((sum, day) => sum + day.new, 0);
  const before = growth.days.slice(-2 * WEEK, -WEEK).reduce((sum, day) => sum + day.new, 0);
  return (
    <Stats>
      <Stat
        label={<Term name="event">{t("pulse.rate")}</Term>}
        value={format.number(rateOf(pulse), 1)}
        note={t("pulse.hour", { events: format.number(events.reduce((sum, each) => sum + each, 0)) })}
        chart={<Sparkline values={events} />}
      />
      <Stat
        label={<Term name="profile">{t("pulse.people")}</Term>}
        value={format.number(growth.people)}
        note={t("pulse.known", { share: format.percent(growth.people ? growth.known / growth.people : 0) })}
        chart={<Sparkline values={growth.days.map((day) => day.active)} />}
      />
      <Stat
        label={t("pulse.new")}
        value={format.number(fresh)}
        note={t("pulse.newBefore", { people: format.number(before) })}
        chart={<Sparkline values={growth.days.map((day) => day.new)} />}
      />
      <Stat
        label={<Term name="lag" />}
        value={lag === 0 ? t("pulse.none") : format.short(lag)}
        note={lag === 0 ? t("pulse.upToDate") : t("pulse.behind", { seconds: format.number(pulse.lag_seconds, 1) })}
        {...(pulse.worker.is_up && pulse.loader.is_up ? {} : { tone: "bad" as const })}
      />
      <Stat
        label={<Term name="quarantine" />}
        value={format.number(pulse.quarantined)}
        note={pulse.quarantined === 0 ? t("pulse.allUsable") : t("pulse.toMend")}
        {...(pulse.quarantined === 0 ? {} : { tone: "warn" as const })}
      />
    </Stats>
  );
}

const SECOND_MS = 1000;
const MINUTE_S = 60;

/** Events per second over the running minute and the one before it, so that it neither jumps nor starts at zero. */
function rateOf(pulse: Schema<"PulseView">): number {
  const [before, running] = pulse.minutes.slice(-2);
  if (!before || !running) return 0;
  const seconds = (new Date(pulse.at).getTime() - new Date(running.at).getTime()) / SECOND_MS;
  return (before.events + running.events) / (MINUTE_S + seconds);
}
