import { expect, test } from "vitest";
import { calledOf } from "./called-of";

const called = calledOf({
  brands: { shoes: "Shoes & Boots" },
  ready_made: {
    "segment:vip": { VIP: "VIP", "Spend most of all.": "Wydają najwięcej." },
    "segment:lifecycle_won_back": { "Won back": "Odzyskani" },
    "trait:vip_spent": { "VIP: sum of orders in GBP": "VIP: suma zamówień w GBP" },
  },
});

test("what was added ready-made is read in the reader's language, name and description", () => {
  expect(called.segment("lifecycle_won_back", "Won back")).toBe("Odzyskani");
  expect(called.segment("vip", "Spend most of all.")).toBe("Wydają najwięcej.");
  expect(called.trait("vip_spent", "VIP: sum of orders in GBP")).toBe("VIP: suma zamówień w GBP");
  expect(called.isReadyMade("segment", "vip", "VIP")).toBe(true);
});

test("what somebody has written is shown to all as it is", () => {
  expect(called.segment("lifecycle_won_back", "They are back")).toBe("They are back");
  expect(called.isReadyMade("segment", "lifecycle_won_back", "They are back")).toBe(false);
  expect(called.segment("my_own", "Won back")).toBe("Won back");
  expect(called.trait("lifecycle_won_back", "Won back")).toBe("Won back");
  for (const text of ["constructor", "__proto__", "toString", ""]) {
    expect(called.segment("vip", text)).toBe(text);
    expect(called.segment(text, text)).toBe(text);
    expect(called.brand(text)).toBe(text);
  }
});

test("brands are called by their names, and unknown ones by their slugs", () => {
  expect(called.brand("shoes")).toBe("Shoes & Boots");
  expect(called.brand("hats")).toBe("hats");
});

const SOURCES = import.meta.glob<string>("/src/{routes,features,components}/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
/** What is asked that tells of definitions by name. */
const WITH_NAMES = /\b(memberships|sizes|segmentNames|scores|changes|definitions|segment|traits|trait)Query\b/;
/** The text of a definition: of its own, or as lists and portraits tell it. */
const OWN_TEXT = /definition\??\.(name|description)\b|\b(segment|score)\.name\b/;

test("no page shows a text of a definition but through what it is called for its reader", () => {
  const past = Object.entries(SOURCES).flatMap(([file, text]) =>
    text
      .split("\n")
      .filter((line) => OWN_TEXT.test(line) && !/called(\(\))?\./i.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  const unaware = Object.entries(SOURCES)
    .filter(([file, text]) => file.endsWith(".tsx") && WITH_NAMES.test(text) && /\beach\.name\b(?! ===)/.test(text))
    .filter(([, text]) => !/\buse(Called|NameOf|SegmentNames)\b/.test(text))
    .map(([file]) => file);
  expect(Object.keys(SOURCES).length).toBeGreaterThan(100);
  expect([...past, ...unaware]).toEqual([]);
});
