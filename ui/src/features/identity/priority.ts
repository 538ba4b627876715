const MOST = 99;

/** Kinds level by level, the one that wins first; those of one level count the same. */
export function levelsOf(priorities: ReadonlyMap<string, number>): string[][] {
  const levels = new Map<number, string[]>();
  for (const [name, priority] of priorities) levels.set(priority, [...(levels.get(priority) ?? []), name]);
  return [...levels].sort(([a], [b]) => a - b).map(([, names]) => names);
}

/**
 * Priorities after one kind went a step up (-1) or down (1): it leaves those that count the same, or changes places with
 * the level beside its own. Numbers stay as they are where they can.
 */
export function moved(priorities: ReadonlyMap<string, number>, name: string, step: -1 | 1): Map<string, number> {
  const levels = levelsOf(priorities);
  const numbers = levels.map((level) => priorities.get(level[0] ?? "") ?? MOST);
  const at = levels.findIndex((level) => level.includes(name));
  const level = levels[at];
  if (level === undefined) return new Map(priorities);
  if (level.length > 1) {
    const rest = level.filter((each) => each !== name);
    levels.splice(at, 1, ...(step < 0 ? [[name], rest] : [rest, [name]]));
    const number = numbers[at] ?? MOST;
    const isFree = step < 0 && number - 1 > (numbers[at - 1] ?? 0);
    numbers.splice(isFree ? at : at + 1, 0, isFree ? number - 1 : number + 1);
  } else {
    const beside = levels[at + step];
    if (beside === undefined) return new Map(priorities);
    levels[at] = beside;
    levels[at + step] = level;
  }
  const rising = apart(numbers);
  const made = new Map<string, number>();
  for (const [index, names] of levels.entries()) for (const each of names) made.set(each, rising[index] ?? MOST);
  return new Map([...priorities].map(([each]) => [each, made.get(each) ?? MOST]));
}

/** Whether there is somewhere to go. */
export function isMovable(priorities: ReadonlyMap<string, number>, name: string, step: -1 | 1): boolean {
  const levels = levelsOf(priorities);
  const at = levels.findIndex((level) => level.includes(name));
  return (levels[at]?.length ?? 0) > 1 || (at >= 0 && levels[at + step] !== undefined);
}

/** Numbers that rise, each as it was unless the one before took it; from 1 on where they would grow too large. */
function apart(numbers: readonly number[]): number[] {
  const rising: number[] = [];
  for (const each of numbers) rising.push(Math.max(each, (rising.at(-1) ?? 0) + 1));
  return (rising.at(-1) ?? 0) > MOST ? numbers.map((_, index) => index + 1) : rising;
}
