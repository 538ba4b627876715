import { expect, it } from "vitest";
import { isMobile, nameOfAgent } from "./agent";

const EDGE =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Safari/537.36 Edg/138.0";
const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

it("names the browser that somebody sits before, not those it is like", () => {
  expect(nameOfAgent(EDGE)).toBe("Edge, Windows");
  expect(nameOfAgent(PHONE)).toBe("Safari, iPhone");
  expect(isMobile(PHONE)).toBe(true);
  expect(isMobile(EDGE)).toBe(false);
});

it("names nothing that it does not know", () => {
  expect(nameOfAgent("<script>")).toBe("");
});
