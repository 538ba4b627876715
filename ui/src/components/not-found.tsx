import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconMapOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "./empty";
import { Page } from "./page";

/** There is nothing at this address. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("notFound.title")} heading={<span />}>
      <Empty
        isPage
        icon={IconMapOff}
        title={t("notFound.title")}
        action={
          <Button component={Link} to="/" variant="default">
            {t("notFound.home")}
          </Button>
        }
      >
        {t("notFound.what")}
      </Empty>
    </Page>
  );
}
