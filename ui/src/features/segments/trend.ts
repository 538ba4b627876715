import type { AtAGlance } from "./queries";

const DAY_MS = 86_400_000;
const DAYS = 30;

/** The size at the end of each of the last days: what did not change stays as it was. */
export function daily(glance: Pick<AtAGlance, "size" | "size_before" | "points">, now = Date.now()): number[] {
  const values: number[] = [];
  let size = glance.size_before ?? 0;
  let next = 0;
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const end = now - day * DAY_MS;
    for (let point = glance.points[next]; point && Date.parse(point.at) <= end; point = glance.points[next]) {
      size = point.size;
      next += 1;
    }
    values.push(day === 0 ? glance.size : size);
  }
  return values;
}
