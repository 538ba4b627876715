export const UNITS = ["minute", "hour", "day", "week"] as const;
export type Unit = (typeof UNITS)[number];
export interface Simple {
  amount: number;
  unit: Unit;
}
export type Part = [amount: number, unit: Unit | "second"];

const PATTERN = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const ORDER = ["week", "day", "hour", "minute", "second"] as const;
const LENGTH_MS: Record<Unit | "second", number> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The parts of an ISO 8601 duration: PT2H30M → 2 hours, 30 minutes; none if it is no duration. */
export function partsOf(iso: string): Part[] {
  const found = PATTERN.exec(iso);
  if (!found) return [];
  return ORDER.map((unit, index): Part => [Number(found[index + 1] ?? 0), unit]).filter(([amount]) => amount > 0);
}

/** A duration of one unit; of several the smallest one, in which all can be said. */
export function simpleOf(iso: string): Simple {
  const parts = partsOf(iso);
  const smallest = parts.at(-1);
  if (!smallest) return { amount: 0, unit: "day" };
  const total = msOf(iso);
  const unit = smallest[1] === "second" ? "minute" : smallest[1];
  return { amount: Math.round(total / LENGTH_MS[unit]), unit };
}

export function isoOf({ amount, unit }: Simple): string {
  const whole = Math.max(0, Math.round(amount));
  return { minute: `PT${whole}M`, hour: `PT${whole}H`, day: `P${whole}D`, week: `P${whole}W` }[unit];
}

export function msOf(iso: string): number {
  return partsOf(iso).reduce((sum, [amount, unit]) => sum + amount * LENGTH_MS[unit], 0);
}

/** Milliseconds as a duration that is easily read: the two largest parts. */
export function partsOfMs(ms: number): Part[] {
  let rest = Math.round(Math.abs(ms) / 1000) * 1000;
  const parts: Part[] = [];
  for (const unit of ["day", "hour", "minute", "second"] as const) {
    const amount = Math.floor(rest / LENGTH_MS[unit]);
    rest -= amount * LENGTH_MS[unit];
    if (amount > 0) parts.push([amount, unit]);
  }
  return parts.length > 0 ? parts.slice(0, 2) : [[0, "second"]];
}
