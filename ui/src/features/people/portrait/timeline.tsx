import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconTimeline } from "@tabler/icons-react";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sourceNamesQuery } from "@/api/source-names";
import { Empty } from "@/components/empty";
import { Json } from "@/components/json";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useCalled } from "@/components/called";
import { useFormat } from "@/i18n/format";
import { useIsPrinted } from "@/lib/printed";
import { useNow } from "@/lib/now";
import { headQuery, timelineQuery } from "../queries";
import { describe, type Event, segmentOf } from "./describe";
import { TIMELINE_FILTERS, type TimelineFilter } from "./filters";
import { byDay, type Day, type Group, merged } from "./grouping";
import classes from "./timeline.module.css";

const SHOWN_OF_VISIT = 4;
const SHOWN_SEGMENTS = 6;
const NAME_LETTERS = 100;
const AHEAD = 10;
const DATE_PX = 40;
const ROW_PX = 38;
const VISIT_PX = 60;

interface TimelineProps {
  id: string;
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
}

/** All that somebody did and that happened to them, the newest first, as it happens. */
export function Timeline({ id, filter, onFilter }: TimelineProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const pages = useInfiniteQuery(timelineQuery(id, filter));
  const head = useQuery({ ...headQuery(id, filter), enabled: pages.isSuccess });
  const days = useMemo(() => {
    const rest = pages.data?.pages.flatMap((page) => page.items) ?? [];
    return byDay(merged(head.data.items, rest), format.dayKey);
  }, [pages.data, head.data, format]);
  const { fetchNextPage, isFetchingNextPage } = pages;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  return (
    <Panel
      title={
        <span className={classes.live}>
          {t("timeline.title")}
          <span className={classes.dot} data-live={head.isSuccess || undefined} title={t("timeline.live")} />
        </span>
      }
      aside={
        <SegmentedControl
          aria-label={t("timeline.filter")}
          value={filter}
          onChange={onFilter}
          data={TIMELINE_FILTERS.map((value) => ({ value, label: t(`timeline.${value}`) }))}
        />
      }
    >
      {pages.error && <ProblemNote small error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && Array.from({ length: 8 }, (_, index) => <Skeleton key={index} h={30} mb="sm" />)}
      {pages.isSuccess && days.length === 0 && (
        <Empty small icon={IconTimeline} title={t("timeline.nothing")}>
          {filter === "all" ? t("timeline.nothingWhat") : t("timeline.nothingOfKind")}
        </Empty>
      )}
      {days.length > 0 && <Entries days={days} more={pages.hasNextPage ? more : undefined} />}
      {pages.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t("timeline.older")}
        </Button>
      )}
    </Panel>
  );
}

type Entry = { id: string; date: string } | { id: string; group: Group };

/** Days and what belongs together in them, of which only what is in view is in the document. */
function Entries({ days, more }: { days: readonly Day[]; more: (() => void) | undefined }) {
  const format = useFormat();
  const now = useNow();
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const entries = useMemo(
    () =>
      days.flatMap((day): Entry[] => [
        { id: day.key, date: day.key },
        ...day.groups.map((group) => ({ id: group.id, group })),
      ]),
    [days],
  );
  useLayoutEffect(() => {
    setMargin((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, [entries]);
  const virtual = useWindowVirtualizer({
    count: entries.length,
    estimateSize: (index) => sizeOf(entries[index]),
    getItemKey: (index) => entries[index]?.id ?? index,
    overscan: 12,
    scrollMargin: margin,
  });
  const isPrinted = useIsPrinted();
  // on paper nothing is scrolled: all that was loaded, one below the other
  const shown = isPrinted
    ? entries.map(({ id }, index) => ({ key: id, index, start: margin }))
    : virtual.getVirtualItems();
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= entries.length - AHEAD) more();
  }, [more, last, entries.length]);
  return (
    <div ref={list} className={classes.entries} style={{ height: virtual.getTotalSize() }} role="list">
      {shown.map((item) => {
        const entry = entries[item.index];
        if (!entry) return null;
        return (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            role="listitem"
            className={classes.entry}
            style={{ transform: `translateY(${item.start - margin}px)` }}
          >
            {"date" in entry ? (
              <h3 className={classes.date}>{format.dayTitle(entry.date, now)}</h3>
            ) : (
              <OneGroup group={entry.group} />
            )}
          </div>
        );
      })}
    </div>
  );
}

function sizeOf(entry: Entry | undefined): number {
  if (!entry || "date" in entry) return DATE_PX;
  const { events, kind } = entry.group;
  return kind === "visit" && events.length > 1 ? VISIT_PX + Math.min(events.length, SHOWN_OF_VISIT) * ROW_PX : ROW_PX;
}

function OneGroup({ group }: { group: Group }) {
  const { events } = group;
  const [only] = events;
  if (events.length === 1 && only) return <Row event={only} />;
  if (group.kind === "visit") return <Visit events={events} />;
  return <Flips kind={group.kind} events={events} />;
}

/** A visit: how long, how much, and what stands out; the rest on asking. */
function Visit({ events }: { events: readonly Event[] }) {
  const { t } = useTranslation("people");
  const [isOpen, setOpen] = useState(events.length <= SHOWN_OF_VISIT);
  const first = events.at(-1);
  const last = events[0];
  if (!first || !last) return null;
  const minutes = Math.round((new Date(last.timestamp).getTime() - new Date(first.timestamp).getTime()) / 60_000);
  const from = first.details.utm_source ?? first.details.referrer_host ?? "";
  const device = first.details.device_type ?? "";
  const notable = events.filter((event) => describeTone(event) !== "quiet");
  const shown = isOpen ? events : (notable.length > 0 ? notable : events).slice(0, SHOWN_OF_VISIT);
  return (
    <div className={classes.visit}>
      <div className={classes.visitHead}>
        {t("timeline.visit")}
        <span>{t("timeline.minutes", { count: minutes })}</span>
        <span>{t("timeline.events", { count: events.length })}</span>
        {from && <Clipped text={from} letters={NAME_LETTERS} />}
        {device && <Clipped text={device} letters={NAME_LETTERS} />}
      </div>
      {shown.map((event) => (
        <Row key={event.message_id} event={event} />
      ))}
      {shown.length < events.length && (
        <Button
          variant="subtle"
          size="compact-xs"
          rightSection={<IconChevronDown size={13} aria-hidden />}
          onClick={() => {
            setOpen(true);
          }}
        >
          {t("timeline.showAll", { count: events.length })}
        </Button>
      )}
    </div>
  );
}

const QUIET = new Set(["Product Viewed", "Product Removed", "Products Searched"]);

function describeTone(event: Event): "quiet" | "loud" {
  return event.type === "page" || event.type === "screen" || QUIET.has(event.name) ? "quiet" : "loud";
}

/** Segments that were entered or left at one moment, by name. */
function Flips({ kind, events }: { kind: "entered" | "exited" | "one"; events: readonly Event[] }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const called = useCalled();
  const [isOpen, setOpen] = useState(false);
  const [first] = events;
  if (!first) return null;
  if (isOpen) return events.map((event) => <Row key={event.message_id} event={event} />);
  const { icon: Icon, tone } = describe(first, t, format, called);
  const names = events.map((event) => segmentOf(event.properties, called)).filter(Boolean);
  const more = names.length - SHOWN_SEGMENTS;
  return (
    <button
      type="button"
      className={classes.row}
      aria-expanded={false}
      onClick={() => {
        setOpen(true);
      }}
    >
      <span className={classes.icon} data-tone={tone}>
        <Icon size={15} stroke={1.75} aria-hidden />
      </span>
      <span className={classes.what}>
        <span className={classes.name}>
          {t(kind === "exited" ? "timeline.left" : "timeline.entered", { count: events.length })}
        </span>{" "}
        <span className={classes.detail}>
          <Clipped
            text={format.list([
              ...names.slice(0, SHOWN_SEGMENTS),
              ...(more > 0 ? [t("timeline.more", { count: more })] : []),
            ])}
          />
        </span>
      </span>
      <time className={classes.time} dateTime={first.timestamp}>
        {format.time(first.timestamp)}
      </time>
    </button>
  );
}

/** One event; opened, it shows what was sent. */
function Row({ event }: { event: Event }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const called = useCalled();
  const [isOpen, setOpen] = useState(false);
  const { icon: Icon, tone, title, what } = describe(event, t, format, called);
  return (
    <>
      <button
        type="button"
        className={classes.row}
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        <span className={classes.icon} data-tone={tone}>
          <Icon size={15} stroke={1.75} aria-hidden />
        </span>
        <span className={classes.what}>
          <bdi className={classes.name}>{title.slice(0, NAME_LETTERS)}</bdi>{" "}
          <span className={classes.detail}>
            <Clipped text={what} letters={NAME_LETTERS} />
          </span>
        </span>
        <time className={classes.time} dateTime={event.timestamp} title={format.exactly(event.timestamp)}>
          {format.time(event.timestamp)}
        </time>
      </button>
      {isOpen && <Raw event={event} />}
    </>
  );
}

function Raw({ event }: { event: Event }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const { data: sources } = useQuery(sourceNamesQuery);
  return (
    <div className={classes.raw}>
      <p className={classes.origin}>
        {t("timeline.origin", {
          source: sources?.get(event.source_id) ?? event.source_id,
          at: format.exactly(event.received_at),
        })}
        {event.verified && ` · ${t("timeline.verified")}`}
      </p>
      <Json of={event} />
    </div>
  );
}
