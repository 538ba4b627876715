import { Button, Checkbox, NumberInput, Select, Skeleton, Switch, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconFlask } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { Dialog } from "@/components/dialog";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useMay } from "@/lib/permission";
import classes from "./identity.module.css";
import { type Rules, rulesQuery, type RulesView } from "./queries";
import { Simulation } from "./simulation";

const WINDOWS = ["ever", "annually", "monthly", "weekly"] as const;
type Namespace = Rules["custom"];

interface RulesEditorProps {
  operation: string;
  onOperation: (id: string) => void;
}

/** By what people are recognised: changed here, tried on the history, then put in force with a reason. */
export function RulesEditor(props: RulesEditorProps) {
  const rules = useQuery(rulesQuery);
  if (rules.error) return <ProblemNote error={rules.error} onRetry={() => void rules.refetch()} />;
  if (!rules.data) return <Skeleton h={420} />;
  return <Editor key={rules.data.version} view={rules.data} {...props} />;
}

function Editor({ view, operation, onOperation }: { view: RulesView } & RulesEditorProps) {
  const { t } = useTranslation("identity");
  const mayManage = useMay("identity.manage");
  const [rules, setRules] = useState(view.rules);
  const [isSaving, setSaving] = useState(false);
  const isChanged = JSON.stringify(rules) !== JSON.stringify(view.rules);
  const simulate = useMutation({
    mutationFn: () => data(api.POST("/api/identity/simulations", { body: { rules } })),
    onSuccess: (queued) => {
      onOperation(queued.id);
    },
    onError: notifyProblem,
  });
  const spaces = Object.entries(rules.namespaces).sort(([, a], [, b]) => (a.priority ?? 99) - (b.priority ?? 99));
  const change = (name: string, to: Namespace) => {
    setRules((before) => ({ ...before, namespaces: { ...before.namespaces, [name]: to } }));
  };
  return (
    <div className={classes.stack}>
      <Panel
        title={t("rules.title")}
        aside={view.version === 0 ? t("rules.default") : t("rules.version", { number: view.version })}
        flush
      >
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{t("rules.namespace")}</th>
                <th>{t("rules.priority")}</th>
                <th>{t("rules.limit")}</th>
                <th>{t("rules.window")}</th>
                <th>{t("rules.unique")}</th>
                <th>{t("rules.blocked")}</th>
              </tr>
            </thead>
            <tbody>
              {spaces.map(([name, space]) => (
                <Row
                  key={name}
                  name={name}
                  label={name}
                  space={space}
                  isOpen={mayManage}
                  onChange={(to) => {
                    change(name, to);
                  }}
                />
              ))}
              <Row
                name={t("rules.custom")}
                label={t("rules.custom")}
                space={rules.custom}
                isOpen={mayManage}
                onChange={(custom) => {
                  setRules((before) => ({ ...before, custom }));
                }}
              />
            </tbody>
          </table>
        </div>
      </Panel>
      <Panel title={t("rules.junk")}>
        <div className={classes.form}>
          <TagsInput
            size="sm"
            label={t("rules.words")}
            description={t("rules.wordsWhat")}
            value={rules.blocked_words ?? []}
            disabled={!mayManage}
            onChange={(words) => {
              setRules((before) => ({ ...before, blocked_words: words }));
            }}
          />
          <TagsInput
            size="sm"
            label={t("rules.patterns")}
            description={t("rules.patternsWhat")}
            value={rules.blocked ?? []}
            disabled={!mayManage}
            splitChars={[]}
            onChange={(patterns) => {
              setRules((before) => ({ ...before, blocked: patterns }));
            }}
          />
          <Switch
            label={t("rules.gmail")}
            checked={rules.fold_gmail}
            disabled={!mayManage}
            onChange={(event) => {
              const isFolded = event.currentTarget.checked;
              setRules((before) => ({ ...before, fold_gmail: isFolded }));
            }}
          />
        </div>
      </Panel>
      {mayManage && (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconFlask size={15} aria-hidden />}
            loading={simulate.isPending}
            onClick={() => {
              simulate.mutate();
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
            <Button
              variant="subtle"
              onClick={() => {
                setRules(view.rules);
              }}
            >
              {t("rules.discard")}
            </Button>
          )}
          <span className={classes.dim}>{t(isChanged ? "rules.changed" : "rules.note")}</span>
        </div>
      )}
      {operation && <Simulation id={operation} />}
      <Dialog
        opened={isSaving}
        onClose={() => {
          setSaving(false);
        }}
        title={t("rules.saveTitle")}
      >
        <Save
          rules={rules}
          version={view.version}
          onDone={() => {
            setSaving(false);
          }}
        />
      </Dialog>
    </div>
  );
}

interface RowProps {
  name: string;
  label: string;
  space: Namespace;
  isOpen: boolean;
  onChange: (space: Namespace) => void;
}

function Row({ name, label, space, isOpen, onChange }: RowProps) {
  const { t } = useTranslation("identity");
  return (
    <tr>
      <th scope="row" className={classes.space}>
        {label}
      </th>
      <td>
        <NumberInput
          size="xs"
          w={64}
          min={1}
          max={99}
          aria-label={`${t("rules.priority")}: ${name}`}
          value={space.priority ?? 1}
          disabled={!isOpen}
          onChange={(value) => {
            if (typeof value === "number") onChange({ ...space, priority: value });
          }}
        />
      </td>
      <td>
        <NumberInput
          size="xs"
          w={80}
          min={1}
          max={10_000}
          aria-label={`${t("rules.limit")}: ${name}`}
          value={space.limit ?? 1}
          disabled={!isOpen || space.unique === true}
          onChange={(value) => {
            if (typeof value === "number") onChange({ ...space, limit: value });
          }}
        />
      </td>
      <td>
        <Select
          size="xs"
          w={124}
          aria-label={`${t("rules.window")}: ${name}`}
          value={space.window ?? "ever"}
          disabled={!isOpen || space.unique === true}
          allowDeselect={false}
          data={WINDOWS.map((value) => ({ value, label: t(`window.${value}`) }))}
          onChange={(value) => {
            onChange({ ...space, window: WINDOWS.find((each) => each === value) ?? "ever" });
          }}
        />
      </td>
      <td>
        <Checkbox
          size="xs"
          aria-label={`${t("rules.unique")}: ${name}`}
          checked={space.unique ?? false}
          disabled={!isOpen}
          onChange={(event) => {
            const isUnique = event.currentTarget.checked;
            onChange(isUnique ? { ...space, unique: true, limit: 1, window: "ever" } : { ...space, unique: false });
          }}
        />
      </td>
      <td className={classes.patterns}>
        <TagsInput
          size="xs"
          aria-label={`${t("rules.blocked")}: ${name}`}
          placeholder={space.blocked?.length ? "" : t("rules.none")}
          value={space.blocked ?? []}
          disabled={!isOpen}
          splitChars={[]}
          onChange={(blocked) => {
            onChange({ ...space, blocked });
          }}
        />
      </td>
    </tr>
  );
}

function Save({ rules, version, onDone }: { rules: Rules; version: number; onDone: () => void }) {
  const { t } = useTranslation("identity");
  const cache = useQueryClient();
  const [reason, setReason] = useState("");
  const save = useMutation({
    mutationFn: () =>
      data(
        api.PUT("/api/identity/rules", {
          params: { header: { "If-Match": `"${version}"` } },
          body: { rules, reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      onDone();
      notifyDone(t("rules.saved"));
      await cache.invalidateQueries({ queryKey: ["identity"] });
    },
    onError: notifyProblem,
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim()) save.mutate();
      }}
    >
      <p className={classes.lead}>{t("rules.saveWhat")}</p>
      <TextInput
        label={t("rules.reason")}
        placeholder={t("rules.reasonExample")}
        value={reason}
        maxLength={1000}
        required
        data-autofocus
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={save.isPending} disabled={!reason.trim()}>
          {t("rules.save")}
        </Button>
      </div>
    </form>
  );
}
