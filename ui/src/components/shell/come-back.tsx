import { Button, Modal, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { findSession } from "@/api/client";
import { type Ended, goOn } from "@/api/ended";
import { Problem } from "@/api/problem";
import { elsewhere, goToTheDoor, sessionQuery, signIn, useSession } from "@/api/session";
import { useProblemWords } from "@/components/problem-words";
import classes from "./come-back.module.css";

/** Over a page whose session ended: the way back in, which loses nothing of the page. */
export default function ComeBack({ ended }: { ended: Ended }) {
  const { t } = useTranslation();
  const { t: ts } = useTranslation("session");
  const words = useProblemWords();
  const cache = useQueryClient();
  const { user } = useSession();
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: () => signIn(user.email, password),
    onSuccess: (session) => {
      cache.setQueryData(sessionQuery.queryKey, session);
      goOn();
    },
    onError: () => {
      setPassword("");
    },
  });
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "hidden") return;
      void findSession().then((isFound) => {
        if (isFound) goOn();
      });
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      title={t("ended.title")}
      zIndex={1000}
      overlayProps={{ backgroundOpacity: 1, color: "var(--p-canvas)" }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (password) enter.mutate();
        }}
      >
        <p className={classes.what}>{t("ended.what")}</p>
        {ended.singleSignOn && (
          <Button component="a" href={elsewhere("/")} target="_blank" rel="opener" variant="default" fullWidth>
            {ts("elsewhere.do", { name: ended.singleSignOn })}
          </Button>
        )}
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <PasswordInput
          label={t("ended.password", { email: user.email })}
          autoComplete="current-password"
          data-autofocus
          value={password}
          error={
            enter.error &&
            (enter.error instanceof Problem && enter.error.status === 401
              ? t("ended.refused")
              : words(enter.error).what)
          }
          onChange={(event) => {
            setPassword(event.currentTarget.value);
          }}
        />
        <Button type="submit" fullWidth loading={enter.isPending}>
          {t("ended.do")}
        </Button>
        <Button
          variant="subtle"
          fullWidth
          onClick={() => {
            goToTheDoor();
          }}
        >
          {t("ended.leave")}
        </Button>
      </form>
    </Modal>
  );
}
