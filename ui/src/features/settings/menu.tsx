import { Link, linkOptions } from "@tanstack/react-router";
import {
  IconBuildingStore,
  IconHistory,
  IconKey,
  IconShieldLock,
  IconUserCircle,
  IconUsers,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import classes from "./settings.module.css";

/** The pages of the settings in the order of their menu; `permission` as in the navigation of the app. */
const SECTIONS = [
  { link: linkOptions({ to: "/settings/profile" }), word: "section.profile", icon: IconUserCircle },
  {
    link: linkOptions({ to: "/settings/tokens" }),
    word: "section.tokens",
    icon: IconKey,
    permission: "tokens.make",
  },
  {
    link: linkOptions({ to: "/settings/workspace" }),
    word: "section.workspace",
    icon: IconBuildingStore,
    permission: "workspace.read",
  },
  { link: linkOptions({ to: "/settings/users" }), word: "section.users", icon: IconUsers, permission: "users.read" },
  { link: linkOptions({ to: "/settings/roles" }), word: "section.roles", icon: IconShieldLock },
  { link: linkOptions({ to: "/settings/audit" }), word: "section.audit", icon: IconHistory, permission: "audit.read" },
] as const;

/** The menu of the settings: what a role may not see is not in it. */
export function SettingsMenu() {
  const { t } = useTranslation("settings");
  const { permissions } = useSession();
  const shown = SECTIONS.filter(
    (each) => !("permission" in each) || permissions.some((permission) => permission === each.permission),
  );
  return (
    <nav className={classes.menu} aria-label={t("title")}>
      {shown.map(({ link, word, icon: Icon }) => (
        <Link key={link.to} {...link} className={classes.link}>
          <Icon size={16} stroke={1.75} aria-hidden />
          {t(word)}
        </Link>
      ))}
    </nav>
  );
}
