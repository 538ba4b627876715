import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconUsersGroup } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Sparkline } from "@/components/chart/sparkline";
import { DefinitionList, NameCell, StateBadge as Badge, type State } from "@/components/definition/definition-list";
import { Empty } from "@/components/empty";
import { ProblemNote } from "@/components/problem-page";
import type { Column } from "@/components/rows";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { detailInWords } from "@/i18n/wording";
import { useMay } from "@/lib/permission";
import { useNameOf } from "./name";
import { type AtAGlance, type Definition, definitionsQuery, sizesQuery } from "./queries";
import classes from "./segment-list.module.css";
import { daily } from "./trend";
import { type Kind, KINDS } from "./views";

interface Row extends Definition {
  glance: AtAGlance | undefined;
}

interface SegmentListProps {
  search: string;
  kind: Kind;
  onChange: (change: { search?: string; kind?: Kind }) => void;
}

/** All segments: how large each is, how it came there, and whether it is up to date. */
export function SegmentList({ search, kind, onChange }: SegmentListProps) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const called = useCalled();
  const nameOf = useNameOf();
  const aboutOf = ({ key, definition }: Row) => called.segment(key, definition.description ?? "");
  const navigate = useNavigate();
  const mayEdit = useMay("definitions.edit");
  const definitions = useQuery(definitionsQuery);
  const sizes = useQuery(sizesQuery);

  const rows = useMemo(() => {
    const glances = new Map(sizes.data?.items.map((each) => [each.key, each]));
    const all: Row[] = (definitions.data ?? []).map((each) => ({ ...each, glance: glances.get(each.key) }));
    return all.sort((a, b) => (b.glance?.size ?? -1) - (a.glance?.size ?? -1) || format.compare(nameOf(a), nameOf(b)));
  }, [definitions.data, sizes.data, nameOf, format]);
  const ofKind = rows.filter(
    (row) => kind === "all" || (kind === "attention" ? needsAttention(row) : row.definition.members.kind === kind),
  );

  const columns: Column<Row>[] = [
    {
      id: "name",
      head: t("list.name"),
      width: "minmax(10rem, 2.4fr)",
      cell: (row) => <NameCell name={nameOf(row)} about={faultOf(row) || aboutOf(row)} />,
    },
    {
      id: "kind",
      head: t("list.kind"),
      width: "8.5rem",
      wide: true,
      cell: (row) => <span className={classes.dim}>{t(`kind.${row.definition.members.kind}`)}</span>,
    },
    {
      id: "state",
      head: t("list.state"),
      width: "9rem",
      wide: true,
      cell: (row) => <StateBadge state={stateOf(row)} />,
    },
    {
      id: "trend",
      head: t("list.trend"),
      width: "7rem",
      wide: true,
      cell: (row) => <Sparkline values={row.glance ? daily(row.glance) : []} height={24} />,
    },
    {
      id: "change",
      head: t("list.change"),
      width: "5.5rem",
      wide: true,
      end: true,
      cell: (row) => <Change glance={row.glance} />,
    },
    {
      id: "size",
      head: t("list.size"),
      width: "5rem",
      end: true,
      cell: (row) => <strong>{row.glance ? format.number(row.glance.size) : "—"}</strong>,
    },
  ];

  const error = definitions.error ?? sizes.error;
  if (error && !definitions.data) {
    return <ProblemNote error={error} onRetry={() => void definitions.refetch()} />;
  }
  if (definitions.data?.length === 0) {
    return (
      <Empty
        icon={IconUsersGroup}
        title={t("list.none")}
        action={
          mayEdit && (
            <span className={classes.begin}>
              <Button renderRoot={(props) => <Link to="/segments/new-segment" {...props} />}>{t("list.build")}</Button>
              <Button variant="default" renderRoot={(props) => <Link to="/segments/ready-made" {...props} />}>
                {t("list.ready")}
              </Button>
            </span>
          )
        }
      >
        {t("list.noneText")}
      </Empty>
    );
  }
  return (
    <DefinitionList
      label={t("title")}
      searchLabel={t("list.search")}
      kindLabel={t("list.kind")}
      kinds={KINDS.map((value) => ({ value, label: t(`filter.${value}`) }))}
      kind={kind}
      search={search}
      onChange={onChange}
      columns={columns}
      items={ofKind}
      idOf={(row) => row.id}
      textOf={(row) => `${nameOf(row)} ${row.key} ${aboutOf(row)}`}
      countOf={(count) => t("list.count", { count })}
      nothing={t("list.nothing")}
      onOpen={(row) => void navigate({ to: "/segments/$key", params: { key: row.key } })}
      isLoading={definitions.isPending}
    />
  );
}

export function StateBadge({ state }: { state: State }) {
  const { t } = useTranslation("segments");
  return <Badge state={state} label={t(`state.${state}`)} />;
}

function Change({ glance }: { glance: AtAGlance | undefined }) {
  const format = useFormat();
  const { t } = useTranslation("common");
  if (glance?.size_before === null) return <span className={classes.change}>{t("new")}</span>;
  const change = glance ? glance.size - glance.size_before : 0;
  const sign = change > 0 ? "+" : change < 0 ? "−" : "";
  return (
    <span className={classes.change} data-sign={sign}>
      {sign}
      {format.number(Math.abs(change))}
    </span>
  );
}

function stateOf(row: Row): State {
  if (row.definition.enabled === false) return "disabled";
  if (row.glance?.fault) return "fault";
  const status = row.glance?.status;
  return status === undefined || status === "gone" ? "waiting" : status;
}

/** Why it is not kept up to date; "" if it is. */
function faultOf({ glance }: Row): string {
  return glance?.fault ? detailInWords({ detail: glance.fault, words: glance.fault_words }) : "";
}

function needsAttention(row: Row): boolean {
  return stateOf(row) === "fault" || stateOf(row) === "disabled" || row.glance?.size === 0;
}
