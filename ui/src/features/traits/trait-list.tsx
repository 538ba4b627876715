import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import shared from "@/components/definition/definition.module.css";
import { DefinitionList, KeyNote, NameCell, StateBadge, type State } from "@/components/definition/definition-list";
import { useNames } from "@/components/definition/names";
import { toldTraitsQuery, wordsQuery } from "@/components/definition/words";
import type { ValueType } from "@/components/definition/model";
import { ProblemNote } from "@/components/problem-page";
import type { Column } from "@/components/rows";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { detailInWords } from "@/i18n/wording";
import { progressQuery, traitsQuery } from "./queries";
import { type Origin, ORIGINS } from "./views";

interface Row {
  name: string;
  title: string;
  about: string;
  origin: Exclude<Origin, "all">;
  type: ValueType;
  usedBy: number;
  status: Status | undefined;
}

type Status = Exclude<State, "sweeping" | "leaving">;

interface TraitListProps {
  search: string;
  origin: Origin;
  onChange: (change: { search?: string; origin?: Origin }) => void;
}

/** All that is known of people: computed by the workspace, built in, and told by them. */
export function TraitList({ search, origin, onChange }: TraitListProps) {
  const { t } = useTranslation("traits");
  const format = useFormat();
  const names = useNames();
  const called = useCalled();
  const navigate = useNavigate();
  const words = useQuery(wordsQuery);
  const told = useQuery(toldTraitsQuery);
  const definitions = useQuery(traitsQuery);
  const progress = useQuery(progressQuery);

  const rows = useMemo<Row[]>(() => {
    const own = new Map(definitions.data?.map((each) => [each.key, each]));
    const far = new Map(progress.data?.items.map((each) => [each.key, each]));
    const known = (words.data?.traits ?? []).map((each): Row => {
      const definition = own.get(each.name);
      const found = far.get(each.name);
      return {
        name: each.name,
        title: names.traitTitle(each.name),
        about: found?.fault
          ? detailInWords({ detail: found.fault, words: found.fault_words })
          : called.trait(each.name, definition?.definition.description ?? ""),
        origin: each.computed ? "computed" : "builtIn",
        type: each.type,
        usedBy: definition?.used_by.length ?? 0,
        status: found && (found.fault ? "fault" : found.status),
      };
    });
    const heard = (told.data?.items ?? []).map((each): Row => ({
      name: each.name,
      title: names.trait(each.name),
      about: "",
      origin: "told",
      type: each.type,
      usedBy: 0,
      status: undefined,
    }));
    return [...known, ...heard];
  }, [words.data, told.data, definitions.data, progress.data, names, called]);
  const columns: Column<Row>[] = [
    {
      id: "name",
      head: t("list.name"),
      width: "minmax(10rem, 2fr)",
      cell: (row) => <NameCell name={row.title} about={row.about} />,
    },
    {
      id: "key",
      head: t("list.key"),
      width: "minmax(8rem, 1fr)",
      wide: true,
      cell: (row) => <KeyNote of={row.name} />,
    },
    { id: "type", head: t("list.type"), width: "6rem", wide: true, cell: (row) => <Type type={row.type} /> },
    { id: "origin", head: t("list.origin"), width: "7.5rem", cell: (row) => t(`origin.${row.origin}`) },
    {
      id: "status",
      head: t("list.status"),
      width: "9rem",
      wide: true,
      cell: (row) => row.status && <StatusBadge status={row.status} />,
    },
    {
      id: "used",
      head: t("list.used"),
      width: "6rem",
      wide: true,
      end: true,
      cell: (row) => (row.usedBy > 0 ? format.number(row.usedBy) : <span className={shared.about}>—</span>),
    },
  ];
  if (words.error) return <ProblemNote error={words.error} onRetry={() => void words.refetch()} />;
  return (
    <DefinitionList
      label={t("title")}
      searchLabel={t("list.search")}
      kindLabel={t("list.origin")}
      kinds={ORIGINS.map((value) => ({ value, label: t(`filter.${value}`) }))}
      kind={origin}
      search={search}
      onChange={({ kind, ...rest }) => {
        onChange(kind ? { ...rest, origin: kind } : rest);
      }}
      columns={columns}
      items={rows.filter((row) => origin === "all" || row.origin === origin)}
      idOf={(row) => row.name}
      textOf={(row) => `${row.title} ${row.name} ${row.about}`}
      countOf={(count) => t("list.count", { count })}
      nothing={t("list.nothing")}
      onOpen={(row) => void navigate({ to: "/traits/$key", params: { key: row.name } })}
      isLoading={words.isPending}
    />
  );
}

function Type({ type }: { type: ValueType }) {
  const { t } = useTranslation("definition");
  return <span className={shared.about}>{t(`type.${type}`)}</span>;
}

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation("traits");
  return <StateBadge state={status} label={t(`status.${status}`)} />;
}
