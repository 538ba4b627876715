import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { useNarrow } from "@/lib/narrow";
import classes from "./rfm.module.css";

export interface Cell {
  id: string;
  people: number;
  /** The part of those in the row, 0 to 1. */
  share: number;
  /** What it counts, in words: a screen reader hears it before the number. */
  about: string;
  span?: number;
  /** Whether it stands out from the others, as those who stayed where they were. */
  isQuiet?: boolean;
}

export interface MatrixRow {
  id: string;
  name: string;
  cells: readonly (Cell | null)[];
}

interface MatrixProps {
  label: string;
  corner: string;
  heads: readonly { id: string; name: string; note?: string }[];
  rows: readonly MatrixRow[];
  /** The cell that is looked into; "" for none. */
  chosen: string;
  /** Looks into a cell; undefined for whoever may not see people. */
  onChoose: ((id: string) => void) | undefined;
}

/** People counted two ways at once, as a table whose cells can be looked into. */
export function Matrix(props: MatrixProps) {
  const { label, corner, heads, rows, chosen, onChoose } = props;
  const isNarrow = useNarrow();
  if (isNarrow) return <Stacked {...props} />;
  return (
    <div className={classes.wide} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <td className={classes.corner}>{corner}</td>
            {heads.map((head) => (
              <th key={head.id} scope="col">
                <Clipped text={head.name} letters={40} />
                {head.note && <span className={classes.dim}> {head.note}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Clipped text={row.name} letters={40} />
              </th>
              {row.cells.map((cell, index) =>
                cell ? (
                  <OneCell key={cell.id} cell={cell} isChosen={cell.id === chosen} onChoose={onChoose} />
                ) : (
                  <td key={index} className={classes.nobody}>
                    ·
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A row below the other, each with those of its cells where there is anybody. */
function Stacked({ label, heads, rows, chosen, onChoose }: MatrixProps) {
  return (
    <div className={classes.stacked} role="group" aria-label={label}>
      {rows.map((row) => (
        <section key={row.id} aria-label={row.name}>
          <h3>
            <Clipped text={row.name} letters={40} />
          </h3>
          <dl>
            {placed(row.cells).map(
              ({ cell, from }) =>
                cell.people > 0 && (
                  <div key={cell.id}>
                    <dt>
                      <Clipped text={headsOf(heads, cell, from)} letters={60} />
                    </dt>
                    <dd>
                      <Figure cell={cell} isChosen={cell.id === chosen} onChoose={onChoose} />
                    </dd>
                  </div>
                ),
            )}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** The cells that there are, each with the column that it begins in. */
function placed(cells: readonly (Cell | null)[]): { cell: Cell; from: number }[] {
  let from = 0;
  return cells.flatMap((cell) => {
    const place = from;
    from += cell?.span ?? 1;
    return cell ? [{ cell, from: place }] : [];
  });
}

/** What a cell counts: its column with what tells it from the next one, unless it is over both. */
function headsOf(heads: MatrixProps["heads"], { span = 1 }: Cell, from: number): string {
  const head = heads[from];
  return span > 1 ? (head?.name ?? "") : [head?.name, head?.note].filter(Boolean).join(" ");
}

interface OneCellProps {
  cell: Cell;
  isChosen: boolean;
  onChoose: ((id: string) => void) | undefined;
}

function OneCell(props: OneCellProps) {
  return (
    <td colSpan={props.cell.span ?? 1}>
      <Figure {...props} />
    </td>
  );
}

function Figure({ cell, isChosen, onChoose }: OneCellProps) {
  const format = useFormat();
  const said = (
    <>
      <span className={classes.cellCount}>{format.number(cell.people)}</span>
      <span className={classes.cellShare}>{format.percent(cell.share, cell.share < 0.1 ? 1 : 0)}</span>
    </>
  );
  const style = { "--part": cell.share } as React.CSSProperties;
  if (!onChoose || cell.people === 0) {
    return (
      <span className={classes.cell} data-quiet={cell.isQuiet ? true : undefined} style={style}>
        {said}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.cell}
      data-quiet={cell.isQuiet ? true : undefined}
      style={style}
      aria-pressed={isChosen}
      aria-label={`${cell.about}: ${format.number(cell.people)} (${format.percent(cell.share, 1)})`}
      onClick={() => {
        onChoose(isChosen ? "" : cell.id);
      }}
    >
      {said}
    </button>
  );
}
