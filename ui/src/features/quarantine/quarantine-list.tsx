import { Button, Checkbox, Select, SegmentedControl, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconFilterOff, IconShieldCheck, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { sourceNamesQuery } from "@/api/source-names";
import { Empty } from "@/components/empty";
import { ProblemNote } from "@/components/problem-page";
import { clip, Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { useChanges } from "./changes";
import { type Filter, type Item, itemsQuery, reasonsQuery, STATUSES } from "./queries";
import classes from "./quarantine.module.css";
import { whyOf } from "./reason";

const LETTERS = 90;

interface QuarantineListProps {
  filter: Filter;
  chosen: string;
  onFilter: (change: Partial<Filter>) => void;
  onOpen: (id: string) => void;
}

/** What was set aside, newest first, one reason or source at a time if there is much; many are dealt with at once. */
export function QuarantineList({ filter, chosen, onFilter, onOpen }: QuarantineListProps) {
  const { t } = useTranslation("quarantine");
  const mayMend = useMay("quarantine.mend");
  const items = useInfiniteQuery(itemsQuery(filter));
  const found = useMemo(() => items.data?.pages.flatMap((page) => page.items) ?? [], [items.data]);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const shownMarked = found.filter((each) => marked.has(each.id)).map((each) => each.id);
  const mark = (id: string, isMarked: boolean) => {
    setMarked((before) => {
      const after = new Set(before);
      if (isMarked) after.add(id);
      else after.delete(id);
      return after;
    });
  };
  return (
    <section className={classes.list} aria-label={t("list.label")}>
      <Filters filter={filter} onFilter={onFilter} />
      {mayMend && found.length > 0 && filter.status !== "replayed" && (
        <Many
          filter={filter}
          ids={shownMarked}
          all={found}
          onMark={(isAll) => {
            setMarked(new Set(isAll ? found.map((each) => each.id) : []));
          }}
        />
      )}
      <div className={classes.scroll}>
        {items.error && <ProblemNote small error={items.error} onRetry={() => void items.refetch()} />}
        {items.isPending && Array.from({ length: 8 }, (_, index) => <Skeleton key={index} h={44} m="sm" w="auto" />)}
        {items.isSuccess && found.length === 0 && <Nothing filter={filter} />}
        <ul className={classes.items} onKeyDown={moveFocus}>
          {found.map((each) => (
            <li key={each.id} className={classes.item} data-open={each.id === chosen || undefined}>
              {mayMend && filter.status !== "replayed" && (
                <Checkbox
                  size="xs"
                  aria-label={t("list.choose")}
                  checked={marked.has(each.id)}
                  onChange={(event) => {
                    mark(each.id, event.currentTarget.checked);
                  }}
                />
              )}
              <Row
                item={each}
                isOpen={each.id === chosen}
                onOpen={() => {
                  onOpen(each.id);
                }}
              />
            </li>
          ))}
        </ul>
        {items.hasNextPage && (
          <Button
            variant="default"
            m="sm"
            loading={items.isFetchingNextPage}
            onClick={() => void items.fetchNextPage()}
          >
            {t("list.more")}
          </Button>
        )}
      </div>
    </section>
  );
}

function Filters({ filter, onFilter }: Pick<QuarantineListProps, "filter" | "onFilter">) {
  const { t } = useTranslation("quarantine");
  const format = useFormat();
  const reasons = useQuery(reasonsQuery(filter.status)).data ?? [];
  const names = useQuery(sourceNamesQuery).data;
  const counted = (key: "source_id" | "code", other: (each: (typeof reasons)[number]) => boolean) => {
    const counts = new Map<string, number>();
    for (const each of reasons.filter(other)) counts.set(each[key], (counts.get(each[key]) ?? 0) + each.events);
    return [...counts];
  };
  const sources = counted("source_id", (each) => !filter.code || each.code === filter.code);
  const codes = counted("code", (each) => !filter.source || each.source_id === filter.source);
  return (
    <div className={classes.filters}>
      <SegmentedControl
        fullWidth
        aria-label={t("filter.status")}
        value={filter.status}
        onChange={(status) => {
          onFilter({ status, source: "", code: "", import: "" });
        }}
        data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <div className={classes.selects}>
        <Select
          aria-label={t("filter.reasonLabel")}
          placeholder={t("filter.reason")}
          clearable
          value={filter.code || null}
          data={withChosen(
            codes.map(([code, events]) => ({ value: code, label: `${whyOf(code, t)} (${format.number(events)})` })),
            filter.code,
            whyOf(filter.code, t),
          )}
          onChange={(code) => {
            onFilter({ code: code ?? "" });
          }}
        />
        <Select
          aria-label={t("filter.sourceLabel")}
          placeholder={t("filter.source")}
          clearable
          value={filter.source || null}
          data={withChosen(
            sources.map(([id, events]) => ({
              value: id,
              label: `${clip(names?.get(id) ?? id, 60)} (${format.number(events)})`,
            })),
            filter.source,
            clip(names?.get(filter.source) ?? filter.source, 60),
          )}
          onChange={(source) => {
            onFilter({ source: source ?? "" });
          }}
        />
      </div>
      {filter.import && (
        <Button
          variant="light"
          size="xs"
          rightSection={<IconX size={14} aria-hidden />}
          onClick={() => {
            onFilter({ import: "" });
          }}
        >
          {t("filter.import")}
        </Button>
      )}
    </div>
  );
}

/** A filter of the address stays shown, also when nothing fits it any more. */
function withChosen(data: { value: string; label: string }[], chosen: string, label: string) {
  return !chosen || data.some((each) => each.value === chosen) ? data : [...data, { value: chosen, label }];
}

interface ManyProps {
  filter: Filter;
  ids: readonly string[];
  all: readonly Item[];
  onMark: (isAll: boolean) => void;
}

function Many({ filter, ids, all, onMark }: ManyProps) {
  const { t } = useTranslation("quarantine");
  const { replay, discard, reopen, isBusy } = useChanges(() => {
    onMark(false);
  });
  return (
    <div className={classes.many}>
      <Checkbox
        size="xs"
        label={ids.length > 0 ? t("list.chosen", { count: ids.length }) : t("list.chooseAll")}
        checked={ids.length === all.length}
        indeterminate={ids.length > 0 && ids.length < all.length}
        onChange={(event) => {
          onMark(event.currentTarget.checked);
        }}
      />
      <span className={classes.manyButtons}>
        {filter.status === "open" ? (
          <>
            <Button
              size="compact-xs"
              disabled={ids.length === 0}
              loading={isBusy}
              onClick={() => {
                replay.mutate(ids);
              }}
            >
              {t("do.replay")}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              disabled={ids.length === 0 || isBusy}
              onClick={() => {
                discard.mutate(ids);
              }}
            >
              {t("do.discard")}
            </Button>
          </>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            disabled={ids.length === 0}
            loading={isBusy}
            onClick={() => {
              reopen.mutate(ids);
            }}
          >
            {t("do.reopen")}
          </Button>
        )}
      </span>
    </div>
  );
}

function Row({ item, isOpen, onOpen }: { item: Item; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation("quarantine");
  const names = useQuery(sourceNamesQuery).data;
  return (
    <button type="button" className={classes.open} aria-current={isOpen || undefined} onClick={onOpen}>
      <span className={classes.line}>
        <span className={classes.why}>{whyOf(item.code, t)}</span>
        <span className={classes.at}>
          <When at={item.received_at} />
        </span>
      </span>
      <span className={classes.line}>
        <span className={classes.gist}>{gistOf(item) || t("item.nothing")}</span>
        {item.fixed != null && <span className={classes.mended}>{t("item.mended")}</span>}
        <span className={classes.from}>
          <Clipped text={names?.get(item.source_id) ?? item.source_id} letters={LETTERS} />
        </span>
      </span>
    </button>
  );
}

/** What an event is about, on one line. */
function gistOf(item: Item): string {
  const event: unknown = item.fixed ?? item.event;
  if (event !== null && typeof event === "object" && !Array.isArray(event)) {
    const { type, event: name, userId, anonymousId } = event as Record<string, unknown>;
    const words = [name, type, userId ?? anonymousId].filter((each) => typeof each === "string" && each !== "");
    if (words.length > 0) return clip(words.join(" · "), LETTERS);
  }
  return clip(item.text ?? JSON.stringify(event), LETTERS);
}

function Nothing({ filter }: { filter: Filter }) {
  const { t } = useTranslation("quarantine");
  return filter.status === "open" && !filter.source && !filter.code && !filter.import ? (
    <Empty small icon={IconShieldCheck} title={t("empty.open")}>
      {t("empty.openWhat")}
    </Empty>
  ) : (
    <Empty small icon={IconFilterOff} title={t("empty.other")}>
      {t("empty.otherWhat")}
    </Empty>
  );
}

/** Arrows move from event to event. */
function moveFocus(event: React.KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(`.${classes.open ?? ""}`)];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  rows[at + step]?.focus();
  event.preventDefault();
}
