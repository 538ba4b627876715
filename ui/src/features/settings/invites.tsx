import { Badge, Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Names, useAuthors } from "@/api/authors";
import { api, data, type Schema } from "@/api/client";
import { Author } from "@/components/author";
import { Dialog } from "@/components/dialog";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { wordsOf } from "@/components/problem-words";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { More } from "./more";
import { useOfferedRoles, type UserRole } from "./offered-roles";
import { invitesQuery } from "./queries";
import classes from "./settings.module.css";

/** Invites by which nobody came in yet. */
export function Pending() {
  const { t } = useTranslation("settings");
  const invites = useInfiniteQuery(invitesQuery);
  const found = invites.data?.pages.flatMap((page) => page.items) ?? [];
  const names = useAuthors(found.map((each) => each.author));
  if (invites.error) return <ProblemNote small error={invites.error} onRetry={() => void invites.refetch()} />;
  if (found.length === 0) return null;
  return (
    <Panel title={t("invites.pending")} flush>
      <ul className={classes.list} aria-label={t("invites.pending")}>
        {found.map((each) => (
          <OneInvite key={each.id} invite={each} names={names} />
        ))}
      </ul>
      <More of={invites} />
    </Panel>
  );
}

function OneInvite({ invite, names }: { invite: Schema<"InviteView">; names: Names }) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const cache = useQueryClient();
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
          <Badge color="gray">{tc(`role.${invite.role}`)}</Badge>
          {isExpired && <Badge color="red">{t("invites.isExpired")}</Badge>}
        </span>
        <span className={classes.dim}>
          {t("invites.by")} <Author id={invite.author} names={names} />
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
          error={invite.error && wordsOf(invite.error).what}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
          }}
        />
        <Select
          label={t("profile.role")}
          description={t(`roleAbout.${role}`)}
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: tc(`role.${value}`) }))}
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
