/** Whatever a trait can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export const KINDS = ["text", "number", "boolean", "json"] as const;
export type Kind = (typeof KINDS)[number];

/** How a value is written by hand. */
export function kindOf(value: Json): Kind {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return value !== null && typeof value === "object" ? "json" : "text";
}

/** What stands in the field when the editing begins. */
export function written(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The value that somebody wrote; undefined if it is none of its kind. */
export function read(kind: Kind, text: string): Json | undefined {
  switch (kind) {
    case "text":
      return text;
    case "number": {
      const number = Number(text.trim().replace(",", "."));
      return text.trim() === "" || !Number.isFinite(number) ? undefined : number;
    }
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "json":
      try {
        return JSON.parse(text) as Json;
      } catch {
        return undefined;
      }
  }
}
