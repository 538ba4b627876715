import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArrowLeft, IconArrowRight, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Empty } from "@/components/empty";
import { Initials } from "@/components/initials";
import { ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { usePersonLabel } from "@/components/person-label";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import classes from "./one-segment.module.css";
import { membersQuery, turnoverQuery } from "./queries";

type Member = Schema<"MemberView">;
type Turn = Schema<"TurnView">;
type Person = Schema<"ProfileSummary">;

/** Who is in a segment, since when and why. */
export function Members({ segmentKey }: { segmentKey: string }) {
  const { t } = useTranslation("segments");
  const navigate = useNavigate();
  const format = useFormat();
  const query = useInfiniteQuery(membersQuery(segmentKey));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Member>[] = [
    { id: "who", head: t("members.who"), width: "minmax(10rem, 2fr)", cell: (each) => <Who person={each.profile} /> },
    {
      id: "email",
      head: t("members.email"),
      width: "minmax(8rem, 1.5fr)",
      wide: true,
      cell: (each) => <Clipped text={each.profile.email ?? "—"} letters={60} />,
    },
    {
      id: "orders",
      head: t("members.orders"),
      width: "5rem",
      wide: true,
      end: true,
      cell: (each) => format.number(each.profile.orders),
    },
    {
      id: "why",
      head: t("members.why"),
      width: "minmax(7rem, 1fr)",
      wide: true,
      cell: (each) => <span className={classes.dim}>{t(`cause.${each.cause.kind}`)}</span>,
    },
    { id: "since", head: t("members.since"), width: "8rem", end: true, cell: (each) => <When at={each.entered_at} /> },
  ];
  if (query.error) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data && items.length === 0) {
    return (
      <Empty icon={IconUsers} title={t("members.none")} small>
        {t("members.noneText")}
      </Empty>
    );
  }
  return (
    <div className={classes.list}>
      <Rows
        label={t("tab.members")}
        columns={columns}
        items={items}
        idOf={(each) => each.profile.id}
        onOpen={(each) => void navigate({ to: "/people/$ref", params: { ref: each.profile.id } })}
        more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        isLoading={query.isPending || query.isFetchingNextPage}
      />
    </div>
  );
}

/** Who entered a segment and who left it, newest first, and why. */
export function Turnover({ segmentKey }: { segmentKey: string }) {
  const { t } = useTranslation("segments");
  const navigate = useNavigate();
  const query = useInfiniteQuery(turnoverQuery(segmentKey));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Turn>[] = [
    {
      id: "what",
      head: t("turnover.what"),
      width: "5.5rem",
      cell: (each) => (
        <span className={classes.turn} data-entered={each.entered || undefined}>
          {each.entered ? <IconArrowRight size={14} aria-hidden /> : <IconArrowLeft size={14} aria-hidden />}
          {t(each.entered ? "turnover.entered" : "turnover.exited")}
        </span>
      ),
    },
    {
      id: "who",
      head: t("members.who"),
      width: "minmax(6.5rem, 2fr)",
      cell: (each) =>
        each.profile ? <Who person={each.profile} /> : <span className={classes.dim}>{t("turnover.gone")}</span>,
    },
    {
      id: "why",
      head: t("members.why"),
      width: "minmax(8rem, 1.5fr)",
      wide: true,
      cell: (each) => <span className={classes.dim}>{causeOf(each, t)}</span>,
    },
    { id: "when", head: t("turnover.when"), width: "7rem", end: true, cell: (each) => <When at={each.at} /> },
  ];
  if (query.error) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data && items.length === 0) {
    return (
      <Empty icon={IconUsers} title={t("turnover.none")} small>
        {t("turnover.noneText")}
      </Empty>
    );
  }
  return (
    <div className={classes.list}>
      <Rows
        label={t("tab.turnover")}
        columns={columns}
        items={items}
        idOf={(each) => each.id}
        onOpen={(each) => {
          if (each.profile) void navigate({ to: "/people/$ref", params: { ref: each.profile.id } });
        }}
        more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        isLoading={query.isPending || query.isFetchingNextPage}
      />
    </div>
  );
}

const CAUSES = ["event", "timer", "definition", "identity", "import", "query"] as const;

function causeOf(turn: Turn, t: (key: `cause.${(typeof CAUSES)[number]}`) => string): string {
  const known = CAUSES.find((each) => each === turn.cause);
  return known ? t(`cause.${known}`) : turn.cause;
}

function Who({ person }: { person: Person }) {
  const name = usePersonLabel()(person);
  return (
    <span className={classes.who}>
      <Initials name={person.name ?? person.email} seed={person.id} size={24} />
      <Clipped text={name} letters={80} />
    </span>
  );
}
