import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { freshnessQuery } from "./queries";

/** Have all that tells of a segment's members asked anew once it has become larger or smaller. */
export function useFollowed(key: string): void {
  const cache = useQueryClient();
  const { data: fresh } = useQuery(freshnessQuery(key));
  const known = useRef<string>(undefined);
  const seen = fresh && `${fresh.key} ${fresh.status} ${fresh.size}`;
  useEffect(() => {
    if (seen !== undefined && known.current !== undefined && known.current !== seen) {
      for (const what of ["history", "sizes", "overlap", "members", "turnover"]) {
        void cache.invalidateQueries({ queryKey: ["segments", what] });
      }
    }
    known.current = seen;
  }, [seen, cache]);
}
