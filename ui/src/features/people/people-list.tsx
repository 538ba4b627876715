import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconUserSearch, IconUsers } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Initials } from "@/components/initials";
import { ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { isMasked } from "@/lib/mask";
import { useMay } from "@/lib/permission";
import classes from "./people-list.module.css";
import { type Listed, peopleQuery } from "./queries";

const NAME_LETTERS = 120;

/** The people that were asked for, however many they are. */
export function PeopleList({ search, segment }: { search: string; segment: string }) {
  const { t } = useTranslation("people");
  const navigate = useNavigate();
  const columns = useColumns(segment !== "" && search === "");
  const people = useInfiniteQuery(peopleQuery(search, segment));
  const items = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data]);
  if (people.error && items.length === 0)
    return <ProblemNote error={people.error} onRetry={() => void people.refetch()} />;
  if (people.data && items.length === 0) {
    return search || segment ? (
      <Empty icon={IconUserSearch} title={t("list.nobody")}>
        {t("list.nobodyWhat")}
      </Empty>
    ) : (
      <Empty icon={IconUsers} title={t("list.empty")} action={<Begin />}>
        {t("list.emptyWhat")}
      </Empty>
    );
  }
  return (
    <Rows
      label={t("title")}
      columns={columns}
      items={items}
      idOf={(person) => person.id}
      onOpen={(person) => void navigate({ to: "/people/$ref", params: { ref: person.id } })}
      more={people.hasNextPage && !people.isFetchingNextPage ? () => void people.fetchNextPage() : undefined}
      isLoading={people.isPending || people.isFetchingNextPage}
    />
  );
}

/** How people come in. */
function Begin() {
  const { t } = useTranslation("home");
  const mayManage = useMay("sources.manage");
  const mayImport = useMay("data.import");
  return (
    <div className={classes.begin}>
      {mayManage && (
        <Button renderRoot={(props) => <Link to="/sources" search={{ new: true }} {...props} />}>
          {t("begin.source.do")}
        </Button>
      )}
      {mayImport && (
        <Button variant="default" renderRoot={(props) => <Link to="/imports" {...props} />}>
          {t("begin.file.do")}
        </Button>
      )}
    </div>
  );
}

function useColumns(isOfSegment: boolean): Column<Listed>[] {
  const { t } = useTranslation("people");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "name",
        head: t("list.person"),
        width: "minmax(11rem, 2fr)",
        cell: (person) => (
          <span className={classes.person}>
            <Initials name={person.name ?? person.email} seed={person.id} size={28} />
            <span className={classes.names}>
              {person.name ? (
                <Clipped text={person.name} letters={NAME_LETTERS} />
              ) : (
                <span className={classes.unknown}>{person.email ? "" : t("visitor")}</span>
              )}
              <span className={classes.email}>
                <Clipped text={besideName(person)} letters={NAME_LETTERS} />
              </span>
            </span>
          </span>
        ),
      },
      {
        id: "orders",
        head: t("list.orders"),
        width: "4.5rem",
        end: true,
        wide: true,
        cell: (person) => (person.orders ? format.number(person.orders) : <span className={classes.unknown}>–</span>),
      },
      {
        id: "first",
        head: isOfSegment ? t("list.entered") : t("list.first"),
        width: "9rem",
        wide: true,
        cell: (person) => moment(isOfSegment ? person.enteredAt : person.first_seen_at),
      },
      { id: "last", head: t("list.last"), width: "8rem", cell: (person) => moment(person.last_seen_at) },
    ],
    [t, format, isOfSegment],
  );
}

/** The address, or the id of who told none, or whose name and address one may not see. */
function besideName({ id, name, email }: Listed): string {
  return isMasked(name ?? email) ? id : (email ?? (name ? "" : id));
}

function moment(at: string | null | undefined) {
  return at ? <When at={at} /> : <span className={classes.unknown}>–</span>;
}
