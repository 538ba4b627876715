import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { KEY, keyOf } from "@/components/definition/model";
import { Dialog } from "@/components/dialog";
import { notifyDone, notifyProblem } from "@/components/notify";
import { refresh } from "./changes";
import classes from "./one-segment.module.css";
import { useNameOf } from "./name";
import type { Definition } from "./queries";
import { useFormat } from "@/i18n/format";

/** Keep the members of this moment as a list of its own. */
export function Freeze({ segment, onClose }: { segment: Definition; onClose: () => void }) {
  const { t } = useTranslation(["segments", "definition", "common"]);
  const format = useFormat();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const nameOf = useNameOf();
  const [name, setName] = useState(() => `${nameOf(segment)}, ${format.day(new Date())}`);
  const [ownKey, setKey] = useState("");
  const key = ownKey || keyOf(name);
  const freeze = useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/segments/{key}/freeze", {
          params: { path: { key: segment.key } },
          body: { key, name, description: "", reason: "" },
        }),
      ),
    onSuccess: async (made) => {
      onClose();
      await refresh(cache);
      await navigate({ to: "/segments/$key", params: { key: made.key } });
      notifyDone(t("freeze.done", { count: made.members }));
    },
    onError: notifyProblem,
  });
  return (
    <Dialog opened onClose={onClose} title={t("freeze.title")} size="md">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          freeze.mutate();
        }}
      >
        <p className={classes.about}>{t("freeze.text")}</p>
        <TextInput
          data-autofocus
          label={t("definition:form.name")}
          value={name}
          maxLength={200}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <TextInput
          label={t("definition:form.key")}
          value={key}
          error={KEY.test(key) ? undefined : t("definition:form.keyWrong")}
          onChange={(event) => {
            setKey(event.currentTarget.value);
          }}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={freeze.isPending} disabled={!KEY.test(key)}>
            {t("freeze.do")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
