import { Tabs } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import shared from "@/components/definition/definition.module.css";
import { DefinitionHeading, KeyNote } from "@/components/definition/definition-list";
import { DocumentView } from "@/components/definition/document-view";
import { computationSentence, useSpeaker } from "@/components/definition/sentence";
import { Versions } from "@/components/definition/versions";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCalled } from "@/components/called";
import { detailInWords } from "@/i18n/wording";
import { useMay } from "@/lib/permission";
import { progressQuery, type TraitDefinition, versionsQuery } from "./queries";
import { Spread } from "./spread";
import { TraitActions } from "./trait-actions";
import { StatusBadge } from "./trait-list";
import classes from "./traits.module.css";
import { type Tab, TABS } from "./views";

interface OneTraitProps {
  name: string;
  /** Of a computed trait. */
  found: TraitDefinition | null;
  tab: Tab;
  per: string;
  onChange: (change: { tab?: Tab; per?: string }) => void;
}

/** One trait: what it is, who uses it, and how it is spread over people. */
export function OneTrait({ name, found, tab, per, onChange }: OneTraitProps) {
  const { t } = useTranslation("traits");
  const speaker = useSpeaker();
  const mayEdit = useMay("definitions.edit");
  const mayRead = useMay("people.read");
  const progress = useQuery(progressQuery).data?.items.find((each) => each.key === name);
  const called = useCalled();
  const title = found ? called.trait(name, found.definition.name ?? name) : speaker.names.traitTitle(name);
  const about = called.trait(name, found?.definition.description ?? "");
  return (
    <Page
      title={title}
      heading={
        <DefinitionHeading name={title}>
          {found && progress && <StatusBadge status={progress.fault ? "fault" : progress.status} />}
        </DefinitionHeading>
      }
      about={<KeyNote of={name} />}
      actions={found && mayEdit && <TraitActions found={found} />}
    >
      {progress?.fault && (
        <p className={classes.fault} role="alert">
          <bdi>{detailInWords({ detail: progress.fault, words: progress.fault_words })}</bdi>
        </p>
      )}
      {found && (
        <Tabs
          mb="md"
          value={tab}
          onChange={(chosen) => {
            onChange({ tab: TABS.find((each) => each === chosen) ?? "overview" });
          }}
        >
          <Tabs.List>
            {TABS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`tab.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      {(!found || tab === "overview") && (
        <div className={classes.panels}>
          {mayRead && (
            <Spread
              trait={name}
              per={per}
              onPer={(next) => {
                onChange({ per: next });
              }}
            />
          )}
          <div className={classes.column}>
            <Panel title={t("one.what")}>
              <p className={shared.sentence}>
                {found
                  ? computationSentence(speaker, found.definition.compute)
                  : t(name.startsWith("traits.") ? "one.told" : "one.builtIn")}
              </p>
              {about && <p className={classes.hint}>{about}</p>}
            </Panel>
            {found && (
              <Panel title={t("one.usedBy")}>
                {found.used_by.length === 0 ? (
                  <p className={classes.hint}>{t("one.unused")}</p>
                ) : (
                  <ul className={classes.users}>
                    {found.used_by.map((user) => {
                      const key = user.slice(user.indexOf(":") + 1);
                      return (
                        <li key={user}>
                          <Link to="/segments/$key" params={{ key }} className={shared.link}>
                            <bdi>{speaker.names.segment(key)}</bdi>
                          </Link>
                        </li>
                      );
                    })}
                  </ul>
                )}
              </Panel>
            )}
          </div>
        </div>
      )}
      {found && tab === "definition" && (
        <Panel>
          <DocumentView document={found.definition} />
        </Panel>
      )}
      {found && tab === "versions" && <TraitVersions name={name} />}
    </Page>
  );
}

function TraitVersions({ name }: { name: string }) {
  const query = useInfiniteQuery(versionsQuery(name));
  const versions = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel>
      <Versions versions={versions} more={query.hasNextPage ? () => void query.fetchNextPage() : undefined} />
    </Panel>
  );
}
