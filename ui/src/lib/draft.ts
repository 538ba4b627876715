import { useCallback, useEffect, useRef, useState } from "react";

interface Kept<T> {
  value: T;
  at: string;
}

export interface Draft<T> {
  value: T;
  change: (value: T) => void;
  /** Whether it differs from what it began with. */
  isChanged: boolean;
  /** When a draft of an earlier visit was written, if this is one. */
  foundFrom: string | null;
  /** Forget the draft and go back to what it began with. */
  discard: () => void;
  /** Forget the draft: it was saved. */
  forget: () => void;
}

const WRITTEN_AFTER_MS = 250;

/** Something that is being edited, kept on this machine while it is: a reload loses nothing. */
export function useDraft<T>(name: string, base: T): Draft<T> {
  const key = `portret-draft:${name}`;
  const [found] = useState(() => read<T>(key));
  const [value, setValue] = useState(found?.value ?? base);
  const [foundFrom, setFoundFrom] = useState(found?.at ?? null);
  const start = useRef(base);
  const [isChanged, setChanged] = useState(found !== null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const unwritten = useRef<(() => void) | null>(null);

  const forget = useCallback(() => {
    clearTimeout(timer.current);
    unwritten.current = null;
    write(key, null);
    setChanged(false);
    setFoundFrom(null);
  }, [key]);
  const change = useCallback(
    (next: T) => {
      setValue(next);
      setChanged(true);
      clearTimeout(timer.current);
      unwritten.current = () => {
        write(key, { value: next, at: new Date().toISOString() });
        unwritten.current = null;
      };
      timer.current = setTimeout(unwritten.current, WRITTEN_AFTER_MS);
    },
    [key],
  );
  const discard = useCallback(() => {
    forget();
    setValue(start.current);
  }, [forget]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      unwritten.current?.();
    },
    [],
  );
  return { value, change, isChanged, foundFrom, discard, forget };
}

function read<T>(key: string): Kept<T> | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as Kept<T>);
  } catch {
    return null;
  }
}

function write(key: string, kept: Kept<unknown> | null): void {
  try {
    if (kept === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // storage is closed or full: the draft lives as long as the page
  }
}
