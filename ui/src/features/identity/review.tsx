import { ActionIcon, Button, Kbd, Skeleton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconChevronLeft,
  IconChevronRight,
  IconSearch,
  IconUserCheck,
} from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { hasEnded, operationQuery } from "@/api/operation";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { JustDecided, useReopen } from "./decisions";
import classes from "./identity.module.css";
import { Reasons, Sides } from "./pair";
import { OperationProgress } from "./progress";
import { type Pair, pairsQuery, refreshDecisions } from "./queries";

/** So many before the last one that is here, more are fetched. */
const AHEAD = 5;
/** Nothing that is computed is certain. */
const MOST_SURE = 0.999;

interface ReviewProps {
  run: string;
  onRun: (id: string) => void;
  chosen: string;
  onChoose: (id: string) => void;
  /** Shows all that was decided. */
  onAll: () => void;
}

/** Pairs that may be one person, side by side, the most probable first; decided by hand or by keyboard. */
export function Review({ run, onRun, chosen, onChoose, onAll }: ReviewProps) {
  const { t } = useTranslation("identity");
  const cache = useQueryClient();
  const mayManage = useMay("identity.manage");
  const pairs = useInfiniteQuery(pairsQuery);
  const operation = useQuery({ ...operationQuery(run), enabled: run !== "" });
  const isRunning = run !== "" && !hasEnded(operation.data);
  const isDone = operation.data?.status === "done";
  const [hasDecided, setHasDecided] = useState(false);
  const reopen = useReopen();
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
  const isNothingShown = pair === undefined;
  // what was found is shown at once, unless somebody is looking at a pair
  useEffect(() => {
    if (isDone && isNothingShown) void cache.invalidateQueries({ queryKey: pairsQuery.queryKey });
  }, [isDone, isNothingShown, cache]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pairs;
  const isEndNear = hasNextPage && !isFetchingNextPage && !pairs.error && items.length - at < AHEAD;
  useEffect(() => {
    if (isEndNear) void fetchNextPage();
  }, [isEndNear, fetchNextPage]);
  const take = (decided: Pair) => {
    const { id } = decided;
    onChoose((items[at + 1] ?? items[at - 1])?.id ?? "");
    setHasDecided(true);
    void refreshDecisions(cache);
    if (decided.status === "rejected") {
      notifyDone(t("review.rejected"), () => {
        reopen.mutate(decided, {
          onSuccess: () => {
            onChoose(id);
          },
        });
      });
    }
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
        {isDone && pair && (
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
      {hasDecided && <JustDecided onAll={onAll} />}
    </div>
  );
}

interface OnePairProps {
  pair: Pair;
  /** Where it stands among those that wait, from 1. */
  place: number;
  /** Gives the pair as it is after the decision. */
  onDecided: (pair: Pair) => void;
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
    onSuccess: onDecided,
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
      <Sides ids={[pair.profile_id, pair.other_id]} />
      <Reasons of={pair} />
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
