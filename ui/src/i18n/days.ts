/** How a day of the calendar is written in figures and read again, in one language. */
export interface Days {
  /** The language with its region, such as en-GB. */
  language: string;
  /** 22/11/2026, 22.11.2026, 11/22/2026: of YYYY-MM-DD. */
  write: (day: string) => string;
  /** YYYY-MM-DD of what somebody wrote; "" if there is no such day. A year of two figures is one only once all is written. */
  read: (text: string, isWhole: boolean) => string;
}

type Part = "day" | "month" | "year";

const IN_ORDER: readonly Part[] = ["year", "month", "day"];
const AS_KEY = /^\d{4}-/;
const CENTURY = 2000;

export function daysOf(language: string): Days {
  const figures = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone: "UTC",
  });
  const order = figures
    .formatToParts(0)
    .map(({ type }) => type)
    .filter((type): type is Part => IN_ORDER.some((each) => each === type));
  return {
    language,
    write: (day) => figures.format(new Date(`${day}T00:00:00Z`)),
    read: (text, isWhole) => read(text.trim(), AS_KEY.test(text.trim()) ? IN_ORDER : order, isWhole),
  };
}

function read(text: string, order: readonly Part[], isWhole: boolean): string {
  const figures = text.split(/[^\d]+/).filter(Boolean);
  if (figures.length !== order.length || !/^[\d\s./-]+$/.test(text.replace(/[\p{L}.\s]+$/u, ""))) return "";
  const of = (part: Part) => figures[order.indexOf(part)] ?? "";
  const written = of("year");
  if (written.length !== 4 && !(isWhole && written.length === 2)) return "";
  const year = Number(written) + (written.length === 2 ? CENTURY : 0);
  const at = new Date(Date.UTC(year, Number(of("month")) - 1, Number(of("day"))));
  const isThere = at.getUTCFullYear() === year && at.getUTCMonth() + 1 === Number(of("month"));
  return isThere && at.getUTCDate() === Number(of("day")) ? at.toISOString().slice(0, 10) : "";
}
