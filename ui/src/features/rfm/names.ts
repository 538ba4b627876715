import { useQuery } from "@tanstack/react-query";
import { useCalled } from "@/components/called";
import { sizesQuery } from "./queries";

/** What segments are called by whoever reads, by key. */
export function useSegmentNames(): ReadonlyMap<string, string> {
  const called = useCalled();
  return new Map(useQuery(sizesQuery).data?.items.map(({ key, name }) => [key, called.segment(key, name)]));
}
