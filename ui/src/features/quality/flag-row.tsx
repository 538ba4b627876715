import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/components/problem-page";
import { Clipped, Value } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { type Days, examplesQuery, type Flag } from "./queries";
import classes from "./quality.module.css";
import { fieldWords, flagWords } from "./words";

const LETTERS = 80;

interface FlagRowProps {
  flag: Flag;
  sourceId: string;
  days: Days;
  isOpen: boolean;
  onToggle: () => void;
}

/** One remark: how often, since when, and the values that gave it. */
export function FlagRow({ flag, sourceId, days, isOpen, onToggle }: FlagRowProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  return (
    <li>
      <button type="button" className={classes.flag} aria-expanded={isOpen} onClick={onToggle}>
        <IconChevronRight size={14} className={classes.chevron} data-open={isOpen || undefined} aria-hidden />
        <span className={classes.flagName}>
          {flagWords(flag.flag, t)} <code>{flag.flag}</code>
        </span>
        <span className={classes.flagShare}>
          {format.percent(flag.share, 1)}
          {flag.field && <small> {t("flagOf", { field: fieldWords(flag.field, t) })}</small>}
        </span>
        <span className={classes.flagNumber}>{format.number(flag.events)}</span>
        <span className={classes.flagWhen}>
          <When at={flag.last_seen_at} />
        </span>
      </button>
      {isOpen && <Examples flag={flag.flag} sourceId={sourceId} days={days} />}
    </li>
  );
}

function Examples({ flag, sourceId, days }: { flag: string; sourceId: string; days: Days }) {
  const { t } = useTranslation("quality");
  const pages = useInfiniteQuery(examplesQuery(sourceId, flag, days));
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.examples}>
      {pages.isPending && <Skeleton h={110} />}
      {pages.error && <ProblemNote small error={pages.error} onRetry={() => void pages.refetch()} />}
      {items.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t("example.value")}</th>
              <th className={classes.wide}>{t("example.key")}</th>
              <th className={classes.wide}>{t("example.event")}</th>
              <th>{t("example.received")}</th>
              <th>
                <span className={classes.unseen}>{t("example.person")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((each) => (
              <tr key={`${each.message_id} ${each.received_at}`}>
                <td className={classes.mono}>
                  <Value of={each.value} />
                </td>
                <td className={classes.wide}>
                  <Clipped text={each.key} letters={LETTERS} />
                </td>
                <td className={classes.wide}>
                  <Clipped text={each.name || each.type} letters={LETTERS} />
                </td>
                <td>
                  <When at={each.received_at} />
                </td>
                <td>
                  {each.profile_id && (
                    <Link to="/people/$ref" params={{ ref: each.profile_id }} className={classes.link}>
                      {t("example.open")}
                    </Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {pages.hasNextPage && (
        <Button
          variant="default"
          size="compact-xs"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t("example.more")}
        </Button>
      )}
    </div>
  );
}
