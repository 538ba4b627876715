import { describe, expect, it } from "vitest";
import type { Event } from "./describe";
import { byDay, merged } from "./grouping";

function event(id: string, timestamp: string, more: Partial<Event> = {}): Event {
  const details = more.details ?? { anonymous_id: "browser" };
  return {
    message_id: id,
    type: "page",
    name: "",
    timestamp,
    received_at: timestamp,
    source_id: "",
    brand: "",
    verified: false,
    is_bot: false,
    properties: {},
    traits: {},
    context: {},
    ...more,
    details,
  };
}

const dayKey = (at: string) => at.slice(0, 10);

describe("a timeline", () => {
  it("keeps a visit together until a pause of half an hour", () => {
    const days = byDay(
      [event("c", "2026-11-22T12:00:00Z"), event("b", "2026-11-22T11:29:59Z"), event("a", "2026-11-22T11:29:00Z")],
      dayKey,
    );
    expect(days.map((day) => day.groups.map((group) => group.events.map((each) => each.message_id)))).toEqual([
      [["c"], ["b", "a"]],
    ]);
  });

  it("begins anew at midnight", () => {
    const days = byDay([event("b", "2026-11-22T00:01:00Z"), event("a", "2026-11-21T23:59:00Z")], dayKey);
    expect(days.map((day) => day.key)).toEqual(["2026-11-22", "2026-11-21"]);
  });

  it("says segments that were entered at one moment at once, apart from those that were left", () => {
    const own = (id: string, name: string) => event(id, "2026-11-22T12:00:00Z", { type: "track", name, details: {} });
    const [day] = byDay([own("c", "Segment Exited"), own("b", "Segment Entered"), own("a", "Segment Entered")], dayKey);
    expect(day?.groups.map((group) => [group.kind, group.events.length])).toEqual([
      ["exited", 1],
      ["entered", 2],
    ]);
  });

  it("does not take what two browsers did for one visit", () => {
    const days = byDay(
      [event("b", "2026-11-22T12:00:00Z"), event("a", "2026-11-22T11:59:00Z", { details: { anonymous_id: "phone" } })],
      dayKey,
    );
    expect(days[0]?.groups.length).toBe(2);
  });

  it("shows what came meanwhile first, and nothing twice", () => {
    const old = [event("b", "2026-11-22T11:00:00Z"), event("a", "2026-11-22T10:00:00Z")];
    expect(merged([event("c", "2026-11-22T12:00:00Z"), ...old], old).map((each) => each.message_id)).toEqual([
      "c",
      "b",
      "a",
    ]);
  });
});
