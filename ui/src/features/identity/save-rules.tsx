import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { notifyDone, notifyProblem } from "@/components/notify";
import classes from "./identity.module.css";
import { type Rules, rulesQuery } from "./queries";

interface SaveRulesProps {
  rules: Rules;
  /** Of the rules that are in force, as they were seen. */
  version: number;
  onDone: () => void;
  onRefused: (error: Error) => void;
}

/** Puts rules in force, with the reason. */
export function SaveRules({ rules, version, onDone, onRefused }: SaveRulesProps) {
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
    onError: (error) => {
      notifyProblem(error);
      onRefused(error);
      void cache.invalidateQueries({ queryKey: rulesQuery.queryKey }); // others may have put theirs in force
    },
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
