import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useEnded } from "@/api/ended";
import { Logo } from "@/components/logo";
import { PagePending } from "@/components/page";
import { CommandPalette, openPalette } from "./command-palette";
import { Side } from "./side";
import classes from "./shell.module.css";

const ComeBack = lazy(() => import("./come-back"));

/** The frame around every page: the menu beside it, or behind a button where the window is narrow. */
export function Shell() {
  const { t } = useTranslation();
  const [isOpen, menu] = useDisclosure();
  const ended = useEnded();
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content" onClick={skip}>
        {t("nav.skip")}
      </a>
      <aside className={classes.side}>
        <Side />
      </aside>
      <Drawer
        opened={isOpen}
        onClose={menu.close}
        size="17rem"
        padding={0}
        withCloseButton={false}
        title={null}
        attributes={{ content: { "aria-label": t("nav.menu") } }}
      >
        <Side onGo={menu.close} />
      </Drawer>
      <div className={classes.main}>
        <header className={classes.bar}>
          <ActionIcon aria-label={t("nav.menu")} onClick={menu.open} size="lg">
            <IconMenu2 size={20} />
          </ActionIcon>
          <Logo />
          <span className={classes.grow} />
          <ActionIcon aria-label={t("palette.open")} onClick={openPalette} size="lg">
            <IconSearch size={20} />
          </ActionIcon>
        </header>
        <Suspense fallback={<PagePending />}>
          <Outlet />
        </Suspense>
      </div>
      <CommandPalette />
      <Suspense>{ended && <ComeBack ended={ended} />}</Suspense>
    </div>
  );
}

/** With a `<base>` in the page, a bare fragment would lead to the base: go by hand. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
