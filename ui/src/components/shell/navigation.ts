import {
  IconBuildingStore,
  IconChartGridDots,
  IconChecklist,
  IconFileImport,
  IconFingerprint,
  IconHistory,
  IconHome,
  IconKey,
  IconPlugConnected,
  IconRosetteDiscountCheck,
  IconSettings,
  IconShieldHalf,
  IconShieldLock,
  IconTags,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { linkOptions } from "@tanstack/react-router";
import type { Schema } from "@/api/client";

type Permission = Schema<"Permission">;

/**
 * The pages of the app in the order of the menu. A page enters here when its engine is there. `permission` names the
 * right without which it is not shown; the server refuses in any case.
 */
export const NAVIGATION = [
  { link: linkOptions({ to: "/" }), word: "nav.home", icon: IconHome, exact: true },
  { link: linkOptions({ to: "/people" }), word: "nav.people", icon: IconUsers, exact: false },
  {
    link: linkOptions({ to: "/tasks" }),
    word: "nav.tasks",
    icon: IconChecklist,
    exact: false,
    permission: "people.read",
  },
  {
    link: linkOptions({ to: "/segments" }),
    word: "nav.segments",
    icon: IconUsersGroup,
    exact: false,
    permission: "definitions.read",
  },
  {
    link: linkOptions({ to: "/rfm" }),
    word: "nav.rfm",
    icon: IconChartGridDots,
    exact: false,
    permission: "definitions.read",
  },
  {
    link: linkOptions({ to: "/traits" }),
    word: "nav.traits",
    icon: IconTags,
    exact: false,
    permission: "definitions.read",
  },
  {
    link: linkOptions({ to: "/sources" }),
    word: "nav.sources",
    icon: IconPlugConnected,
    exact: false,
    permission: "sources.read",
  },
  {
    link: linkOptions({ to: "/imports" }),
    word: "nav.imports",
    icon: IconFileImport,
    exact: false,
    permission: "sources.read",
  },
  {
    link: linkOptions({ to: "/quarantine" }),
    word: "nav.quarantine",
    icon: IconShieldHalf,
    exact: false,
    permission: "quality.read",
  },
  {
    link: linkOptions({ to: "/quality" }),
    word: "nav.quality",
    icon: IconRosetteDiscountCheck,
    exact: false,
    permission: "quality.read",
  },
  {
    link: linkOptions({ to: "/identity" }),
    word: "nav.identity",
    icon: IconFingerprint,
    exact: false,
    permission: "identity.read",
  },
  { link: linkOptions({ to: "/settings" }), word: "nav.settings", icon: IconSettings, exact: false },
] as const satisfies readonly {
  link: { to: string };
  word: string;
  icon: typeof IconHome;
  exact: boolean;
  permission?: Permission;
}[];

/** The pages of the settings in the order of their menu; `settings:section` has their words by name. */
export const SETTINGS = [
  { link: linkOptions({ to: "/settings/profile" }), name: "profile", icon: IconUserCircle },
  { link: linkOptions({ to: "/settings/tokens" }), name: "tokens", icon: IconKey, permission: "tokens.make" },
  {
    link: linkOptions({ to: "/settings/workspace" }),
    name: "workspace",
    icon: IconBuildingStore,
    permission: "workspace.read",
  },
  { link: linkOptions({ to: "/settings/users" }), name: "users", icon: IconUsers, permission: "users.read" },
  { link: linkOptions({ to: "/settings/roles" }), name: "roles", icon: IconShieldLock },
  { link: linkOptions({ to: "/settings/audit" }), name: "audit", icon: IconHistory, permission: "audit.read" },
] as const satisfies readonly { link: { to: string }; name: string; icon: typeof IconHome; permission?: Permission }[];

/** What can be begun from anywhere; the id is that of what the page itself offers, which is not listed twice. */
export const BEGINNINGS = [
  {
    id: "new-segment",
    link: linkOptions({ to: "/segments/new-segment" }),
    word: "segments:list.build",
    permission: "definitions.edit",
  },
  {
    id: "new-trait",
    link: linkOptions({ to: "/traits/new-trait" }),
    word: "traits:list.build",
    permission: "definitions.edit",
  },
  {
    id: "new-source",
    link: linkOptions({ to: "/sources", search: { new: true } }),
    word: "sources:new.open",
    permission: "sources.manage",
  },
] as const satisfies readonly { id: string; link: { to: string }; word: string; permission: Permission }[];

/** Those of some pages that somebody with these rights may see. */
export function seenBy<Entry extends object>(entries: readonly Entry[], rights: readonly Permission[]): Entry[] {
  return entries.filter((each) => !("permission" in each) || rights.some((right) => right === each.permission));
}
