import type { Event } from "./describe";

const PAUSE_MS = 30 * 60_000;
const OWN_EVENTS = new Set(["Segment Entered", "Segment Exited"]);

/** What a timeline shows as one: a visit, segments entered or left at one moment, or a single event. */
export interface Group {
  id: string;
  kind: "visit" | "entered" | "exited" | "one";
  /** Newest first, never empty. */
  events: Event[];
}

export interface Day {
  key: string;
  groups: Group[];
}

/** Put events (newest first) into days of the workspace, and in each what belongs together. */
export function byDay(events: readonly Event[], dayKey: (at: string) => string): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const key = dayKey(event.timestamp);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, groups: [] };
      days.push(day);
    }
    const last = day.groups.at(-1);
    const kind = kindOf(event);
    if (last && kind !== "one" && last.kind === kind && isNear(last, event)) last.events.push(event);
    else day.groups.push({ id: event.message_id, kind, events: [event] });
  }
  return days;
}

/** Two lists of newest first as one, each event once. */
export function merged(head: readonly Event[], rest: readonly Event[]): Event[] {
  const known = new Set(rest.map((event) => event.message_id));
  const fresh = head.filter((event) => !known.has(event.message_id));
  return [...fresh, ...rest].sort((a, b) => (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : 0));
}

function kindOf(event: Event): Group["kind"] {
  if (event.type === "track" && OWN_EVENTS.has(event.name))
    return event.name === "Segment Entered" ? "entered" : "exited";
  return event.details.anonymous_id ? "visit" : "one";
}

function isNear(group: Group, event: Event): boolean {
  const last = group.events.at(-1) ?? event;
  if (group.kind === "visit" && last.details.anonymous_id !== event.details.anonymous_id) return false;
  return new Date(last.timestamp).getTime() - new Date(event.timestamp).getTime() <= PAUSE_MS;
}
