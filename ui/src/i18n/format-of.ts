export interface Money {
  amount: string;
  currency: string;
}

/** How numbers, money and instants are written: by the language that is spoken and the workspace's time zone. */
export interface Format {
  number: (value: number, digits?: number) => string;
  /** 12.3K: for figures that are looked at, not copied. */
  short: (value: number) => string;
  /** +12, −3, 0 */
  signed: (value: number) => string;
  percent: (share: number, digits?: number) => string;
  money: (value: Money) => string;
  /** 1.2 MB, 34 kB; what is smaller is 1 kB. */
  bytes: (size: number) => string;
  /** 22 Nov 2026, 14:05 */
  instant: (at: Date | string) => string;
  /** 22 Nov 2026, 14:05:09 GMT+1: with all that a tooltip has room for. */
  exactly: (at: Date | string) => string;
  day: (at: Date | string) => string;
  /** 22 Nov, of a calendar day (YYYY-MM-DD): it is the same day in every time zone. */
  shortDay: (day: string) => string;
  /** Sunday, 22 November, with the year where it is not the present one. */
  dayTitle: (day: string, now: Date) => string;
  time: (at: Date | string) => string;
  /** 14:05:09, for what comes second by second. */
  clock: (at: Date | string) => string;
  /** "5 minutes ago", "in 3 days"; `now` moves by `useNow()`. */
  ago: (at: Date | string, now: Date) => string;
  /** A key of the day in the workspace's time zone, as YYYY-MM-DD. */
  dayKey: (at: Date | string) => string;
  /** The instant at which a day (YYYY-MM-DD), or one some days later, begins in the workspace's time zone. */
  startOf: (day: string, daysLater?: number) => Date;
  list: (items: readonly string[]) => string;
  compare: (a: string, b: string) => number;
}

const KILOBYTE = 1000;
const MEGABYTE = 1000 * KILOBYTE;
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365.25 * 86_400_000],
  ["month", 30.44 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

export function formatOf(language: string, timeZone: string): Format {
  const instant = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone });
  const exact = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium", timeZone });
  const key = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
  // "1 day ago", never "yesterday": it is counted from now, not by the calendar
  const ago = new Intl.RelativeTimeFormat(language);
  const present = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
  const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, { signDisplay: "exceptZero" });
  const dayTitle = new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const dayAndYear = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  const shortDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const collator = new Intl.Collator(language, { numeric: true });
  return {
    number: (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
    short: (value) => short.format(value),
    signed: (value) => signed.format(value),
    percent: (share, digits = 0) =>
      new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(share),
    money: (value) => money(language, value),
    bytes: (size) => {
      const isLarge = size >= MEGABYTE / 10;
      const unit = { style: "unit", unit: isLarge ? "megabyte" : "kilobyte", maximumFractionDigits: isLarge ? 1 : 0 };
      const many = size / (isLarge ? MEGABYTE : KILOBYTE);
      return new Intl.NumberFormat(language, unit as Intl.NumberFormatOptions).format(Math.max(many, isLarge ? 0 : 1));
    },
    instant: (at) => instant.format(new Date(at)),
    exactly: (at) => exact.format(new Date(at)),
    day: (at) => day.format(new Date(at)),
    shortDay: (date) => shortDay.format(new Date(`${date}T00:00:00Z`)),
    dayTitle: (date, now) =>
      (date.startsWith(key.format(now).slice(0, 4)) ? dayTitle : dayAndYear).format(new Date(`${date}T00:00:00Z`)),
    time: (at) => time.format(new Date(at)),
    clock: (at) => clock.format(new Date(at)),
    ago: (at, now) => relative(ago, new Date(at).getTime() - now.getTime()) ?? present,
    dayKey: (at) => key.format(new Date(at)),
    startOf: (from, daysLater = 0) => startOf(from, daysLater, timeZone),
    list: (items) => list.format(items),
    compare: (a, b) => collator.compare(a, b),
  };
}

/** How long ago, or in how long; undefined where that is less than a second. */
function relative(format: Intl.RelativeTimeFormat, difference: number): string | undefined {
  for (const [unit, length] of STEPS) {
    if (Math.abs(difference) >= length) return format.format(Math.trunc(difference / length), unit);
  }
  return undefined;
}

function startOf(day: string, daysLater: number, timeZone: string): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const midnight = Date.UTC(year, month - 1, date + daysLater);
  const clock = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone });
  const ahead = (at: number) => Date.parse(`${clock.format(at).replace(" ", "T")}Z`) - at;
  // the clocks may be changed between the instant that is guessed and the one that is meant
  const guessed = midnight - ahead(midnight);
  return new Date(midnight - ahead(guessed));
}

/** An amount without a known currency is a number: never an error, whatever a shop sent. */
function money(language: string, { amount, currency }: Money): string {
  // the decimal text goes to Intl as it is, which keeps every digit
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return `${amount} ${currency}`.trim();
  const value = amount as Intl.StringNumericLiteral;
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(value);
  } catch {
    return `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value)} ${currency}`.trim();
  }
}
