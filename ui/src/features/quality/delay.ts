const PARTS = /^-?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/;
const SECONDS = [31_536_000, 2_592_000, 86_400, 3600, 60, 1];
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** How long an ISO 8601 duration is, in seconds; years of 365 days, as the API writes them. */
export function secondsOf(duration: string): number {
  const parts: (string | undefined)[] = PARTS.exec(duration)?.slice(1) ?? [];
  return parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (SECONDS[index] ?? 0), 0);
}

/** A duration in its largest unit: "3 min", "12 hr". */
export function shortDelay(duration: string, language: string): string {
  const seconds = secondsOf(duration);
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ["second", 1];
  const digits = unit === "second" && seconds < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(seconds / length);
}
