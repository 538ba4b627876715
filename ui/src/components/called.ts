import { useMemo } from "react";
import { useSession } from "@/api/session";
import { type Called, calledOf } from "@/lib/called-of";

/** The one place that says what ready-made definitions and brands are called by whoever reads. */
export function useCalled(): Called {
  const { wording } = useSession();
  return useMemo(() => calledOf(wording), [wording]);
}
