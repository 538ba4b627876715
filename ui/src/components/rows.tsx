import { Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./rows.module.css";

export interface Column<Item> {
  id: string;
  head: ReactNode;
  /** A track of CSS grid: `minmax(12rem, 2fr)`, `7rem`. */
  width: string;
  cell: (item: Item) => ReactNode;
  /** Hidden where the window is narrow. */
  wide?: boolean;
  end?: boolean;
}

interface RowsProps<Item> {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  idOf: (item: Item) => string;
  onOpen: (item: Item) => void;
  /** Fetches the next page, if there is one. */
  more?: (() => void) | undefined;
  isLoading?: boolean;
}

const ROW_PX = 44;
const AHEAD = 12;

/**
 * A list of any length, of which only what is in view is in the document. Arrows, Home, End and Page keys move, Enter
 * opens; the next page is fetched before its end is reached.
 */
export function Rows<Item>({ label, columns, items, idOf, onOpen, more, isLoading = false }: RowsProps<Item>) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - AHEAD) more();
  }, [more, last, items.length]);

  const focus = (index: number) => {
    const to = Math.min(Math.max(index, 0), items.length - 1);
    virtual.scrollToIndex(to);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus());
  };
  const onKeyDown = (event: React.KeyboardEvent, index: number) => {
    const page = Math.floor((scroller.current?.clientHeight ?? ROW_PX) / ROW_PX);
    const to: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: items.length - 1,
    };
    const target = to[event.key];
    const item = items[index];
    if (target !== undefined) focus(target);
    else if (event.key === "Enter" && item !== undefined) onOpen(item);
    else return;
    event.preventDefault();
  };

  const style = {
    "--columns": columns.map((each) => each.width).join(" "),
    "--narrow": columns
      .filter((each) => !each.wide)
      .map((each) => each.width)
      .join(" "),
  } as React.CSSProperties;
  return (
    <div ref={scroller} className={classes.rows} style={style} role="table" aria-label={label} aria-rowcount={-1}>
      <div role="rowgroup" className={classes.headGroup}>
        <div role="row" className={classes.head}>
          {columns.map((column) => (
            <span key={column.id} role="columnheader" data-wide={column.wide} data-end={column.end}>
              {column.head}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            <div
              key={idOf(item)}
              role="row"
              aria-rowindex={row.index + 2}
              data-index={row.index}
              className={classes.row}
              style={{ transform: `translateY(${row.start}px)` }}
              tabIndex={row.index === 0 ? 0 : -1}
              onKeyDown={(event) => {
                onKeyDown(event, row.index);
              }}
              onClick={() => {
                onOpen(item);
              }}
            >
              <Cells columns={columns} item={item} />
            </div>
          );
        })}
      </div>
      {isLoading && (
        <div className={classes.loading} role="rowgroup">
          <div role="row">
            <div role="cell" aria-label={t("loading")} aria-busy>
              {Array.from({ length: items.length === 0 ? 10 : 3 }, (_, index) => (
                <Skeleton key={index} h={18} my={13} w={`${88 - ((index * 17) % 40)}%`} />
              ))}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

function CellsOf<Item>({ columns, item }: { columns: readonly Column<Item>[]; item: Item }) {
  return (
    <>
      {columns.map((column) => (
        <span key={column.id} role="cell" data-wide={column.wide} data-end={column.end}>
          {column.cell(item)}
        </span>
      ))}
    </>
  );
}

/** What a row shows: it stays as it is while the list is scrolled. */
const Cells = memo(CellsOf) as typeof CellsOf;
