import { Alert, Button, Skeleton, Switch, TagsInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { useSession } from "@/api/session";
import { faultsOf } from "@/components/definition/faults";
import { Dialog } from "@/components/dialog";
import { notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { When } from "@/components/when";
import { useDraft } from "@/lib/draft";
import { useMay } from "@/lib/permission";
import classes from "./identity.module.css";
import { NamespaceList } from "./namespace-list";
import { type Change, faultAt } from "./namespaces";
import { defaultsQuery, type Rules, rulesQuery, type RulesView } from "./queries";
import { SaveRules } from "./save-rules";
import { Simulation } from "./simulation";

interface RulesEditorProps {
  operation: string;
  onOperation: (id: string) => void;
}

/** By what people are recognised: changed here, tried on the history, then put in force with a reason. */
export function RulesEditor(props: RulesEditorProps) {
  const rules = useQuery(rulesQuery);
  const defaults = useQuery(defaultsQuery);
  const error = rules.error ?? defaults.error;
  if (error)
    return <ProblemNote error={error} onRetry={() => void Promise.all([rules.refetch(), defaults.refetch()])} />;
  if (!rules.data || !defaults.data) return <Skeleton h={420} />;
  return <Editor key={rules.data.version} view={rules.data} defaults={defaults.data.rules} {...props} />;
}

interface Working {
  rules: Rules;
  /** Of the rules that were in force when this began. */
  version: number;
}

function Editor({ view, defaults, operation, onOperation }: { view: RulesView; defaults: Rules } & RulesEditorProps) {
  const { t } = useTranslation(["identity", "definition"]);
  const { workspace } = useSession();
  const mayManage = useMay("identity.manage");
  const draft = useDraft<Working>(`${workspace.id}:identity-rules`, { rules: view.rules, version: view.version });
  const [isSaving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<Error | null>(null);
  const [tried, setTried] = useState<Rules | null>(null);
  const { rules, version } = draft.value;
  const faults = useMemo(() => faultsOf(refusal, "/rules"), [refusal]);
  const isChanged = JSON.stringify(rules) !== JSON.stringify(view.rules);
  const latest = useRef(draft.value);
  useEffect(() => {
    latest.current = draft.value;
  });
  const change: Change = (changed) => {
    setRefusal(null);
    latest.current = { ...latest.current, rules: changed(latest.current.rules) };
    draft.change(latest.current);
  };
  const discard = () => {
    setRefusal(null);
    draft.discard();
  };
  const simulate = useMutation({
    mutationFn: (proposed: Rules) => data(api.POST("/api/identity/simulations", { body: { rules: proposed } })),
    onSuccess: (queued, proposed) => {
      setRefusal(null);
      setTried(proposed);
      onOperation(queued.id);
    },
    onError: (error) => {
      setRefusal(error);
      notifyProblem(error);
    },
  });
  return (
    <div className={classes.stack}>
      {version !== view.version && (
        <Alert color="orange" icon={<IconAlertTriangle size={17} aria-hidden />}>
          {t("rules.overtaken", { number: view.version })}
        </Alert>
      )}
      {draft.foundFrom && (
        <div className={classes.draft} role="status">
          <span>
            {t("definition:form.draft")} <When at={draft.foundFrom} />
          </span>
          <Button size="compact-xs" variant="default" onClick={discard}>
            {t("definition:form.draftDiscard")}
          </Button>
        </div>
      )}
      <Panel
        title={t("rules.title")}
        aside={view.version === 0 ? t("rules.default") : t("rules.version", { number: view.version })}
        flush
      >
        <NamespaceList rules={rules} defaults={defaults} faults={faults} isOpen={mayManage} onChange={change} />
      </Panel>
      <Junk rules={rules} faults={faults} isOpen={mayManage} onChange={change} />
      {mayManage && (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconFlask size={15} aria-hidden />}
            loading={simulate.isPending}
            onClick={() => {
              simulate.mutate(rules);
            }}
          >
            {t("rules.simulate")}
          </Button>
          <Button
            disabled={!isChanged}
            onClick={() => {
              setSaving(true);
            }}
          >
            {t("rules.save")}
          </Button>
          {isChanged && (
            <Button variant="subtle" onClick={discard}>
              {t("rules.discard")}
            </Button>
          )}
          <span className={classes.dim}>{t(isChanged ? "rules.changed" : "rules.note")}</span>
        </div>
      )}
      {operation && <Simulation id={operation} isPast={tried !== null && tried !== rules} />}
      <Dialog
        opened={isSaving}
        onClose={() => {
          setSaving(false);
        }}
        title={t("rules.saveTitle")}
      >
        <SaveRules
          rules={rules}
          version={view.version}
          onDone={() => {
            draft.forget();
            setSaving(false);
            onOperation("");
          }}
          onRefused={(error) => {
            setRefusal(error);
            setSaving(false);
          }}
        />
      </Dialog>
    </div>
  );
}

interface JunkProps {
  rules: Rules;
  faults: ReadonlyMap<string, string>;
  isOpen: boolean;
  onChange: Change;
}

/** What is never an identifier, whatever its kind. */
function Junk({ rules, faults, isOpen, onChange }: JunkProps) {
  const { t } = useTranslation("identity");
  return (
    <Panel title={t("rules.junk")}>
      <div className={classes.form}>
        <TagsInput
          size="sm"
          label={t("rules.words")}
          description={t("rules.wordsWhat")}
          value={rules.blocked_words ?? []}
          error={faultAt(faults, "/blocked_words")}
          disabled={!isOpen}
          onChange={(words) => {
            onChange((before) => ({ ...before, blocked_words: words }));
          }}
        />
        <TagsInput
          size="sm"
          label={t("rules.patterns")}
          description={t("rules.patternsWhat")}
          value={rules.blocked ?? []}
          error={faultAt(faults, "/blocked")}
          disabled={!isOpen}
          splitChars={[]}
          onChange={(patterns) => {
            onChange((before) => ({ ...before, blocked: patterns }));
          }}
        />
        <Switch
          label={t("rules.gmail")}
          checked={rules.fold_gmail}
          disabled={!isOpen}
          onChange={(event) => {
            const isFolded = event.currentTarget.checked;
            onChange((before) => ({ ...before, fold_gmail: isFolded }));
          }}
        />
      </div>
    </Panel>
  );
}
