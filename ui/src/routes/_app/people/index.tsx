import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";

export const Route = createFileRoute("/_app/people/")({ component: People });

function People() {
  const { t } = useTranslation("people");
  return (
    <Page title={t("title")}>
      <span />
    </Page>
  );
}
