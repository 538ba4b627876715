import { type ReactNode, useEffect, useSyncExternalStore } from "react";

export interface Command {
  id: string;
  label: string;
  icon?: ReactNode;
  run: () => void;
}

let offered: readonly (readonly Command[])[] = [];
const listeners = new Set<() => void>();

/** What the page at hand offers in the command palette, for as long as it is shown. Pass a stable list (`useMemo`). */
export function useOffer(commands: readonly Command[]): void {
  useEffect(() => {
    offered = [...offered, commands];
    tell();
    return () => {
      offered = offered.filter((each) => each !== commands);
      tell();
    };
  }, [commands]);
}

export function useCommands(): readonly Command[] {
  return useSyncExternalStore(listen, () => offered).flat();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
