import { createFileRoute, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";
import { SettingsMenu } from "@/features/settings/menu";
import classes from "@/features/settings/settings.module.css";

export const Route = createFileRoute("/_app/settings")({ component: Settings });

function Settings() {
  const { t } = useTranslation("settings");
  return (
    <Page title={t("title")}>
      <div className={classes.frame}>
        <SettingsMenu />
        <Outlet />
      </div>
    </Page>
  );
}
