import { Tabs } from "@mantine/core";
import { createFileRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Page } from "@/components/page";
import classes from "@/features/identity/identity.module.css";
import { Matches } from "@/features/identity/matches";
import { RulesEditor } from "@/features/identity/rules-editor";
import { RulesVersions } from "@/features/identity/rules-versions";
import { useMay } from "@/lib/permission";

const TABS = ["rules", "review", "versions"] as const;

export const Route = createFileRoute("/_app/identity/")({
  validateSearch: v.object({
    tab: v.optional(v.fallback(v.picklist(TABS), "rules")),
    operation: v.optional(v.fallback(v.string(), "")),
    pair: v.optional(v.fallback(v.string(), "")),
    view: v.optional(v.fallback(v.picklist(["waiting", "decided"]), "waiting")),
    verdict: v.optional(v.fallback(v.picklist(["", "accepted", "rejected"]), "")),
    by: v.optional(v.fallback(v.picklist(["people", "matching"]), "people")),
  }),
  component: Identity,
});

function Identity() {
  const { t } = useTranslation("identity");
  const asked = Route.useSearch();
  const { tab = "rules", operation = "", pair = "", view = "waiting", verdict = "", by = "people" } = asked;
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
          <Matches
            search={{ operation, pair, view, verdict, by }}
            onChange={(change) => {
              const search = Object.fromEntries(
                Object.entries({ ...asked, ...change }).filter(([, value]) => value !== ""),
              );
              void navigate({ search, replace: true, resetScroll: false });
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <RulesVersions />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
