import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";
import { ImportList } from "@/features/imports/import-list";

export const Route = createFileRoute("/_app/imports/")({ component: Imports });

function Imports() {
  const { t } = useTranslation("imports");
  return (
    <Page title={t("title")} about={t("what")} fill>
      <ImportList />
    </Page>
  );
}
