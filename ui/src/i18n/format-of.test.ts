import { describe, expect, it } from "vitest";
import { formatOf } from "./format-of";

const now = new Date("2026-11-22T12:00:00Z");

describe("what is written", () => {
  it("says the hour and the day of the workspace's time zone", () => {
    const format = formatOf("en-GB", "Pacific/Auckland");
    expect(format.time("2026-11-22T12:30:00Z")).toBe("01:30");
    expect(format.dayKey("2026-11-22T12:30:00Z")).toBe("2026-11-23");
  });

  it("says a calendar day as it is, whatever the time zone", () => {
    expect(formatOf("en-GB", "Pacific/Honolulu").shortDay("2026-11-22")).toBe("22 Nov");
    expect(formatOf("en-GB", "UTC").dayTitle("2025-11-22", now)).toBe("22 November 2025");
  });

  it("begins a day when it begins there, however the clocks were changed", () => {
    const begins = (zone: string, day: string, later?: number) =>
      formatOf("en-GB", zone).startOf(day, later).toISOString();
    expect(begins("America/New_York", "2026-11-22")).toBe("2026-11-22T05:00:00.000Z");
    expect(begins("Pacific/Auckland", "2026-12-31", 1)).toBe("2026-12-31T11:00:00.000Z");
    expect(begins("Europe/Warsaw", "2026-10-25")).toBe("2026-10-24T22:00:00.000Z");
    expect(begins("Europe/Warsaw", "2026-10-25", 1)).toBe("2026-10-25T23:00:00.000Z");
  });

  it("counts as the language does", () => {
    expect(formatOf("ru", "UTC").ago("2026-11-22T11:58:00Z", now)).toBe("2 минуты назад");
    expect(formatOf("pl", "UTC").ago("2026-11-22T11:55:00Z", now)).toBe("5 minut temu");
    expect(formatOf("en-GB", "UTC").ago("2026-11-09T12:00:00Z", now)).toBe("13 days ago");
    expect(formatOf("en-GB", "UTC").ago("2026-11-20T13:00:00Z", now)).toBe("1 day ago");
    expect(formatOf("ru", "UTC").ago("2024-12-28T12:00:00Z", now)).toBe("1 год назад");
    expect(formatOf("en-GB", "UTC").ago(now, now)).toBe("now");
  });

  it("says how large a file is, and never that it is nothing", () => {
    const format = formatOf("en-GB", "UTC");
    expect([12, 34_000, 1_240_000].map(format.bytes)).toEqual(["1 kB", "34 kB", "1.2 MB"]);
    expect(formatOf("pl", "UTC").bytes(1_240_000)).toMatch(/^1,2.MB$/);
  });

  it("loses no digit of money, and writes money of no known currency as a number", () => {
    const format = formatOf("en-GB", "UTC");
    expect(format.money({ amount: "12345678901234567.89", currency: "GBP" })).toBe("£12,345,678,901,234,567.89");
    expect(format.money({ amount: "1.5", currency: "<b>" })).toBe("1.5 <b>");
    expect(format.money({ amount: "twelve", currency: "GBP" })).toBe("twelve GBP");
  });
});
