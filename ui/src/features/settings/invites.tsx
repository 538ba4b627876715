import { Badge, Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { Dialog } from "@/components/dialog";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { More } from "./more";
import { useOfferedRoles, type UserRole } from "./offered-roles";
import { invitesQuery, usersQuery } from "./queries";
import classes from "./settings.module.css";

/** Invites by which nobody came in yet. */
export function Pending() {
  const { t } = useTranslation("settings");
  const invites = useInfiniteQuery(invitesQuery);
  const found = invites.data?.pages.flatMap((page) => page.items) ?? [];
  if (invites.error) return <ProblemNote small error={invites.error} onRetry={() => void invites.refetch()} />;
  if (found.length === 0) return null;
  return (
    <Panel title={t("invites.pending")} flush>
      <ul className={classes.list} aria-label={t("invites.pending")}>
        {found.map((each) => (
          <OneInvite key={each.id} invite={each} />
        ))}
      </ul>
      <More of={invites} />
    </Panel>
  );
}

function OneInvite({ invite }: { invite: Schema<"InviteView"> }) {
  const { t } = useTranslation("settings");
  const cache = useQueryClient();
  const users = useInfiniteQuery(usersQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const author = users.find((each) => each.id === invite.author)?.name ?? invite.author;
  const isExpired = invite.expires_at !== null && new Date(invite.expires_at) <= new Date();
  const withdraw = useMutation({
    mutationFn: () => data(api.DELETE("/api/invites/{invite_id}", { params: { path: { invite_id: invite.id } } })),
    onSuccess: async () => {
      await cache.invalidateQueries(invitesQuery);
      notifyDone(t("invites.withdrawn", { email: invite.email }));
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.item} data-off={isExpired || undefined}>
      <span className={classes.icon}>
        <IconMail size={17} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.what}>
        <span className={classes.name}>
          <Clipped text={invite.email} letters={80} />
          <Badge color="gray">{t(`roleName.${invite.role}`)}</Badge>
          {isExpired && <Badge color="red">{t("invites.isExpired")}</Badge>}
        </span>
        <span className={classes.dim}>
          {t("invites.by")} <Clipped text={author} letters={60} />
          {" · "}
          <When at={invite.created_at} />
          {invite.expires_at && !isExpired && (
            <>
              {" · "}
              {t("ends")} <When at={invite.expires_at} />
            </>
          )}
        </span>
      </span>
      <Button
        size="compact-xs"
        variant="default"
        loading={withdraw.isPending}
        onClick={() => {
          withdraw.mutate();
        }}
      >
        {t("invites.withdraw")}
      </Button>
    </li>
  );
}

/** Asks whom to invite, and as what. */
export function Inviting({
  onMade,
  onClose,
}: {
  onMade: (invite: Schema<"CreatedInvite">) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const cache = useQueryClient();
  const roles = useOfferedRoles();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<UserRole>("marketer");
  const invite = useMutation({
    mutationFn: () => data(api.POST("/api/invites", { body: { email: email.trim(), role } })),
    onSuccess: async (made) => {
      onMade(made);
      onClose();
      await cache.invalidateQueries(invitesQuery);
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("invites.do")}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate();
        }}
      >
        <TextInput
          data-autofocus
          type="email"
          label={t("profile.email")}
          placeholder="jo@example.com"
          maxLength={254}
          value={email}
          error={invite.error?.message}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <Select
          label={t("profile.role")}
          description={t(`roleAbout.${role}`)}
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: t(`roleName.${value}`) }))}
          value={role}
          onChange={(value) => {
            if (value) setRole(value);
          }}
        />
        <p className={classes.help}>{t("invites.what")}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" disabled={!email.includes("@")} loading={invite.isPending}>
            {t("invites.make")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
