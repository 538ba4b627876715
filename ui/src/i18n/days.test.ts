import { describe, expect, it } from "vitest";
import { daysOf } from "./days";

describe("a day in figures", () => {
  it.each([
    ["en-GB", "03/02/2026"],
    ["en-US", "02/03/2026"],
    ["ru", "03.02.2026"],
    ["pl", "03.02.2026"],
  ])("is written as in %s and read again", (language, written) => {
    const { write, read } = daysOf(language);
    expect(write("2026-02-03")).toBe(written);
    expect(read(written, false)).toBe("2026-02-03");
    expect(read("2026-02-03", false)).toBe("2026-02-03");
  });

  it("is read whatever stands between the figures, with a short year once it is whole", () => {
    const { read } = daysOf("pl");
    expect(
      ["3.2.2026", "3/2/2026", "3 2 2026", " 3-02-2026 ", "03.02.2026 г."].map((text) => read(text, false)),
    ).toEqual(Array(5).fill("2026-02-03"));
    expect(read("3.2.26", false)).toBe("");
    expect(read("3.2.26", true)).toBe("2026-02-03");
  });

  it("is none if there is no such day", () => {
    const { read } = daysOf("en-GB");
    const wrong = [
      "",
      "31/02/2026",
      "29/02/2025",
      "0/1/2026",
      "1/13/2026",
      "yesterday",
      "1/2",
      "1/2/3/2026",
      "a1/2/2026",
    ];
    expect(wrong.map((text) => read(text, true))).toEqual(wrong.map(() => ""));
    expect(read("29/02/2024", true)).toBe("2024-02-29");
  });
});
