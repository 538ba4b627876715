import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
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
export function Matrix({ label, corner, heads, rows, chosen, onChoose }: MatrixProps) {
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

interface OneCellProps {
  cell: Cell;
  isChosen: boolean;
  onChoose: ((id: string) => void) | undefined;
}

function OneCell({ cell, isChosen, onChoose }: OneCellProps) {
  const format = useFormat();
  const said = (
    <>
      <span className={classes.cellCount}>{format.number(cell.people)}</span>
      <span className={classes.cellShare}>{format.percent(cell.share, cell.share < 0.1 ? 1 : 0)}</span>
    </>
  );
  const style = { "--part": cell.share } as React.CSSProperties;
  return (
    <td colSpan={cell.span ?? 1}>
      {onChoose && cell.people > 0 ? (
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
      ) : (
        <span className={classes.cell} data-quiet={cell.isQuiet ? true : undefined} style={style}>
          {said}
        </span>
      )}
    </td>
  );
}
