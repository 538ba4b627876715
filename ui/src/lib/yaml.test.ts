import { describe, expect, it } from "vitest";
import { yamlOf } from "./yaml";

describe("a document as YAML", () => {
  it("nests objects and lists as people write them", () => {
    const document = {
      key: "a",
      members: {
        kind: "dynamic",
        of: [
          { kind: "some", times: 1 },
          { kind: "other", names: [] },
        ],
      },
    };
    expect(yamlOf(document)).toBe(
      "key: a\nmembers:\n  kind: dynamic\n  of:\n    - kind: some\n      times: 1\n    - kind: other\n      names: []\n",
    );
  });

  it("quotes what another reader would take for something else", () => {
    expect(yamlOf({ a: "no", b: "2026-01-31", c: "x: y", d: "Order Completed", e: null, f: true, g: "" })).toBe(
      'a: "no"\nb: "2026-01-31"\nc: "x: y"\nd: Order Completed\ne: null\nf: true\ng: ""\n',
    );
  });
});
