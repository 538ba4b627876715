import { Badge, Tooltip } from "@mantine/core";
import { IconBellRinging, IconDeviceMobile, IconMail, IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { useCalled } from "@/components/called";
import { Copy } from "@/components/copy";
import { Initials } from "@/components/initials";
import { Stat, Stats } from "@/components/stat";
import { Term } from "@/components/term";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { isMasked } from "@/lib/mask";
import { useNow } from "@/lib/now";
import { membershipsQuery } from "../queries";
import { type Channel, channelsOf, factsOf, gainedSince, mainMoney, nameOf } from "./facts";
import classes from "./header.module.css";

const ICONS = { email: IconMail, sms: IconDeviceMobile, push: IconBellRinging };
const STAGES = /^(lifecycle|rfm)_/;
const NAME_LETTERS = 160;
const MONTH_MS = 30 * 86_400_000;

/** Who it is, at one glance. */
export function PortraitTitle({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const { data: memberships } = useSuspenseQuery(membershipsQuery(profile.id));
  const called = useCalled();
  const facts = factsOf(profile);
  const name = nameOf(profile);
  const { city, country, email } = profile.contact;
  const place = [city?.value, country?.value].filter((each) => each && !isMasked(each)).join(", ");
  return (
    <div className={classes.title}>
      <Initials name={name} seed={profile.id} size={52} />
      <div className={classes.text}>
        <div className={classes.nameLine}>
          <h1 className={classes.name}>
            <Clipped text={name || t("visitor")} letters={NAME_LETTERS} />
          </h1>
          {memberships.items
            .filter((each) => STAGES.test(each.key))
            .map((each) => (
              <Badge key={each.key} color={each.key.startsWith("rfm") ? "cobalt" : "gray"}>
                <bdi>{called.segment(each.key, each.name)}</bdi>
              </Badge>
            ))}
        </div>
        <div className={classes.line}>
          {email?.value && email.value !== name && <Clipped text={email.value} letters={NAME_LETTERS} />}
          {place && <Clipped text={place} letters={NAME_LETTERS} />}
          {facts.last_seen_at && (
            <span>
              {t("header.seen")} <When at={facts.last_seen_at} />
            </span>
          )}
          <span className={classes.id}>
            <code>{profile.id}</code>
            <Copy text={profile.id} what={t("header.copyId")} />
          </span>
        </div>
        <div className={classes.channels}>
          {channelsOf(profile).map((channel) => (
            <Reach key={channel.kind} channel={channel} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Reach({ channel }: { channel: Channel }) {
  const { t } = useTranslation("people");
  const Icon = ICONS[channel.kind];
  const state = channel.isReachable ? channel.consent : "none";
  return (
    <Tooltip label={`${t(`reach.${state}`)}${channel.address ? ` · ${channel.address.slice(0, NAME_LETTERS)}` : ""}`}>
      <span
        className={classes.channel}
        data-state={state}
        tabIndex={0}
        role="img"
        aria-label={`${t(`channel.${channel.kind}`)}: ${t(`reach.${state}`)}`}
      >
        <Icon size={14} aria-hidden />
        {t(`channel.${channel.kind}`)}
      </span>
    </Tooltip>
  );
}

/** What somebody is worth, and how they are doing. */
export function PortraitFigures({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const now = useNow();
  const facts = factsOf(profile);
  const trend = facts.engagement_trend ?? 0;
  const Trend = trend < 0 ? IconTrendingDown : IconTrendingUp;
  const revenue = mainMoney(facts, facts.revenue);
  const average = mainMoney(facts, facts.average_order_value);
  const gained = revenue.main && gainedSince(facts, revenue.main.currency, now.getTime() - MONTH_MS);
  const orders = facts.orders ?? 0;
  return (
    <Stats>
      <Stat
        label={t("figures.revenue")}
        value={revenue.main ? format.money(revenue.main) : "–"}
        note={
          <>
            {gained ? (
              <span className={classes.trend} data-tone="up">
                <IconTrendingUp size={14} aria-hidden /> {t("figures.gained", { amount: format.money(gained) })}
              </span>
            ) : (
              revenue.others.length === 0 && t("figures.revenueNote")
            )}
            {revenue.others.length > 0 && (
              <div>{t("figures.also", { amounts: format.list(revenue.others.map(format.money)) })}</div>
            )}
          </>
        }
      />
      <Stat
        label={t("figures.orders")}
        value={format.number(orders)}
        note={facts.last_order_at ? <When at={facts.last_order_at} /> : t("figures.noOrder")}
      />
      <Stat
        label={t("figures.average")}
        value={average.main ? format.money(average.main) : "–"}
        note={
          orders > 0
            ? t("figures.discounted", { share: format.percent((facts.discounted_orders ?? 0) / orders) })
            : t("figures.averageNote")
        }
      />
      <Stat
        label={<Term name="engagement" />}
        value={facts.engagement_score == null ? "–" : format.number(facts.engagement_score, 1)}
        note={
          trend === 0 ? (
            t("figures.steady")
          ) : (
            <span className={classes.trend} data-tone={trend < 0 ? "down" : "up"}>
              <Trend size={14} aria-hidden /> {format.signed(trend)} {t("figures.trend")}
            </span>
          )
        }
      />
      <Stat
        label={t("figures.visits")}
        value={format.number(facts.sessions ?? 0)}
        note={t("figures.pages", { count: facts.page_views ?? 0 })}
      />
    </Stats>
  );
}
