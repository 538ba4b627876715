import type { Schema } from "@/api/client";
import { useSession } from "@/api/session";

/** Whether whoever is signed in has a right. Only for what is shown: the server decides in any case. */
export function useMay(permission: Schema<"Permission">): boolean {
  return useSession().permissions.includes(permission);
}
