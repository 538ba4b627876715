import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const LOCALES = import.meta.dirname;
const SOURCES = join(LOCALES, "..");
const LANGUAGES = ["en", "ru", "pl"];
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Words = Record<string, string>;

/** All words of a language: "namespace:path.of.key" → text. */
function wordsOf(language: string): Words {
  const folder = join(LOCALES, language);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.assign(
    {},
    ...files.map((name) => flat(JSON.parse(readFileSync(join(folder, name), "utf-8")), `${name.slice(0, -5)}:`)),
  ) as Words;
}

function flat(node: unknown, path: string): Words {
  if (typeof node === "string") return { [path]: node };
  const joint = path.endsWith(":") ? "" : ".";
  return Object.assign(
    {},
    ...Object.entries(node as object).map(([key, inner]) => flat(inner, path + joint + key)),
  ) as Words;
}

function withoutPlural(key: string): string {
  return key.replace(PLURAL, "");
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{-?\s*([\w.]+)/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => name !== "count")
    .sort();
}

const english = wordsOf("en");

describe.each(LANGUAGES)("%s", (language) => {
  const words = wordsOf(language);
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;

  it("says everything that English says, and nothing else", () => {
    expect([...new Set(Object.keys(words).map(withoutPlural))].sort()).toEqual(
      [...new Set(Object.keys(english).map(withoutPlural))].sort(),
    );
  });

  it("has every plural form that the language has", () => {
    const plurals = new Set(
      Object.keys(words)
        .filter((key) => PLURAL.test(key))
        .map(withoutPlural),
    );
    const missing = [...plurals]
      .flatMap((key) => forms.map((form) => `${key}_${form}`))
      .filter((key) => !(key in words));
    expect(missing).toEqual([]);
  });

  it("fills in the same values as English", () => {
    const byKey = new Map(Object.entries(english).map(([key, text]) => [withoutPlural(key), placeholders(text)]));
    const odd = Object.entries(words).filter(
      ([key, text]) => String(placeholders(text)) !== String(byKey.get(withoutPlural(key))),
    );
    expect(odd).toEqual([]);
  });

  it("leaves nothing empty", () => {
    expect(Object.entries(words).filter(([, text]) => !text.trim())).toEqual([]);
  });

  it.runIf(language !== "en")("is translated: long texts are not those of English", () => {
    const same = Object.entries(words).filter(([key, text]) => text === english[key] && text.split(" ").length > 3);
    expect(same).toEqual([]);
  });
});

describe("the pages", () => {
  const code = sources(SOURCES).map((path) => readFileSync(path, "utf-8"));
  const used = code.map(usedBy);

  it("use every word", () => {
    const unused = [...new Set(Object.keys(english).map(withoutPlural))].filter(
      (key) => !used.some((file) => file(key)),
    );
    expect(unused).toEqual([]);
  });

  it("write no words of their own between tags", () => {
    const found = code.flatMap((text) =>
      [...text.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+)[.!?…]?\s*</g)].map((match) => match[1]),
    );
    expect(found).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf-8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|gen|d)\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

/**
 * Which keys a file uses: each string and template of it that looks like a key, `${…}` standing for any word. A key
 * counts with or without its namespace: a file that says `useTranslation("people")` writes `t("title")`.
 */
function usedBy(text: string): (key: string) => boolean {
  const literals = [...text.matchAll(/(["'`])((?:[\w-]+:)?(?:[\w-]|\.|\$\{[^}`]*\})+)\1/g)].map(
    (match) => match[2] ?? "",
  );
  const exact = new Set(literals.filter((literal) => !literal.includes("${")));
  const patterns = literals
    .filter((literal) => literal.includes("${") && /[\w-]/.test(literal.replace(/\$\{[^}]*\}/g, "")))
    .map(
      (literal) =>
        new RegExp(
          `^(?:[\\w-]+:)?${literal
            .split(/\$\{[^}]*\}/)
            .map(escaped)
            .join("[\\w-]+")}$`,
        ),
    );
  const namespaces = new Set(
    [...text.matchAll(/(?:useTranslation\(\[?|TFunction<)((?:"[\w-]+"(?:, )?)+)/g)].flatMap(
      (match) => (match[1] ?? "").match(/[\w-]+/g) ?? [],
    ),
  );
  if (/useTranslation\(\)|i18next\.t|t: tc/.test(text) || namespaces.size === 0) namespaces.add("common");
  return (key) => {
    const [namespace = "", path = ""] = key.split(":");
    if (exact.has(key)) return true;
    if (!namespaces.has(namespace)) return false;
    return exact.has(path) || patterns.some((pattern) => pattern.test(path));
  };
}

function escaped(text: string): string {
  return text.replace(/[.$-]/g, "\\$&");
}
