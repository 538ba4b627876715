import { Button } from "@mantine/core";
import { createFileRoute, Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { useOffer } from "@/components/shell/commands";
import { TraitList } from "@/features/traits/trait-list";
import { ORIGINS } from "@/features/traits/views";
import { useMay } from "@/lib/permission";

export const Route = createFileRoute("/_app/traits/")({
  validateSearch: v.object({
    q: v.optional(v.fallback(v.string(), "")),
    origin: v.optional(v.fallback(v.picklist(ORIGINS), "all")),
  }),
  component: Traits,
});

function Traits() {
  const { t } = useTranslation("traits");
  const { q = "", origin = "all" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const mayEdit = useMay("definitions.edit");
  const offered = useMemo(
    () =>
      mayEdit
        ? [{ id: "new-trait", label: t("list.build"), run: () => void navigate({ to: "/traits/new-trait" }) }]
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
          <Button
            leftSection={<IconPlus size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/traits/new-trait" {...props} />}
          >
            {t("list.build")}
          </Button>
        )
      }
    >
      <TraitList
        search={q}
        origin={origin}
        onChange={(change) =>
          void navigate({
            search: { q: change.search ?? q, origin: change.origin ?? origin },
            replace: true,
            resetScroll: false,
          })
        }
      />
    </Page>
  );
}
