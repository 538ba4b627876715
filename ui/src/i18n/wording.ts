import i18next, { type TFunction } from "i18next";

/** What the server says in English, and what it made that of, where it can be said in another language. */
export interface Wording {
  detail: string;
  code?: string | null;
  values?: Record<string, unknown> | null;
}

/** A detail that has its words beside it, because its own code stands for something else. */
export function detailInWords({ detail, words }: { detail: string; words?: Omit<Wording, "detail"> | null }): string {
  return inWords({ detail, ...words });
}

/** Which codes there are is held by a test of what the server tells. */
type Say = (key: string, values?: object) => string;
const say: Say = (key) => (i18next.t as unknown as Say)(key);
const QUOTES: Record<string, string> = { ru: "«$1»", pl: "„$1”" };

/** The message in the language that is spoken; in English where there is no translation of it. */
export function inWords({ detail, code, values }: Wording): string {
  if (i18next.language === "en" || !code || !i18next.exists(`faults:told.${code}`)) return detail;
  const said = Object.entries(values ?? {}).map(([name, value]) => [name, valueInWords(value)] as const);
  const t: TFunction<"faults"> = i18next.getFixedT(null, "faults");
  return (t as unknown as Say)(`told.${code}`, Object.fromEntries<unknown>(said));
}

/** A value that stands in a message; a part of it that the app has words of its own for is said by these. */
function valueInWords(value: unknown): unknown {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return value;
  const part = value as { text: string; code?: string; values?: Record<string, unknown> };
  const { words, parts, ids, id } = part.values ?? {};
  if (part.code === "either" && Array.isArray(words)) return listed(words.map(inQuotes), "disjunction");
  if (part.code === "all-of" && Array.isArray(parts)) return listed(parts.map(valueInWords), "conjunction");
  if (part.code === "permissions" && Array.isArray(ids)) return listed(ids.map(permissionInWords), "conjunction");
  if (part.code === "role") return say(`common:role.${String(id)}`);
  return inWords({ ...part, detail: part.text });
}

function permissionInWords(id: unknown): string {
  return inQuotes(say(`settings:permission.${String(id).replace(".", "-")}`));
}

function inQuotes(word: unknown): string {
  return quoted(`“${String(word)}”`);
}

function listed(words: unknown[], type: "conjunction" | "disjunction"): string {
  return new Intl.ListFormat(i18next.language, { type }).format(words.map(String));
}

/** Quotation marks as the language has them. */
function quoted(text: string): string {
  const own = QUOTES[i18next.language];
  return own ? text.replace(/“([^”]*)”/g, own) : text;
}
