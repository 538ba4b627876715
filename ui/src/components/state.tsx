import type { ReactNode } from "react";
import classes from "./state.module.css";

export type Tone = "good" | "busy" | "warn" | "bad" | "empty" | "off" | "plain";

/** How something stands: a word with a dot before it, never a colour alone. */
export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.state} data-tone={tone}>
      {children}
    </span>
  );
}
