import type { ReactNode } from "react";
import classes from "./panel.module.css";

interface PanelProps {
  title?: ReactNode;
  /** What stands at the right of the title. */
  aside?: ReactNode;
  /** Without padding: for lists and tables that reach the edge. */
  flush?: boolean;
  children: ReactNode;
}

/** A card with a heading: the building block of pages. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  return (
    <section className={classes.panel}>
      {(title != null || aside != null) && (
        <div className={classes.head}>
          {title != null && <h2 className={classes.title}>{title}</h2>}
          {aside != null && <div className={classes.aside}>{aside}</div>}
        </div>
      )}
      <div className={classes.body} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  );
}
