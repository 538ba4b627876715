import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconFileImport } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import cells from "@/components/cells.module.css";
import { Empty } from "@/components/empty";
import { ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { Drop } from "./drop";
import classes from "./imports.module.css";
import { type Import, importsQuery, isAtWork } from "./queries";
import { Bar, Status } from "./status";

const NAME_LETTERS = 90;

/** Every file that was brought: how far it is, and what came of it. */
export function ImportList() {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const mayImport = useMay("data.import");
  const maySee = useMay("personal_data.see");
  const mayBring = mayImport && maySee;
  const found = useInfiniteQuery(importsQuery);
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const columns = useColumns();
  if (found.error && !found.data) return <ProblemNote error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isSuccess && items.length === 0) {
    return (
      <Empty icon={IconFileImport} title={t("none.title")} action={mayBring && <Drop />}>
        <p>{t("none.what")}</p>
        <ul className={classes.lessons}>
          <li>{t("none.people")}</li>
          <li>{t("none.orders")}</li>
          <li>{t("none.twice")}</li>
        </ul>
        {!mayBring && <p>{t("none.mayNot")}</p>}
      </Empty>
    );
  }
  return (
    <>
      {mayBring && <Drop small />}
      <Rows
        label={t("title")}
        columns={columns}
        items={items}
        idOf={(each) => each.id}
        onOpen={(each) => void navigate({ to: "/imports/$id", params: { id: each.id } })}
        more={found.hasNextPage && !found.isFetchingNextPage ? () => void found.fetchNextPage() : undefined}
        isLoading={found.isPending}
      />
    </>
  );
}

function useColumns(): Column<Import>[] {
  const { t } = useTranslation("imports");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "name",
        head: t("list.file"),
        width: "minmax(9rem, 2fr)",
        cell: (each) => (
          <span className={cells.names}>
            <Clipped text={each.name} letters={NAME_LETTERS} />
            <span className={cells.dim}>
              {each.about ? t(`about.${each.about}.name`) : format.bytes(each.size_bytes)}
            </span>
          </span>
        ),
      },
      {
        id: "status",
        head: t("list.status"),
        width: "9rem",
        cell: (each) => (
          <span className={cells.names}>
            <Status of={each} />
            {isAtWork(each) && <Bar of={each} />}
          </span>
        ),
      },
      {
        id: "rows",
        head: t("list.rows"),
        width: "6rem",
        end: true,
        wide: true,
        cell: (each) => format.number(each.rows),
      },
      {
        id: "events",
        head: t("list.events"),
        width: "7rem",
        end: true,
        wide: true,
        cell: (each) => format.number(each.events),
      },
      {
        id: "aside",
        head: t("list.aside"),
        width: "7rem",
        end: true,
        wide: true,
        cell: (each) =>
          each.set_aside ? (
            <span className={cells.warn}>{format.number(each.set_aside)}</span>
          ) : (
            <span className={cells.dim}>–</span>
          ),
      },
      { id: "when", head: t("list.when"), width: "9rem", wide: true, cell: (each) => <When at={each.created_at} /> },
    ],
    [t, format],
  );
}
