import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import { clip } from "@/components/value";
import { When } from "@/components/when";
import { importQuery } from "@/features/imports/queries";
import { Result } from "@/features/imports/result";
import { STEPS, Wizard } from "@/features/imports/wizard";

const TITLE_LETTERS = 80;

export const Route = createFileRoute("/_app/imports/$id")({
  validateSearch: v.object({ step: v.optional(v.fallback(v.picklist(STEPS), "what")) }),
  loader: ({ context, params }) => context.cache.query({ ...importQuery(params.id), staleTime: 0 }),
  component: OneImport,
});

function OneImport() {
  const { t } = useTranslation("imports");
  const { id } = Route.useParams();
  const { step = "what" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { data: found } = useSuspenseQuery(importQuery(id));
  return (
    <Page
      title={clip(found.name, TITLE_LETTERS)}
      about={
        <>
          {t("brought")} <When at={found.created_at} />
        </>
      }
    >
      {found.status === "draft" ? (
        <Wizard of={found} step={step} onStep={(chosen) => void navigate({ search: { step: chosen } })} />
      ) : (
        <Result of={found} />
      )}
    </Page>
  );
}
