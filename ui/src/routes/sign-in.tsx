import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { createFileRoute, redirect, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Problem } from "@/api/problem";
import { isSignedIn, knownSession, sessionQuery, signIn } from "@/api/session";
import { kindOf } from "@/components/problem-page";
import { Door } from "@/features/session/door";
import classes from "@/features/session/door.module.css";
import { localAddress } from "@/lib/local-address";

const Search = v.object({ next: v.optional(v.fallback(v.string(), "/")) });

export const Route = createFileRoute("/sign-in")({
  validateSearch: Search,
  beforeLoad: async ({ context, search }) => {
    const found = await knownSession(context.cache);
    if (isSignedIn(found)) throw redirect({ href: localAddress(search.next) });
    if (found.setupRequired) throw redirect({ to: "/setup" });
  },
  component: SignIn,
});

function SignIn() {
  const { t } = useTranslation("session");
  const { t: tc } = useTranslation();
  const { next } = Route.useSearch();
  const { cache } = Route.useRouteContext();
  const router = useRouter();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.includes("@") ? null : t("emailMissing")),
      password: (value) => (value ? null : t("passwordMissing")),
    },
  });
  const enter = useMutation({
    mutationFn: (asked: { email: string; password: string }) => signIn(asked.email, asked.password),
    onSuccess: async (session) => {
      cache.setQueryData(sessionQuery.queryKey, session);
      await router.navigate({ href: localAddress(next) });
    },
    onError: () => {
      form.setFieldValue("password", "");
    },
  });
  return (
    <Door title={t("signIn.title")} about={t("signIn.about")}>
      <form
        className={classes.form}
        onSubmit={form.onSubmit((values) => {
          enter.mutate(values);
        })}
      >
        <TextInput label={t("email")} type="email" autoComplete="username" autoFocus {...form.getInputProps("email")} />
        <PasswordInput label={t("password")} autoComplete="current-password" {...form.getInputProps("password")} />
        {enter.error && (
          <div role="alert" className={classes.error}>
            {enter.error instanceof Problem && enter.error.status === 401
              ? t("signIn.refused")
              : enter.error.message || tc(`problem.${kindOf(enter.error)}.what`)}
          </div>
        )}
        <Button type="submit" size="sm" fullWidth loading={enter.isPending}>
          {t("signIn.do")}
        </Button>
      </form>
    </Door>
  );
}
