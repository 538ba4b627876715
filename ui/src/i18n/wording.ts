import i18next, { type TFunction } from "i18next";

/** What the server says in English, and what it made that of, where it can be said in another language. */
export interface Wording {
  detail: string;
  code?: string | null;
  values?: Record<string, unknown> | null;
}

/** Which codes there are is held by a test of what the server tells. */
type Say = (key: string, values: Record<string, unknown>) => string;
const QUOTES: Record<string, string> = { ru: "«$1»", pl: "„$1”" };

/** The message in the language that is spoken; in English where there is no translation of it. */
export function inWords({ detail, code, values }: Wording): string {
  const t: TFunction<"faults"> = i18next.getFixedT(null, "faults");
  if (i18next.language === "en" || !code || !i18next.exists(`faults:told.${code}`)) return detail;
  const said = Object.entries(values ?? {}).map(([name, value]) => [name, valueInWords(value)] as const);
  return (t as unknown as Say)(`told.${code}`, Object.fromEntries<unknown>(said));
}

function valueInWords(value: unknown): unknown {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return value;
  const part = value as { text: string; code?: string; values?: Record<string, unknown> };
  const words = part.code === "either" && part.values?.words;
  if (Array.isArray(words)) {
    const each = words.map((word) => quoted(`“${String(word)}”`));
    return new Intl.ListFormat(i18next.language, { type: "disjunction" }).format(each);
  }
  return inWords({ ...part, detail: part.text });
}

/** Quotation marks as the language has them. */
function quoted(text: string): string {
  const own = QUOTES[i18next.language];
  return own ? text.replace(/“([^”]*)”/g, own) : text;
}
