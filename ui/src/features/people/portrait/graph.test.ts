import { expect, test } from "vitest";
import type { Schema } from "@/api/client";
import { type Branch, branchesOf, graphOf } from "./graph";

const identifier = (namespace: string, value: string, via = ""): Schema<"Identifier"> => ({
  namespace,
  value,
  via,
  verified: false,
  source_id: "src_1",
  message_id: "m",
  first_seen_at: "2026-01-01T00:00:00Z",
});

const merge: Schema<"MergeView"> = {
  id: 1,
  winner_id: "prf_a",
  loser_id: "prf_b",
  at: "2026-01-02T00:00:00Z",
  reason: "event",
  message_id: "m2",
  identifiers: ["user_id:ada", "anonymous_id:tablet"],
  loser_identifiers: ["anonymous_id:tablet"],
  rules_version: 0,
  author: "",
  undone_at: null,
};

const held = [
  identifier("user_id", "ada"),
  identifier("email", "ada@example.com", "user_id:ada"),
  identifier("anonymous_id", "tablet"),
];

test("an identifier hangs on the one it came through, a merged one on what joined them", () => {
  const { threads, knots, profiles } = graphOf("prf_a", held, [merge]);
  expect(threads.map(({ from, to, isMerge }) => [from, to, isMerge])).toEqual([
    ["user_id:ada", "email:ada@example.com", false],
    ["user_id:ada", "anonymous_id:tablet", true],
  ]);
  expect(profiles).toEqual(["prf_a", "prf_b"]);
  expect(knots.map((knot) => knot.origin)).toEqual([0, 0, 1]);
});

test("no two stand at one place, whatever hangs together", () => {
  const many = [...held, identifier("phone", "+48", "email:gone@example.com"), identifier("x", "1", "x:1")];
  const { knots } = graphOf("prf_a", many, [merge]);
  expect(new Set(knots.map((knot) => `${knot.column}/${knot.row}`)).size).toBe(knots.length);
});

test("an undone merge joins nothing", () => {
  const { threads } = graphOf("prf_a", held, [{ ...merge, undone_at: "2026-01-03T00:00:00Z" }]);
  expect(threads.some((thread) => thread.isMerge)).toBe(false);
});

test("as a tree each stands once, below what it came through", () => {
  const said = ({ knot, thread, below }: Branch): unknown[] => [knot.id, thread?.reason ?? "", ...below.map(said)];
  expect(branchesOf(graphOf("prf_a", [...held, identifier("x", "1", "x:1")], [merge])).map(said)).toEqual([
    ["user_id:ada", "", ["email:ada@example.com", "event"], ["anonymous_id:tablet", "event"]],
    ["x:1", ""],
  ]);
});
