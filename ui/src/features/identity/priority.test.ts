import { describe, expect, it } from "vitest";
import { isMovable, levelsOf, moved } from "./priority";

const given = new Map([
  ["email", 2],
  ["phone", 3],
  ["custom", 6],
  ["device", 8],
  ["push", 8],
]);

describe("priorities", () => {
  it("stand in levels, the one that wins first", () => {
    expect(levelsOf(given)).toEqual([["email"], ["phone"], ["custom"], ["device", "push"]]);
  });

  it("change places with the level beside them and keep its numbers", () => {
    expect(Object.fromEntries(moved(given, "phone", -1))).toEqual({
      phone: 2,
      email: 3,
      custom: 6,
      device: 8,
      push: 8,
    });
    expect(Object.fromEntries(moved(given, "custom", 1))).toEqual({
      email: 2,
      phone: 3,
      device: 6,
      push: 6,
      custom: 8,
    });
  });

  it("leave those that count the same, into a free number or a new one", () => {
    expect(Object.fromEntries(moved(given, "push", -1))).toEqual({ ...Object.fromEntries(given), push: 7 });
    expect(Object.fromEntries(moved(given, "device", 1))).toEqual({ ...Object.fromEntries(given), device: 9 });
    const dense = new Map([
      ["a", 1],
      ["b", 1],
      ["c", 2],
    ]);
    expect(Object.fromEntries(moved(dense, "b", -1))).toEqual({ b: 1, a: 2, c: 3 });
    expect(Object.fromEntries(moved(dense, "a", 1))).toEqual({ b: 1, a: 2, c: 3 });
  });

  it("stay where there is nowhere to go", () => {
    expect(moved(given, "email", -1)).toEqual(given);
    expect(moved(given, "nobody", 1)).toEqual(given);
    expect([isMovable(given, "email", -1), isMovable(given, "email", 1)]).toEqual([false, true]);
    expect([isMovable(given, "push", 1), isMovable(given, "nobody", 1)]).toEqual([true, false]);
  });

  it("begin anew where the numbers would end", () => {
    const low = new Map([
      ["a", 98],
      ["b", 99],
      ["c", 99],
    ]);
    expect(Object.fromEntries(moved(low, "c", 1))).toEqual({ a: 1, b: 2, c: 3 });
  });
});
