import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconPlus, IconPlugConnected } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useCalled } from "@/components/called";
import cells from "@/components/cells.module.css";
import { Sparkline } from "@/components/chart/sparkline";
import { Empty } from "@/components/empty";
import { ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { Stat, Stats } from "@/components/stat";
import { Term } from "@/components/term";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { type Source, sourcesQuery, type Span, volumesQuery } from "./queries";
import classes from "./sources.module.css";
import { KindIcon, StatusBadge, type Volume } from "./status";

const NAME_LETTERS = 120;

interface Row extends Source {
  volume: Volume | undefined;
}

interface SourceListProps {
  span: Span;
  onNew: () => void;
}

/** Everything that sends: whether it does, how much, and what of it cannot be used. */
export function SourceList({ span, onNew }: SourceListProps) {
  const { t } = useTranslation("sources");
  const navigate = useNavigate();
  const mayManage = useMay("sources.manage");
  const sources = useQuery(sourcesQuery);
  const volumes = useQuery(volumesQuery(span));
  const columns = useColumns(span);
  const rows = useMemo((): Row[] => {
    const byId = new Map(volumes.data?.sources.map((each) => [each.source_id, each]));
    const all = (sources.data ?? []).map((source) => ({ ...source, volume: byId.get(source.id) }));
    return all.sort((a, b) => (b.volume?.events ?? 0) - (a.volume?.events ?? 0));
  }, [sources.data, volumes.data]);
  const error = sources.error ?? (volumes.data ? null : volumes.error);
  if (error)
    return <ProblemNote error={error} onRetry={() => void Promise.all([sources.refetch(), volumes.refetch()])} />;
  if (sources.data?.every((each) => each.kind === "system")) {
    return (
      <Empty
        icon={IconPlugConnected}
        title={t("list.none")}
        action={
          mayManage && (
            <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onNew}>
              {t("new.open")}
            </Button>
          )
        }
      >
        {t("list.noneWhat")}
      </Empty>
    );
  }
  return (
    <>
      <Totals rows={rows} span={span} isLoading={volumes.isPending} />
      <Rows
        label={t("title")}
        columns={columns}
        items={rows}
        idOf={(row) => row.id}
        onOpen={(row) => void navigate({ to: "/sources/$id", params: { id: row.id } })}
        isLoading={sources.isPending}
      />
    </>
  );
}

function Totals({ rows, span, isLoading }: { rows: readonly Row[]; span: Span; isLoading: boolean }) {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const events = rows.reduce((sum, row) => sum + (row.volume?.events ?? 0), 0);
  const waiting = rows.reduce((sum, row) => sum + (row.volume?.quarantined ?? 0), 0);
  const sending = rows.filter((row) => (row.volume?.events ?? 0) > 0).length;
  return (
    <div className={classes.totals}>
      <Stats>
        <Stat
          label={t(`span.${span}`)}
          value={isLoading ? <Skeleton h={28} w={90} /> : format.number(events)}
          note={t("list.events", { count: events })}
        />
        <Stat
          label={t("list.sending")}
          value={isLoading ? <Skeleton h={28} w={60} /> : format.number(sending)}
          note={t("list.of", { count: rows.length })}
        />
        <Stat
          label={<Term name="quarantine" />}
          value={isLoading ? <Skeleton h={28} w={60} /> : format.number(waiting)}
          note={waiting > 0 ? t("list.toMend") : t("list.allUsable")}
          {...(waiting > 0 ? { tone: "warn" as const } : {})}
        />
      </Stats>
    </div>
  );
}

function useColumns(span: Span): Column<Row>[] {
  const { t } = useTranslation("sources");
  const format = useFormat();
  const brandName = useCalled().brand;
  return useMemo(
    () => [
      {
        id: "name",
        head: t("list.name"),
        width: "minmax(10rem, 2fr)",
        cell: (row) => (
          <span className={classes.name}>
            <KindIcon kind={row.kind} />
            <span className={cells.names}>
              <Clipped text={row.name} letters={NAME_LETTERS} />
              <span className={cells.dim}>
                {t(`kind.${row.kind}.name`)}
                {row.brand !== "default" && ` · ${brandName(row.brand)}`}
              </span>
            </span>
          </span>
        ),
      },
      {
        id: "status",
        head: t("list.status"),
        width: "8rem",
        wide: true,
        cell: (row) => <StatusBadge source={row} volume={row.volume} />,
      },
      {
        id: "trend",
        head: t(`span.${span}`),
        width: "9rem",
        wide: true,
        cell: (row) => <Sparkline values={row.volume?.steps ?? []} height={26} />,
      },
      {
        id: "events",
        head: t("list.volume"),
        width: "6rem",
        end: true,
        cell: (row) => format.number(row.volume?.events ?? 0),
      },
      {
        id: "quarantined",
        head: t("list.quarantined"),
        width: "7rem",
        end: true,
        wide: true,
        cell: (row) =>
          row.volume?.quarantined ? (
            <span className={cells.warn}>{format.number(row.volume.quarantined)}</span>
          ) : (
            <span className={cells.dim}>–</span>
          ),
      },
      {
        id: "last",
        head: t("list.last"),
        width: "9rem",
        wide: true,
        cell: (row) =>
          row.volume?.last_received_at ? (
            <When at={row.volume.last_received_at} />
          ) : (
            <span className={cells.dim}>–</span>
          ),
      },
    ],
    [t, format, span, brandName],
  );
}
