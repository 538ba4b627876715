import type { SegmentDocument } from "./model";

/** What a new segment begins with: another one, or people who were found elsewhere. */
export interface Beginning {
  document: Omit<SegmentDocument, "key">;
  /** What it comes from: its draft is kept apart from those of others. */
  of: string;
}

/** It goes with the address in the history of the browser: a reload keeps it, and the address stays short. */
declare module "@tanstack/react-router" {
  interface HistoryState {
    segment?: Beginning;
  }
}
