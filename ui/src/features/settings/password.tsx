import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data, rememberSession } from "@/api/client";
import { Problem } from "@/api/problem";
import { sessionQuery, useSession } from "@/api/session";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { wordsOf } from "@/components/problem-words";
import { sessionsQuery } from "./queries";
import classes from "./settings.module.css";

const LEAST_LETTERS = 10;

/** Another password; whoever knew the old one is out at once. */
export function Password() {
  const { t } = useTranslation("settings");
  const { user } = useSession();
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { current: "", next: "" },
    validate: {
      current: (value) => (value ? null : t("password.currentMissing")),
      next: (value) => (value.length >= LEAST_LETTERS ? null : t("password.short", { count: LEAST_LETTERS })),
    },
  });
  const change = useMutation({
    mutationFn: ({ current, next }: typeof form.values) =>
      data(api.POST("/api/me/password", { body: { current_password: current, new_password: next } })),
    onSuccess: async (session) => {
      rememberSession(session);
      cache.setQueryData(sessionQuery.queryKey, session);
      form.reset();
      notifyDone(t("password.done"));
      await cache.invalidateQueries(sessionsQuery);
    },
    onError: (error) => {
      const path = error instanceof Problem ? error.document.path : undefined;
      if (path === "/current_password") form.setFieldError("current", wordsOf(error).what);
      else if (path) form.setFieldError("next", wordsOf(error).what);
      else notifyProblem(error);
    },
  });
  return (
    <Panel title={t("password.title")}>
      <form
        className={classes.form}
        onSubmit={form.onSubmit((values) => {
          change.mutate(values);
        })}
      >
        <input type="hidden" name="username" autoComplete="username" value={user.email} />
        <PasswordInput
          label={t("password.current")}
          autoComplete="current-password"
          {...form.getInputProps("current")}
        />
        <PasswordInput
          label={t("password.next")}
          description={t("password.nextWhat", { count: LEAST_LETTERS })}
          autoComplete="new-password"
          {...form.getInputProps("next")}
        />
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {t("password.do")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
