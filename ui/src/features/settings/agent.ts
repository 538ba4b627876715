const BROWSERS = [
  ["Edge", /Edg(?:e|A|iOS)?\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\//],
  ["Safari", /Safari\//],
] as const;
const SYSTEMS = [
  ["Android", /Android/],
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["ChromeOS", /CrOS/],
  ["Linux", /Linux/],
] as const;

/** What a browser calls itself, in two words: "Firefox, Linux"; "" for what is none that is known. */
export function nameOfAgent(agent: string): string {
  const found = [BROWSERS, SYSTEMS].map((kinds) => kinds.find(([, pattern]) => pattern.test(agent))?.[0]);
  return found.filter(Boolean).join(", ");
}

/** Whether it is carried in a pocket. */
export function isMobile(agent: string): boolean {
  return /Android|iPhone|iPad|Mobile/.test(agent);
}
