import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/page";
import { ReadyMade } from "@/features/segments/ready-made";

export const Route = createFileRoute("/_app/segments/ready-made")({ component: Gallery });

function Gallery() {
  const { t } = useTranslation("segments");
  return (
    <Page title={t("ready.title")} about={t("ready.about")}>
      <ReadyMade />
    </Page>
  );
}
