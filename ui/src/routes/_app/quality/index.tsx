import { SegmentedControl } from "@mantine/core";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { SPANS } from "@/features/quality/queries";
import { Report } from "@/features/quality/report";

export const Route = createFileRoute("/_app/quality/")({
  validateSearch: v.object({
    days: v.optional(v.fallback(v.picklist(SPANS), 30)),
    open: v.optional(v.fallback(v.string(), "")),
  }),
  component: Quality,
});

function Quality() {
  const { t } = useTranslation("quality");
  const { days = 30, open = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <Page
      title={t("title")}
      about={t("about")}
      actions={
        <SegmentedControl
          aria-label={t("span")}
          value={String(days)}
          onChange={(value) => {
            const chosen = SPANS.find((each) => String(each) === value);
            if (chosen) void navigate({ search: { days: chosen }, replace: true });
          }}
          data={SPANS.map((value) => ({ value: String(value), label: t("days", { count: value }) }))}
        />
      }
    >
      <Report
        days={days}
        open={open}
        onOpen={(chosen) => void navigate({ search: { days, open: chosen }, replace: true, resetScroll: false })}
      />
    </Page>
  );
}
