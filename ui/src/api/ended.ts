import { useSyncExternalStore } from "react";

/** That the session ended while somebody worked, and what signing in elsewhere is called, if one can. */
export interface Ended {
  singleSignOn: string;
}

let ended: Ended | null = null;
let waiting: (() => void)[] = [];
const watching = new Set<() => void>();

/** Wait until somebody signed in again: what they were about to do is done then, and nothing they wrote is lost. */
export function untilSignedIn(singleSignOn: string): Promise<void> {
  tell((ended ??= { singleSignOn }));
  return new Promise((resolve) => waiting.push(resolve));
}

/** They are back: go on with everything that waited. */
export function goOn(): void {
  const all = waiting;
  waiting = [];
  tell(null);
  for (const resolve of all) resolve();
}

export function useEnded(): Ended | null {
  return useSyncExternalStore(watch, () => ended);
}

function tell(now: Ended | null): void {
  ended = now;
  for (const each of watching) each();
}

function watch(changed: () => void): () => void {
  watching.add(changed);
  return () => watching.delete(changed);
}
