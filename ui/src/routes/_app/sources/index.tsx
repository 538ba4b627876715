import { Button } from "@mantine/core";
import { createFileRoute } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { NewSource } from "@/features/sources/new-source";
import { SPANS } from "@/features/sources/queries";
import { SourceList } from "@/features/sources/source-list";
import { SpanControl } from "@/features/sources/volume";
import { useMay } from "@/lib/permission";

export const Route = createFileRoute("/_app/sources/")({
  validateSearch: v.object({
    span: v.optional(v.fallback(v.picklist(SPANS), "month")),
    new: v.optional(v.fallback(v.boolean(), false)),
  }),
  component: Sources,
});

function Sources() {
  const { t } = useTranslation("sources");
  const { span = "month", new: isNew = false } = Route.useSearch();
  const navigate = Route.useNavigate();
  const mayManage = useMay("sources.manage");
  const openNew = (opened: boolean) =>
    void navigate({ search: opened ? { span, new: true } : { span }, replace: true });
  return (
    <Page
      title={t("title")}
      about={t("about")}
      fill
      actions={
        <>
          <SpanControl span={span} onSpan={(chosen) => void navigate({ search: { span: chosen }, replace: true })} />
          {mayManage && (
            <Button
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => {
                openNew(true);
              }}
            >
              {t("new.open")}
            </Button>
          )}
        </>
      }
    >
      <SourceList
        span={span}
        onNew={() => {
          openNew(true);
        }}
      />
      <NewSource
        opened={isNew && mayManage}
        onClose={() => {
          openNew(false);
        }}
      />
    </Page>
  );
}
