import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";

export const Route = createFileRoute("/_app/")({ component: Home });

function Home() {
  const { t } = useTranslation("home");
  return (
    <Page title={t("title")} about={t("about")}>
      <span />
    </Page>
  );
}
