import { expect, test } from "vitest";
import { kindOf, read, written } from "./trait-kind";

test("what is written as it stands is read as it was", () => {
  for (const value of ["Gdańsk", "", "5", 5, 1.5, true, false, ["a", 1], { city: "Łódź" }]) {
    expect(read(kindOf(value), written(value))).toEqual(value);
  }
});

test("what is no value of its kind is none", () => {
  expect(read("number", "five")).toBeUndefined();
  expect(read("number", " ")).toBeUndefined();
  expect(read("boolean", "maybe")).toBeUndefined();
  expect(read("json", "{")).toBeUndefined();
});

test("a decimal comma is a decimal point", () => {
  expect(read("number", "1,5")).toBe(1.5);
});
