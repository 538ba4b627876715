import { useQuery } from "@tanstack/react-query";
import type { Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { rolesQuery } from "./queries";

export type UserRole = Schema<"UserView">["role"];

/** The roles that whoever is signed in may give: those that allow nothing more than their own. */
export function useOfferedRoles(): UserRole[] {
  const may = new Set<string>(useSession().permissions);
  const roles = useQuery(rolesQuery).data?.items ?? [];
  return roles
    .filter((each) => each.of_users && each.permissions.every((permission) => may.has(permission)))
    .map((each) => each.role as UserRole);
}
