import { useCallback } from "react";
import { useCalled } from "@/components/called";
import type { Definition } from "./queries";

/** What segments are called by whoever reads. */
export function useNameOf(): (segment: Pick<Definition, "key" | "definition">) => string {
  const called = useCalled();
  return useCallback(({ key, definition }) => called.segment(key, definition.name ?? key), [called]);
}
