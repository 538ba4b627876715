import { createContext, type ReactNode, use, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { inWords } from "@/i18n/wording";
import type { Gap, Gaps } from "./document";
import classes from "./edit.module.css";

/** What is wrong by JSON pointer: what the server told, and what is still to be said. */
interface Faults {
  told: ReadonlyMap<string, string>;
  gaps: Gaps;
  /** Whether what is missing is marked: not before somebody tried to save. */
  showsGaps: boolean;
}

const Told = createContext<Faults>({ told: new Map(), gaps: new Map(), showsGaps: false });

interface FaultsProviderProps extends Faults {
  children: ReactNode;
}

export function FaultsProvider({ told, gaps, showsGaps, children }: FaultsProviderProps) {
  const value = useMemo(() => ({ told, gaps, showsGaps }), [told, gaps, showsGaps]);
  return <Told value={value}>{children}</Told>;
}

/** The faults of a refusal by their places, those below `within` (which is cut off). */
export function faultsOf(error: unknown, within = ""): ReadonlyMap<string, string> {
  if (!(error instanceof Problem) || error.status !== 422) return new Map();
  const { errors, path, detail } = error.document;
  const all = errors?.length ? errors : [{ path: path ?? "", detail }];
  return new Map(
    all.filter((each) => each.path.startsWith(within)).map((each) => [each.path.slice(within.length), inWords(each)]),
  );
}

/** What is wrong at this very place; undefined if nothing is. */
export function useFault(path: string): string | undefined {
  const { told, gaps, showsGaps } = use(Told);
  const { t } = useTranslation("definition");
  const gap = showsGaps ? gaps.get(path) : undefined;
  return told.get(path) ?? (gap && t(`gap.${gap}`));
}

/**
 * What is wrong at a place and below it, in words, but not at what has its own note. Inputs mark the very field; the
 * words stand below the line it is in.
 */
export function FaultNote({ path, except = [] }: { path: string; except?: readonly string[] }) {
  const { told, gaps, showsGaps } = use(Told);
  const { t } = useTranslation("definition");
  const isHere = (place: string) =>
    (place === path || place.startsWith(`${path}/`)) &&
    !except.some((own) => place.startsWith(`${path}${own}/`) && place !== `${path}${own}`);
  const missing: [string, Gap][] = showsGaps ? [...gaps].filter(([place]) => !told.has(place)) : [];
  const notes = [
    ...[...told].filter(([place]) => isHere(place)),
    ...missing.filter(([place]) => isHere(place)).map(([place, gap]): [string, string] => [place, t(`gap.${gap}`)]),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className={classes.faults} role="alert">
      {notes.map(([place, text]) => (
        <li key={place}>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
}
