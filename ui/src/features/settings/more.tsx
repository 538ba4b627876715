import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./settings.module.css";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Fetches the next page of a list, if there is one. */
export function More({ of: pages }: { of: Pages }) {
  const { t } = useTranslation("settings");
  if (!pages.hasNextPage) return null;
  return (
    <div className={classes.more}>
      <Button variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {t("more")}
      </Button>
    </div>
  );
}
