import { Badge, Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { goToTheDoor } from "@/api/session";
import { Confirm } from "@/components/confirm";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { isMobile, nameOfAgent } from "./agent";
import { sessionsQuery } from "./queries";
import classes from "./settings.module.css";

/** Where one is signed in, and how to be so nowhere. */
export function Sessions() {
  const { t } = useTranslation("settings");
  const sessions = useQuery(sessionsQuery);
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel
      title={t("sessions.title")}
      flush
      aside={
        <Button
          variant="default"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t("sessions.everywhere")}
        </Button>
      }
    >
      {sessions.isPending && <Skeleton h={90} m="md" w="auto" />}
      {sessions.error && <ProblemNote small error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className={classes.list} aria-label={t("sessions.title")}>
        {sessions.data?.map((each) => (
          <OneSession key={each.id} session={each} />
        ))}
      </ul>
      <Confirm
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title={t("sessions.everywhere")}
        action={t("sessions.everywhere")}
        isDangerous
        onConfirm={async () => {
          try {
            await api.DELETE("/api/sessions");
            goToTheDoor();
          } catch (error) {
            notifyProblem(error as Error);
          }
        }}
      >
        {t("sessions.everywhereWhat")}
      </Confirm>
    </Panel>
  );
}

function OneSession({ session }: { session: Schema<"OpenSession"> }) {
  const { t } = useTranslation("settings");
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: () => data(api.DELETE("/api/sessions/{session_id}", { params: { path: { session_id: session.id } } })),
    onSuccess: async () => {
      await cache.invalidateQueries(sessionsQuery);
      notifyDone(t("sessions.ended"));
    },
    onError: notifyProblem,
  });
  const Icon = isMobile(session.agent) ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.item}>
      <span className={classes.icon}>
        <Icon size={17} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.what} title={session.agent}>
        <span className={classes.name}>
          {nameOfAgent(session.agent) || t("sessions.unknown")}
          {session.current && <Badge color="teal">{t("sessions.here")}</Badge>}
        </span>
        <span className={classes.dim}>
          <Clipped text={session.address} letters={60} /> · {t("sessions.seen")} <When at={session.seen_at} />
          {" · "}
          {t("sessions.since")} <When at={session.created_at} />
        </span>
      </span>
      {!session.current && (
        <Button
          size="compact-xs"
          variant="default"
          loading={end.isPending}
          onClick={() => {
            end.mutate();
          }}
        >
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
