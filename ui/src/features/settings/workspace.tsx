import { Button, Select, Skeleton, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useMay } from "@/lib/permission";
import { Brands } from "./brands";
import { workspaceQuery } from "./queries";
import classes from "./settings.module.css";

type Workspace = Schema<"WorkspaceView">;

/** What holds for everybody who works here. */
export function WorkspaceSettings() {
  const { t } = useTranslation("settings");
  const workspace = useQuery(workspaceQuery);
  return (
    <div className={classes.stack}>
      <Panel title={t("section.workspace")}>
        {workspace.isPending && <Skeleton h={190} />}
        {workspace.error && <ProblemNote small error={workspace.error} onRetry={() => void workspace.refetch()} />}
        {workspace.data && <Form workspace={workspace.data} />}
      </Panel>
      <Brands />
    </div>
  );
}

function Form({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation("settings");
  const cache = useQueryClient();
  const mayManage = useMay("workspace.manage");
  const zones = useMemo(() => zonesWith(workspace.time_zone), [workspace.time_zone]);
  const [name, setName] = useState(workspace.name);
  const [zone, setZone] = useState(workspace.time_zone);
  const [isAnonymous, setAnonymous] = useState(workspace.anonymize_ip);
  const isChanged =
    name.trim() !== workspace.name || zone !== workspace.time_zone || isAnonymous !== workspace.anonymize_ip;
  const save = useMutation({
    mutationFn: () =>
      data(api.PATCH("/api/workspace", { body: { name: name.trim(), time_zone: zone, anonymize_ip: isAnonymous } })),
    onSuccess: async (saved) => {
      cache.setQueryData(workspaceQuery.queryKey, saved);
      await cache.invalidateQueries(sessionQuery);
      notifyDone(t("saved"));
    },
    onError: notifyProblem,
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextInput
        label={t("workspace.name")}
        maxLength={200}
        value={name}
        disabled={!mayManage}
        onChange={(event) => {
          setName(event.currentTarget.value);
        }}
      />
      <Select
        label={t("workspace.zone")}
        description={t("workspace.zoneWhat")}
        data={zones}
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage={t("workspace.noZone")}
        value={zone}
        disabled={!mayManage}
        onChange={(value) => {
          if (value) setZone(value);
        }}
      />
      <Switch
        label={t("workspace.anonymous")}
        description={t("workspace.anonymousWhat")}
        checked={isAnonymous}
        disabled={!mayManage}
        onChange={(event) => {
          setAnonymous(event.currentTarget.checked);
        }}
      />
      {mayManage && (
        <div>
          <Button type="submit" disabled={!isChanged || !name.trim()} loading={save.isPending}>
            {t("save")}
          </Button>
        </div>
      )}
    </form>
  );
}

function zonesWith(present: string): string[] {
  return [...new Set([present, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
}
