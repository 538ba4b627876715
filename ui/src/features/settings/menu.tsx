import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { seenBy, SETTINGS } from "@/components/shell/navigation";
import classes from "./settings.module.css";

/** The menu of the settings: what a role may not see is not in it. */
export function SettingsMenu() {
  const { t } = useTranslation("settings");
  const { permissions } = useSession();
  return (
    <nav className={classes.menu} aria-label={t("title")}>
      {seenBy(SETTINGS, permissions).map(({ link, name, icon: Icon }) => (
        <Link key={link.to} {...link} className={classes.link} ref={intoView}>
          <Icon size={16} stroke={1.75} aria-hidden />
          {t(`section.${name}`)}
        </Link>
      ))}
    </nav>
  );
}

/** Where the window is narrow the menu scrolls sideways: the page that is open is seen in it. */
function intoView(link: HTMLAnchorElement | null): void {
  if (link?.getAttribute("aria-current")) link.scrollIntoView({ block: "nearest", inline: "center" });
}
