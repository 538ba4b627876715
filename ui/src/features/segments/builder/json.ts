import { tagged } from "@/components/definition/document";
import type { Condition } from "@/components/definition/model";

const GROUPS = [
  "all",
  "any",
  "not",
  "trait",
  "event",
  "sequence",
  "segment",
  "consent",
  "reachable",
  "bucket",
  "brand",
];

/** The condition that a text is, if it is one by its shape: the server says whatever else is wrong. */
export function conditionOf(text: string): Condition | null {
  try {
    const found = JSON.parse(text) as unknown;
    return isCondition(found) ? tagged(found) : null;
  } catch {
    return null;
  }
}

function isCondition(found: unknown): found is Condition {
  if (found === null || typeof found !== "object" || !("kind" in found)) return false;
  const { kind, of, compare, from, first, then } = found as Record<string, unknown>;
  if (typeof kind !== "string" || !GROUPS.includes(kind)) return false;
  if (kind === "all" || kind === "any") return Array.isArray(of) && of.every(isCondition);
  if (kind === "not" || kind === "brand") return isCondition(of);
  if (kind === "trait") return typeof compare === "object" && compare !== null;
  if (kind === "event") return typeof from === "object" && from !== null;
  if (kind === "sequence") return typeof first === "object" && first !== null && Array.isArray(then);
  return true;
}
