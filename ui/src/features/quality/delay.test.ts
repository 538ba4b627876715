import { describe, expect, it } from "vitest";
import { secondsOf, shortDelay } from "./delay";

describe("how late events come", () => {
  it("reads durations as the API writes them", () => {
    expect(secondsOf("PT0.418S")).toBeCloseTo(0.418);
    expect(secondsOf("P1Y15DT13M24.577S")).toBeCloseTo(380 * 86_400 + 13 * 60 + 24.577);
    expect(secondsOf("no duration")).toBe(0);
  });

  it("writes them in their largest unit", () => {
    expect(shortDelay("PT0.42S", "en")).toBe("0.4 sec");
    expect(shortDelay("PT150S", "en")).toBe("3 min");
    expect(shortDelay("P1Y", "en")).toBe("365 days");
  });
});
