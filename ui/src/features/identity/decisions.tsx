import { Badge, Button, Drawer, Select } from "@mantine/core";
import { useInfiniteQuery, useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconArrowBackUp, IconArrowMerge, IconArrowsSplit2, IconUserCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAuthors } from "@/api/authors";
import { api, data } from "@/api/client";
import { failureOf, outcome } from "@/api/operation";
import { Author } from "@/components/author";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { usePersonLabel } from "@/components/person-label";
import { ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { detailInWords } from "@/i18n/wording";
import { useMay } from "@/lib/permission";
import classes from "./identity.module.css";
import { Reasons, Sides } from "./pair";
import {
  type Decision,
  type DecisionFilter,
  decisionsQuery,
  type Pair,
  pairsQuery,
  refreshDecisions,
  usePeople,
} from "./queries";

const LETTERS = 60;
const JUST = 5;
const VERDICTS = ["", "accepted", "rejected"] as const;
const BY = ["people", "matching"] as const;
const COLOURS = {
  working: "gray",
  merged: "teal",
  undone: "gray",
  refused: "red",
  cancelled: "gray",
  apart: "gray",
} satisfies Record<Decision["outcome"], string>;
const IN_LINE = { size: "compact-xs", variant: "subtle" } as const;

interface DecisionsProps {
  filter: DecisionFilter;
  /** The pair that is open; "" for none. */
  open: string;
  onChange: (change: Partial<DecisionFilter & { open: string }>) => void;
}

/** All that was decided on pairs, by whom, and what came of it; each can be taken back. */
export function Decisions({ filter, open, onChange }: DecisionsProps) {
  const { t } = useTranslation("identity");
  const decisions = useInfiniteQuery(decisionsQuery(filter));
  const found = decisions.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns(found);
  return (
    <div className={classes.decided}>
      <div className={classes.choices} role="search">
        <Select
          label={t("decided.verdict")}
          allowDeselect={false}
          data={VERDICTS.map((value) => ({ value, label: t(`decided.verdicts.${value || "all"}`) }))}
          value={filter.verdict}
          onChange={(value) => {
            onChange({ verdict: VERDICTS.find((each) => each === value) ?? "" });
          }}
        />
        <Select
          label={t("decided.by")}
          allowDeselect={false}
          data={BY.map((value) => ({ value, label: t(`decided.who.${value}`) }))}
          value={filter.by}
          onChange={(value) => {
            onChange({ by: BY.find((each) => each === value) ?? "people" });
          }}
        />
      </div>
      {decisions.error && found.length === 0 ? (
        <ProblemNote error={decisions.error} onRetry={() => void decisions.refetch()} />
      ) : decisions.data && found.length === 0 ? (
        <Empty icon={IconUserCheck} title={t("decided.none")}>
          {t(`decided.noneWhat.${filter.by}`)}
        </Empty>
      ) : (
        <Rows
          label={t("review.view.decided")}
          columns={columns}
          items={found}
          idOf={({ pair }) => pair.id}
          onOpen={({ pair }) => {
            onChange({ open: pair.id });
          }}
          more={
            decisions.hasNextPage && !decisions.isFetchingNextPage ? () => void decisions.fetchNextPage() : undefined
          }
          isLoading={decisions.isPending || decisions.isFetchingNextPage}
        />
      )}
      <OneDecision
        decision={found.find(({ pair }) => pair.id === open)}
        onClose={() => {
          onChange({ open: "" });
        }}
      />
    </div>
  );
}

function useColumns(found: readonly Decision[]): Column<Decision>[] {
  const { t } = useTranslation("identity");
  const authors = useAuthors(found.map(({ pair }) => pair.decided_by));
  const nameOf = useNames(found);
  return [
    {
      id: "people",
      head: t("decided.people"),
      width: "minmax(9rem, 3fr)",
      cell: (each) => <Clipped text={nameOf(each).join(" · ")} letters={LETTERS * 2} />,
    },
    {
      id: "verdict",
      head: t("decided.verdict"),
      width: "minmax(7rem, 1fr)",
      wide: true,
      cell: (each) => t(`decided.verdicts.${each.verdict}`),
    },
    { id: "outcome", head: t("decided.outcome"), width: "minmax(9rem, 1.2fr)", cell: (each) => <Outcome of={each} /> },
    {
      id: "by",
      head: t("decided.by"),
      width: "minmax(6rem, 1fr)",
      wide: true,
      cell: ({ pair }) => <By id={pair.decided_by} names={authors} />,
    },
    { id: "at", head: t("decided.at"), width: "7rem", wide: true, end: true, cell: ({ pair }) => <At of={pair} /> },
  ];
}

/** What the people of decisions are called: one name where they are one person. */
function useNames(found: readonly Decision[]): (of: Decision) => string[] {
  const people = usePeople(found.flatMap((each) => [each.profile_now, each.other_now]));
  const labelOf = usePersonLabel();
  return ({ profile_now, other_now }) =>
    [...new Set([profile_now, other_now])].map((id) => labelOf(people.get(id) ?? { id }));
}

function Outcome({ of: { outcome } }: { of: Decision }) {
  const { t } = useTranslation("identity");
  return <Badge color={COLOURS[outcome]}>{t(`review.state.${outcome}`)}</Badge>;
}

function By({ id, names }: { id: string; names: ReturnType<typeof useAuthors> }) {
  const { t } = useTranslation("identity");
  return id === "matching" ? t("decided.who.matching") : <Author id={id} names={names} />;
}

function At({ of: { decided_at: at } }: { of: Pair }) {
  return at && <When at={at} />;
}

interface OneDecisionProps {
  decision: Decision | undefined;
  onClose: () => void;
}

function OneDecision({ decision, onClose }: OneDecisionProps) {
  const { t } = useTranslation("identity");
  const { t: tc } = useTranslation();
  const authors = useAuthors(decision ? [decision.pair.decided_by] : []);
  return (
    <Drawer
      opened={decision !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={decision && t(`decided.verdicts.${decision.verdict}`)}
      closeButtonProps={{ "aria-label": tc("close") }}
    >
      {decision && (
        <div className={classes.stack}>
          <div className={classes.actions}>
            <Outcome of={decision} />
            <span className={classes.dim}>
              <By id={decision.pair.decided_by} names={authors} /> · <At of={decision.pair} />
            </span>
          </div>
          <Refused of={decision} />
          <div className={classes.actions}>
            <Actions of={decision} size="xs" variant="default" />
          </div>
          <Sides ids={[decision.profile_now, decision.other_now]} />
          <Reasons of={decision.pair} />
        </div>
      )}
    </Drawer>
  );
}

/** The latest decisions, below the pairs that wait: a merge takes a moment, and may be refused. */
export function JustDecided({ onAll }: { onAll: () => void }) {
  const { t } = useTranslation("identity");
  const { data, error, refetch } = useInfiniteQuery(decisionsQuery({ verdict: "", by: "people" }));
  const found = (data?.pages[0]?.items ?? []).slice(0, JUST);
  const nameOf = useNames(found);
  return (
    <Panel
      title={t("decided.just")}
      aside={
        <Button {...IN_LINE} onClick={onAll}>
          {t("decided.all")}
        </Button>
      }
    >
      {error && <ProblemNote small error={error} onRetry={() => void refetch()} />}
      <ul className={classes.accepted} aria-live="polite">
        {found.map((each) => (
          <li key={each.pair.id}>
            <span className={classes.acceptedNames}>
              {nameOf(each).map((name, place) => (
                <span key={place}>
                  {place > 0 && " · "}
                  <Link
                    to="/people/$ref"
                    params={{ ref: place > 0 ? each.other_now : each.profile_now }}
                    className={classes.link}
                  >
                    <Clipped text={name} letters={LETTERS} />
                  </Link>
                </span>
              ))}
            </span>
            <Outcome of={each} />
            <Refused of={each} />
            <Actions of={each} {...IN_LINE} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Why they were not merged, or what became of the pair otherwise. */
function Refused({ of: { pair, operation, outcome } }: { of: Decision }) {
  const failure = outcome === "refused" && operation ? failureOf(operation) : undefined;
  const why = failure?.words ?? detailInWords({ detail: pair.note, words: pair.note_words });
  return (
    why !== "" && (
      <p className={classes.refused}>
        <bdi>{why}</bdi>
      </p>
    )
  );
}

interface ActionsProps {
  of: Decision;
  size: string;
  variant: string;
}

/** What can be done about a decision: undo it, or insist. */
function Actions({ of: { pair, outcome: came, profile_now, merged_id }, ...look }: ActionsProps) {
  const { t } = useTranslation("identity");
  const mayEdit = useMay("people.edit");
  const reopen = useReopen();
  const undo = useDecided(() =>
    outcome(
      api.POST("/api/profiles/{ref}/split", {
        params: { path: { ref: profile_now } },
        body: { undo: merged_id, identifiers: [], preview: false, force: false },
      }),
    ),
  );
  const params = { path: { pair_id: pair.id } };
  const force = useDecided(() =>
    data(api.POST("/api/matching/pairs/{pair_id}/accept", { params, body: { force: true } })),
  );
  const reject = useDecided(() => data(api.POST("/api/matching/pairs/{pair_id}/reject", { params })));
  if (!mayEdit) return null;
  return (
    <>
      {came === "merged" && merged_id !== "" && (
        <Button
          {...look}
          leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
          loading={undo.isPending}
          onClick={() => {
            undo.mutate();
          }}
        >
          {t("review.undo")}
        </Button>
      )}
      {(came === "refused" || came === "cancelled") && (
        <>
          <Button
            {...look}
            leftSection={<IconArrowMerge size={14} aria-hidden />}
            loading={force.isPending}
            onClick={() => {
              force.mutate();
            }}
          >
            {t("review.force")}
          </Button>
          <Button
            {...look}
            leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
            loading={reject.isPending}
            onClick={() => {
              reject.mutate();
            }}
          >
            {t("review.reject")}
          </Button>
        </>
      )}
      {came === "apart" && (
        <Button
          {...look}
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          loading={reopen.isPending}
          onClick={() => {
            reopen.mutate(pair);
          }}
        >
          {t("decided.reopen")}
        </Button>
      )}
    </>
  );
}

/** Take a rejection back; the pair then waits among the others again. */
export function useReopen(): UseMutationResult<Pair, Error, Pair> {
  const { t } = useTranslation("identity");
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id }) =>
      data(api.POST("/api/matching/pairs/{pair_id}/reopen", { params: { path: { pair_id: id } } })),
    onSuccess: async ({ status }) => {
      notifyDone(t(status === "open" ? "decided.reopened" : "decided.reopenedLater"));
      await Promise.all([cache.invalidateQueries({ queryKey: pairsQuery.queryKey }), refreshDecisions(cache)]);
    },
    onError: notifyProblem,
  });
}

/** Do something about a decision, and show what came of it. */
function useDecided(act: () => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => refreshDecisions(cache), onError: notifyProblem });
}
