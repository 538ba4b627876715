import type { ReactNode } from "react";
import classes from "./stat.module.css";

const ROOMY_LETTERS = 8;

interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** A line below: what it is compared with, or what it means. */
  note?: ReactNode;
  tone?: "good" | "warn" | "bad";
  chart?: ReactNode;
}

/** One figure with its name. */
export function Stat({ label, value, note, tone, chart }: StatProps) {
  return (
    <div className={classes.stat} data-tone={tone}>
      <div className={classes.label}>{label}</div>
      {typeof value === "string" ? <Figure text={value} /> : <div className={classes.value}>{value}</div>}
      {note != null && <div className={classes.note}>{note}</div>}
      {chart != null && <div className={classes.chart}>{chart}</div>}
    </div>
  );
}

/** On one line, the smaller the longer it is: a sum is never broken within its digits. */
function Figure({ text }: { text: string }) {
  const style = { "--letters": text.length } as React.CSSProperties;
  return (
    <div className={classes.value} data-fits title={text.length > ROOMY_LETTERS ? text : undefined} style={style}>
      {text}
    </div>
  );
}

/** Figures beside each other, as many in a row as fit. */
export function Stats({ children }: { children: ReactNode }) {
  return <div className={classes.stats}>{children}</div>;
}
