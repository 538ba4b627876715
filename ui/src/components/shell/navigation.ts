import {
  IconChartGridDots,
  IconChecklist,
  IconFileImport,
  IconFingerprint,
  IconHome,
  IconPlugConnected,
  IconRosetteDiscountCheck,
  IconSettings,
  IconShieldHalf,
  IconTags,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { linkOptions } from "@tanstack/react-router";

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
  permission?: string;
}[];
