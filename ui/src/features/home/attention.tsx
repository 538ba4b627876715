import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconClockExclamation, IconPlugConnectedX } from "@tabler/icons-react";
import { Link, linkOptions } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { detailInWords } from "@/i18n/wording";
import classes from "./attention.module.css";
import { pulseQuery, sizesQuery } from "./queries";

const LATE_EVENTS = 10_000;

/** What somebody should look at. Nothing is the best there is to see, which is not said where nothing comes yet. */
export function Attention({ isQuiet }: { isQuiet: boolean }) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const called = useCalled();
  const pulse = useQuery(pulseQuery);
  const segments = useQuery(sizesQuery);
  if (pulse.error)
    return (
      <Panel title={t("attention.title")}>
        <ProblemNote small error={pulse.error} onRetry={() => void pulse.refetch()} />
      </Panel>
    );
  if (!pulse.data || !segments.data)
    return (
      <Panel title={t("attention.title")}>
        <Skeleton h={40} />
      </Panel>
    );
  const faulty = segments.data.items.filter((each) => each.fault);
  const filling = segments.data.items.filter((each) => !each.fault && each.status !== "live");
  const items = [
    !pulse.data.worker.is_up && {
      icon: IconPlugConnectedX,
      tone: "bad",
      title: t("attention.worker"),
      what: t("attention.workerWhat"),
      link: undefined,
    },
    !pulse.data.loader.is_up && {
      icon: IconPlugConnectedX,
      tone: "bad",
      title: t("attention.loader"),
      what: t("attention.loaderWhat"),
      link: undefined,
    },
    pulse.data.worker.lag_events > LATE_EVENTS && {
      icon: IconClockExclamation,
      tone: "warn",
      title: t("attention.lag", { events: format.number(pulse.data.worker.lag_events) }),
      what: t("attention.lagWhat"),
      link: undefined,
    },
    pulse.data.quarantined > 0 && {
      icon: IconAlertTriangle,
      tone: "warn",
      title: t("attention.quarantine", { count: pulse.data.quarantined }),
      what: t("attention.quarantineWhat"),
      link: linkOptions({ to: "/quarantine" }),
    },
    ...faulty.map((each) => ({
      icon: IconAlertTriangle,
      tone: "bad",
      title: t("attention.segment", { name: called.segment(each.key, each.name) }),
      what: detailInWords({ detail: each.fault, words: each.fault_words }),
      link: linkOptions({ to: "/segments/$key", params: { key: each.key } }),
    })),
    filling.length > 0 && {
      icon: IconClockExclamation,
      tone: "quiet",
      title: t("attention.filling", { count: filling.length }),
      what: format.list(filling.slice(0, 4).map((each) => called.segment(each.key, each.name))),
      link: linkOptions({ to: "/segments" }),
    },
  ].filter((each) => each !== false);
  if (items.length === 0 && isQuiet) return null;
  if (items.length === 0)
    return (
      <p className={classes.well}>
        <IconCircleCheck size={17} aria-hidden />
        <strong>{t("attention.nothing")}</strong> {t("attention.nothingWhat")}
      </p>
    );
  return (
    <Panel title={t("attention.title")}>
      <ul className={classes.items}>
        {items.map(({ icon: Icon, tone, title, what, link }) => (
          <li key={title} className={classes.item} data-tone={tone}>
            <Icon size={17} aria-hidden />
            <div>
              {link ? (
                <Link {...link} className={classes.title}>
                  <bdi>{title}</bdi>
                </Link>
              ) : (
                <bdi className={classes.title}>{title}</bdi>
              )}
              <bdi className={classes.what}>{what}</bdi>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
