import type { Comparison, ValueType } from "@/components/definition/model";

/** What a comparison of a type begins with. */
export function startOf(type: ValueType): Comparison {
  switch (type) {
    case "number":
      return { op: "ge" };
    case "instant":
      return { op: "within_last", value: "P30D" };
    case "duration":
      return { op: "le", value: "P30D" };
    case "boolean":
      return { op: "eq", value: true };
    case "map":
      return { op: "exists" };
    default:
      return { op: "eq" };
  }
}
