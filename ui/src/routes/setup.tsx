import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { createFileRoute, redirect, useLocation, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isSignedIn, knownSession, sessionQuery, setUp } from "@/api/session";
import { useProblemWords } from "@/components/problem-words";
import { Door } from "@/features/session/door";
import classes from "@/features/session/door.module.css";

const SHORTEST_PASSWORD = 10;

export const Route = createFileRoute("/setup")({
  beforeLoad: async ({ context }) => {
    const found = await knownSession(context.cache);
    if (isSignedIn(found) || !found.setupRequired) throw redirect({ to: "/" });
  },
  component: Setup,
});

function Setup() {
  const { t } = useTranslation("session");
  const words = useProblemWords();
  const { cache } = Route.useRouteContext();
  const router = useRouter();
  // the link that the server prints: what stands after # stays in the browser
  const token = useLocation({ select: ({ hash }) => new URLSearchParams(hash).get("token") ?? "" });
  const form = useForm({
    initialValues: { name: "", email: "", password: "", workspace_name: "", setup_token: token },
    validate: {
      setup_token: (value) => (value.trim() ? null : t("setupTokenMissing")),
      name: (value) => (value.trim() ? null : t("nameMissing")),
      email: (value) => (/^\S+@\S+$/.test(value) ? null : t("emailMissing")),
      password: (value) =>
        value.length >= SHORTEST_PASSWORD ? null : t("passwordShort", { count: SHORTEST_PASSWORD }),
    },
  });
  const begin = useMutation({
    mutationFn: (owner: typeof form.values) => setUp({ ...owner, workspace_name: owner.workspace_name.trim() }),
    onSuccess: async (session) => {
      cache.setQueryData(sessionQuery.queryKey, session);
      await router.navigate({ to: "/" });
    },
  });
  return (
    <Door title={t("setup.title")} about={t("setup.about")}>
      <form
        className={classes.form}
        onSubmit={form.onSubmit((values) => {
          begin.mutate(values);
        })}
      >
        <TextInput label={t("name")} autoComplete="name" autoFocus {...form.getInputProps("name")} />
        <TextInput label={t("email")} type="email" autoComplete="username" {...form.getInputProps("email")} />
        <PasswordInput
          label={t("password")}
          description={form.errors.password ? undefined : t("passwordShort", { count: SHORTEST_PASSWORD })}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <TextInput
          label={t("workspace")}
          placeholder={t("workspaceExample")}
          {...form.getInputProps("workspace_name")}
        />
        {!token && (
          <TextInput
            label={t("setupToken")}
            description={t("setupTokenWhat")}
            autoComplete="off"
            {...form.getInputProps("setup_token")}
          />
        )}
        {begin.error && (
          <div role="alert" className={classes.error}>
            {words(begin.error).what}
          </div>
        )}
        <Button type="submit" size="sm" fullWidth loading={begin.isPending}>
          {t("setup.do")}
        </Button>
      </form>
    </Door>
  );
}
