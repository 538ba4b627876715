import { expect, it } from "vitest";
import { conditionOf, countOf, segmentOf } from "./steps";

const GRID = {
  currency: "GBP",
  recency: ["P30D", "P90D", "P180D", "P365D"],
  frequency: [1, 2, 4, 9],
  monetary: [50, 150, 400, 1000],
  fields: [
    { recency: 5, frequency: 1, monetary: 2, people: 3, spent: 300 },
    { recency: 5, frequency: 2, monetary: 1, people: 2, spent: 80 },
    { recency: 1, frequency: 5, monetary: 5, people: 1, spent: 5000 },
  ],
};

it("counts the mean of frequency and monetary value, a half rounded up", () => {
  expect(countOf(GRID, { axis: "both", recency: 5, across: 2 })).toEqual({ people: 5, spent: 380 });
  expect(countOf(GRID, { axis: "frequency", recency: 5, across: 1 }).people).toBe(3);
  expect(countOf(GRID, { axis: "both", recency: 1, across: 1 }).people).toBe(0);
});

it("knows the segment of a field", () => {
  expect(segmentOf({ axis: "both", recency: 5, across: 5 })).toBe("rfm_champions");
  expect(segmentOf({ axis: "frequency", recency: 5, across: 5 })).toBe("");
});

it("finds the people of a field between its thresholds", () => {
  expect(conditionOf(GRID, { axis: "frequency", recency: 5, across: 5 })).toEqual({
    kind: "all",
    of: [
      { kind: "trait", trait: "rfm_recency", compare: { op: "le", value: "P30D" } },
      { kind: "trait", trait: "rfm_frequency", compare: { op: "gt", value: 9 } },
    ],
  });
});
