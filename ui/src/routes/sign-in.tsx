import { Button, Divider, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { createFileRoute, redirect, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as v from "valibot";
import { Problem } from "@/api/problem";
import { elsewhere, isSignedIn, knownSession, sessionQuery, signIn } from "@/api/session";
import { useProblemWords } from "@/components/problem-words";
import { Door } from "@/features/session/door";
import classes from "@/features/session/door.module.css";
import { localAddress } from "@/lib/local-address";

/** Why signing in elsewhere led back here: the server says so in the address. */
const REFUSALS = ["unknown", "unproven", "unavailable"] as const;

const Search = v.object({
  next: v.optional(v.fallback(v.string(), "/")),
  single_sign_on: v.optional(v.fallback(v.picklist(REFUSALS), "unproven")),
});

export const Route = createFileRoute("/sign-in")({
  validateSearch: Search,
  beforeLoad: async ({ context, search }) => {
    const found = await knownSession(context.cache);
    if (isSignedIn(found)) throw redirect({ href: localAddress(search.next) });
    if (found.setupRequired) throw redirect({ to: "/setup" });
    return { singleSignOn: found.singleSignOn };
  },
  component: SignIn,
});

function SignIn() {
  const { t } = useTranslation("session");
  const words = useProblemWords();
  const { next, single_sign_on: refusal } = Route.useSearch();
  const { cache, singleSignOn } = Route.useRouteContext();
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
      {refusal && (
        <div role="alert" className={classes.refusal}>
          {t(`elsewhere.${refusal}`)}
        </div>
      )}
      {singleSignOn && (
        <>
          <Button
            component="a"
            href={elsewhere(localAddress(next))}
            size="sm"
            fullWidth
            variant="default"
            className={classes.elsewhere ?? ""}
          >
            {t("elsewhere.do", { name: singleSignOn })}
          </Button>
          <Divider label={t("elsewhere.or")} />
        </>
      )}
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
              : words(enter.error).what}
          </div>
        )}
        <Button type="submit" size="sm" fullWidth loading={enter.isPending}>
          {t("signIn.do")}
        </Button>
      </form>
    </Door>
  );
}
