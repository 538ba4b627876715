import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { createFileRoute, type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { errorOf } from "@/components/problem-page";
import { useProblemWords } from "@/components/problem-words";
import { Door } from "@/features/session/door";
import classes from "@/features/session/door.module.css";

const SHORTEST_PASSWORD = 10;

/** Where the link of an invite leads: whoever has it comes in, once. */
export const Route = createFileRoute("/invite/$token")({
  loader: ({ params, abortController: { signal } }) =>
    data(api.GET("/api/invites/{token}", { params: { path: params }, signal })),
  errorComponent: Refused,
  component: Invited,
});

function Refused({ error: thrown }: ErrorComponentProps) {
  const { t } = useTranslation("session");
  const words = useProblemWords();
  return (
    <Door title={t("invite.refused")} about={words(errorOf(thrown)).what}>
      <Button
        variant="default"
        size="sm"
        fullWidth
        className={classes.onward ?? ""}
        renderRoot={(props) => <Link to="/sign-in" {...props} />}
      >
        {t("signIn.do")}
      </Button>
    </Door>
  );
}

function Invited() {
  const { t } = useTranslation("session");
  const { t: tc } = useTranslation();
  const words = useProblemWords();
  const invitation = Route.useLoaderData();
  const params = Route.useParams();
  const { cache } = Route.useRouteContext();
  const router = useRouter();
  const form = useForm({
    initialValues: { name: "", password: "" },
    validate: {
      name: (value) => (value.trim() ? null : t("nameMissing")),
      password: (value) =>
        value.length >= SHORTEST_PASSWORD ? null : t("passwordShort", { count: SHORTEST_PASSWORD }),
    },
  });
  const accept = useMutation({
    mutationFn: (body: typeof form.values) =>
      data(api.POST("/api/invites/{token}/accept", { params: { path: params }, body })),
    onSuccess: async () => {
      cache.removeQueries(sessionQuery);
      await router.navigate({ to: "/" });
    },
  });
  return (
    <Door
      title={t("invite.title", { workspace: invitation.workspace_name })}
      about={t("invite.about", { email: invitation.email, role: tc(`role.${invitation.role}`) })}
    >
      <form
        className={classes.form}
        onSubmit={form.onSubmit((values) => {
          accept.mutate(values);
        })}
      >
        <TextInput label={t("name")} autoComplete="name" autoFocus {...form.getInputProps("name")} />
        <PasswordInput
          label={t("password")}
          description={form.errors.password ? undefined : t("passwordShort", { count: SHORTEST_PASSWORD })}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        {accept.error && (
          <div role="alert" className={classes.error}>
            {words(accept.error).what}
          </div>
        )}
        <Button type="submit" size="sm" fullWidth loading={accept.isPending}>
          {t("invite.do")}
        </Button>
      </form>
    </Door>
  );
}
