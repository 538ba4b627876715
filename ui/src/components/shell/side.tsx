import { Kbd } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { LogoMark } from "@/components/logo";
import { openPalette } from "./command-palette";
import { NAVIGATION, seenBy } from "./navigation";
import { UserMenu } from "./user-menu";
import classes from "./side.module.css";

/** The menu: where one is, where one can go, and who one is. */
export function Side({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const { workspace, permissions } = useSession();
  return (
    <div className={classes.side}>
      <div className={classes.head}>
        <LogoMark size={24} />
        <bdi className={classes.workspace}>{workspace.name}</bdi>
      </div>
      <button
        type="button"
        className={classes.search}
        onClick={() => {
          onGo?.();
          openPalette();
        }}
      >
        <IconSearch size={15} aria-hidden />
        <span>{t("palette.open")}</span>
        <Kbd>{PALETTE_KEY}</Kbd>
      </button>
      <nav className={classes.nav} aria-label={t("nav.menu")}>
        {seenBy(NAVIGATION, permissions).map(({ link, word, icon: Icon, exact }) => (
          <Link key={link.to} {...link} className={classes.link} activeOptions={{ exact }} onClick={onGo}>
            <Icon size={17} stroke={1.75} aria-hidden />
            {t(word)}
          </Link>
        ))}
      </nav>
      <UserMenu />
    </div>
  );
}

const PALETTE_KEY = navigator.platform.startsWith("Mac") ? "⌘K" : "Ctrl K";
