import { Tabs } from "@mantine/core";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import classes from "@/features/identity/identity.module.css";
import { Review } from "@/features/identity/review";
import { RulesEditor } from "@/features/identity/rules-editor";
import { RulesVersions } from "@/features/identity/rules-versions";
import { useMay } from "@/lib/permission";

const TABS = ["rules", "review", "versions"] as const;

export const Route = createFileRoute("/_app/identity/")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "rules")),
    operation: v.optional(v.fallback(v.string(), "")),
    pair: v.optional(v.fallback(v.string(), "")),
  }),
  component: Identity,
});

function Identity() {
  const { t } = useTranslation("identity");
  const { tab = "rules", operation = "", pair = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const mayReview = useMay("people.read");
  const shown = TABS.filter((each) => each !== "review" || mayReview);
  return (
    <Page title={t("title")} about={t("about")}>
      <Tabs
        keepMounted={false}
        value={tab}
        onChange={(chosen) =>
          void navigate({ search: { tab: TABS.find((each) => each === chosen) }, replace: true, resetScroll: false })
        }
      >
        <Tabs.List className={classes.tabs}>
          {shown.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rules">
          <RulesEditor
            operation={operation}
            onOperation={(id) =>
              void navigate({ search: { tab, operation: id || undefined }, replace: true, resetScroll: false })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="review">
          <Review
            run={operation}
            onRun={(id) => void navigate({ search: { tab, operation: id }, replace: true, resetScroll: false })}
            chosen={pair}
            onChoose={(id) =>
              void navigate({ search: { tab, operation, pair: id }, replace: true, resetScroll: false })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <RulesVersions />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
