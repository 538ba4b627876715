import { useSyncExternalStore } from "react";

/** Write keys made while this page is open, by source: each can be seen until a reload, never again. */
const shown = new Map<string, string>();
const listeners = new Set<() => void>();

export function showKey(sourceId: string, writeKey: string): void {
  shown.set(sourceId, writeKey);
  for (const listener of listeners) listener();
}

export function useNewKey(sourceId: string): string | undefined {
  return useSyncExternalStore(listen, () => shown.get(sourceId));
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
