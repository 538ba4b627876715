import { ActionIcon, Button, Kbd, Skeleton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconChevronLeft,
  IconChevronRight,
  IconSearch,
  IconUserCheck,
} from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { Empty } from "@/components/empty";
import { Initials } from "@/components/initials";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import classes from "./identity.module.css";
import { OperationProgress } from "./progress";
import { operationQuery, type Pair, pairsQuery, personQuery } from "./queries";
import { comparedWords, outcomeWords } from "./reasons";

const LETTERS = 100;
/** So many before the last one that is here, more are fetched. */
const AHEAD = 5;
const MOST_BITS = 12;
/** Nothing that is computed is certain. */
const MOST_SURE = 0.999;

interface ReviewProps {
  run: string;
  onRun: (id: string) => void;
  chosen: string;
  onChoose: (id: string) => void;
}

/** Pairs that may be one person, side by side, the most probable first; decided by hand or by keyboard. */
export function Review({ run, onRun, chosen, onChoose }: ReviewProps) {
  const { t } = useTranslation("identity");
  const cache = useQueryClient();
  const mayManage = useMay("identity.manage");
  const pairs = useInfiniteQuery(pairsQuery);
  const operation = useQuery({ ...operationQuery(run), enabled: run !== "" });
  const isRunning = run !== "" && !["done", "failed", "cancelled"].includes(operation.data?.status ?? "");
  const start = useMutation({
    mutationFn: () => data(api.POST("/api/matching/runs", { body: { full: false } })),
    onSuccess: (queued) => {
      onRun(queued.id);
    },
    onError: notifyProblem,
  });
  const items = pairs.data?.pages.flatMap((page) => page.items) ?? [];
  const at = Math.max(
    items.findIndex((each) => each.id === chosen),
    0,
  );
  const pair = items[at];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pairs;
  const isEndNear = hasNextPage && !isFetchingNextPage && !pairs.error && items.length - at < AHEAD;
  useEffect(() => {
    if (isEndNear) void fetchNextPage();
  }, [isEndNear, fetchNextPage]);
  const take = (id: string) => {
    onChoose((items[at + 1] ?? items[at - 1])?.id ?? "");
    cache.setQueryData(
      pairsQuery.queryKey,
      (before) =>
        before && {
          ...before,
          pages: before.pages.map((page) => ({ ...page, items: page.items.filter((each) => each.id !== id) })),
        },
    );
  };
  return (
    <div className={classes.stack}>
      <div className={classes.actions}>
        {mayManage && (
          <Button
            variant="default"
            leftSection={<IconSearch size={15} aria-hidden />}
            loading={start.isPending || isRunning}
            onClick={() => {
              start.mutate();
            }}
          >
            {t("review.look")}
          </Button>
        )}
        {pairs.data && (
          <span className={classes.dim}>
            {t(hasNextPage ? "review.waitingMore" : "review.waiting", { count: items.length })}
          </span>
        )}
        {hasNextPage && (
          <Button size="compact-xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("review.more")}
          </Button>
        )}
        {operation.data?.status === "done" && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => void cache.invalidateQueries({ queryKey: pairsQuery.queryKey })}
          >
            {t("review.refresh")}
          </Button>
        )}
      </div>
      {run && <OperationProgress id={run} title={t("review.looking")} />}
      {pairs.error && <ProblemNote error={pairs.error} onRetry={() => void pairs.refetch()} />}
      {pairs.isPending && <Skeleton h={360} />}
      {pairs.data && !pair && !hasNextPage && (
        <Empty icon={IconUserCheck} title={t("review.none")}>
          {t("review.noneWhat")}
        </Empty>
      )}
      {pair && (
        <OnePair
          key={pair.id}
          pair={pair}
          place={at + 1}
          onDecided={take}
          onStep={(step) => {
            const next = items[Math.min(Math.max(at + step, 0), items.length - 1)];
            if (next) onChoose(next.id);
          }}
        />
      )}
    </div>
  );
}

interface OnePairProps {
  pair: Pair;
  /** Where it stands among those that wait, from 1. */
  place: number;
  onDecided: (id: string) => void;
  onStep: (step: number) => void;
}

function OnePair({ pair, place, onDecided, onStep }: OnePairProps) {
  const { t } = useTranslation("identity");
  const format = useFormat();
  const cache = useQueryClient();
  const mayEdit = useMay("people.edit");
  const decide = useMutation({
    mutationFn: (isOne: boolean) => {
      const params = { path: { pair_id: pair.id } };
      return isOne
        ? data(api.POST("/api/matching/pairs/{pair_id}/accept", { params }))
        : data(api.POST("/api/matching/pairs/{pair_id}/reject", { params }));
    },
    onSuccess: (_, isOne) => {
      notifyDone(t(isOne ? "review.accepted" : "review.rejected"));
      onDecided(pair.id);
    },
    onError: (error) => {
      notifyProblem(error);
      void cache.invalidateQueries({ queryKey: pairsQuery.queryKey }); // it may be decided already
    },
  });
  const choose = (isOne: boolean) => {
    if (mayEdit && !decide.isPending) decide.mutate(isOne);
  };
  useHotkeys([
    [
      "a",
      () => {
        choose(true);
      },
    ],
    [
      "r",
      () => {
        choose(false);
      },
    ],
    [
      "ArrowRight",
      () => {
        onStep(1);
      },
    ],
    [
      "ArrowLeft",
      () => {
        onStep(-1);
      },
    ],
  ]);
  return (
    <Panel
      title={t("review.title", { share: format.percent(Math.min(pair.probability, MOST_SURE), 1) })}
      aside={
        <>
          {t("review.place", { place })}
          <ActionIcon
            aria-label={t("review.before")}
            onClick={() => {
              onStep(-1);
            }}
          >
            <IconChevronLeft size={17} aria-hidden />
          </ActionIcon>
          <ActionIcon
            aria-label={t("review.next")}
            onClick={() => {
              onStep(1);
            }}
          >
            <IconChevronRight size={17} aria-hidden />
          </ActionIcon>
        </>
      }
    >
      <div className={classes.sides}>
        <Person id={pair.profile_id} />
        <Person id={pair.other_id} />
      </div>
      <div className={classes.scroll} role="region" aria-label={t("review.reasons")} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t("review.field")}</th>
              <th>{t("review.left")}</th>
              <th>{t("review.right")}</th>
              <th>{t("review.outcome")}</th>
              <th>{t("review.weight")}</th>
            </tr>
          </thead>
          <tbody>
            {pair.reasons.map((reason, index) => (
              <tr key={index}>
                <th scope="row" className={classes.space}>
                  {comparedWords(reason.field, t) || "–"}
                </th>
                <td>
                  <Clipped text={reason.left} letters={LETTERS} />
                </td>
                <td>
                  <Clipped text={reason.right} letters={LETTERS} />
                </td>
                <td className={classes.dim}>{outcomeWords(reason.outcome, t)}</td>
                <td>
                  <span className={classes.bits} data-against={reason.bits < 0 || undefined}>
                    <span
                      style={{ inlineSize: `${Math.min(Math.abs(reason.bits) / MOST_BITS, 1) * 4}rem` }}
                      aria-hidden
                    />
                    {reason.bits > 0 ? "+" : ""}
                    {format.number(reason.bits, 1)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayEdit && (
        <div className={classes.actions}>
          <Button
            leftSection={<IconArrowMerge size={15} aria-hidden />}
            rightSection={<Kbd>A</Kbd>}
            loading={decide.isPending}
            onClick={() => {
              choose(true);
            }}
          >
            {t("review.accept")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconArrowsSplit2 size={15} aria-hidden />}
            rightSection={<Kbd>R</Kbd>}
            disabled={decide.isPending}
            onClick={() => {
              choose(false);
            }}
          >
            {t("review.reject")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Person({ id }: { id: string }) {
  const { t } = useTranslation("identity");
  const person = useQuery(personQuery(id));
  if (person.error) return <ProblemNote small error={person.error} />;
  if (!person.data) return <Skeleton h={120} />;
  const { traits, contact } = person.data;
  const parts = [contact.given_name?.value, contact.family_name?.value].filter(Boolean).join(" ");
  const name = typeof traits.name === "string" && traits.name ? traits.name : parts || (contact.email?.value ?? "");
  return (
    <article className={classes.person}>
      <header>
        <Initials name={name || null} seed={id} size={34} />
        <Link to="/people/$ref" params={{ ref: id }} className={classes.link}>
          <Clipped text={name || id} letters={LETTERS} />
        </Link>
      </header>
      <ul>
        {person.data.identifiers.slice(0, 6).map((each) => (
          <li key={`${each.namespace}:${each.value}`}>
            <span className={classes.dim}>{each.namespace}</span> <Clipped text={each.value} letters={60} />
          </li>
        ))}
      </ul>
      {person.data.identifiers[0] && (
        <p className={classes.dim}>
          {t("review.since")} <When at={person.data.identifiers[0].first_seen_at} />
        </p>
      )}
    </article>
  );
}
