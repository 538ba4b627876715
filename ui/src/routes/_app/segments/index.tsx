import { Button } from "@mantine/core";
import { createFileRoute, Link } from "@tanstack/react-router";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { useOffer } from "@/components/shell/commands";
import { SegmentList } from "@/features/segments/segment-list";
import { KINDS } from "@/features/segments/views";
import { useMay } from "@/lib/permission";

export const Route = createFileRoute("/_app/segments/")({
  validateSearch: v.object({
    q: v.optional(v.fallback(v.string(), "")),
    kind: v.optional(v.fallback(v.picklist(KINDS), "all")),
  }),
  component: Segments,
});

function Segments() {
  const { t } = useTranslation("segments");
  const { q = "", kind = "all" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const mayEdit = useMay("definitions.edit");
  const offered = useMemo(
    () =>
      mayEdit
        ? [{ id: "new-segment", label: t("list.build"), run: () => void navigate({ to: "/segments/new-segment" }) }]
        : [],
    [mayEdit, t, navigate],
  );
  useOffer(offered);
  return (
    <Page
      title={t("title")}
      about={t("about")}
      fill
      actions={
        mayEdit && (
          <>
            <Button
              variant="default"
              leftSection={<IconSparkles size={15} aria-hidden />}
              renderRoot={(props) => <Link to="/segments/ready-made" {...props} />}
            >
              {t("list.ready")}
            </Button>
            <Button
              leftSection={<IconPlus size={15} aria-hidden />}
              renderRoot={(props) => <Link to="/segments/new-segment" {...props} />}
            >
              {t("list.build")}
            </Button>
          </>
        )
      }
    >
      <SegmentList
        search={q}
        kind={kind}
        onChange={(change) =>
          void navigate({
            search: { q: change.search ?? q, kind: change.kind ?? kind },
            replace: true,
            resetScroll: false,
          })
        }
      />
    </Page>
  );
}
