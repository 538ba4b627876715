import { ActionIcon, Badge, Button, Menu, Select, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconBan, IconDots, IconHistory, IconPlus, IconTrash, IconUserCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { Confirm } from "@/components/confirm";
import { Initials } from "@/components/initials";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useMay } from "@/lib/permission";
import { Inviting, Pending } from "./invites";
import { More } from "./more";
import { Once } from "./once";
import { type User, usersQuery } from "./queries";
import { useOfferedRoles, type UserRole } from "./offered-roles";
import classes from "./settings.module.css";

/** Who works here, in which role; and who is invited. */
export function Users() {
  const { t } = useTranslation("settings");
  const mayManage = useMay("users.manage");
  const users = useInfiniteQuery(usersQuery);
  const [isInviting, setInviting] = useState(false);
  const [made, setMade] = useState<Schema<"CreatedInvite"> | null>(null);
  const found = users.data?.pages.flatMap((page) => page.items);
  return (
    <div className={classes.stack}>
      {made && (
        <Once title={t("invites.once", { email: made.email })} text={made.link}>
          {t("invites.onceWhat")}
        </Once>
      )}
      <Panel
        title={t("section.users")}
        flush
        aside={
          mayManage && (
            <Button
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => {
                setInviting(true);
              }}
            >
              {t("invites.do")}
            </Button>
          )
        }
      >
        {users.isPending && <Skeleton h={140} m="md" w="auto" />}
        {users.error && <ProblemNote small error={users.error} onRetry={() => void users.refetch()} />}
        <ul className={classes.list} aria-label={t("section.users")}>
          {found?.map((each) => (
            <OneUser key={each.id} user={each} />
          ))}
        </ul>
        <More of={users} />
      </Panel>
      {mayManage && <Pending />}
      {isInviting && (
        <Inviting
          onMade={setMade}
          onClose={() => {
            setInviting(false);
          }}
        />
      )}
    </div>
  );
}

function OneUser({ user }: { user: User }) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const me = useSession().user;
  const mayManage = useMay("users.manage");
  const mayOwners = useMay("owners.manage");
  const isMe = user.id === me.id;
  const isMine = mayManage && !isMe && (user.role !== "owner" || mayOwners);
  return (
    <li className={classes.item} data-off={user.disabled_at !== null || undefined}>
      <Initials name={user.name} seed={user.id} size={30} />
      <span className={classes.what}>
        <span className={classes.name}>
          <Clipped text={user.name} letters={60} />
          {isMe && <Badge color="teal">{t("users.me")}</Badge>}
          {user.disabled_at && <Badge color="red">{t("users.isDisabled")}</Badge>}
          {user.single_sign_on && <Badge color="gray">{t("users.singleSignOn")}</Badge>}
        </span>
        <span className={classes.dim}>
          <Clipped text={user.email} letters={80} />
          {" · "}
          {user.signed_in_at ? (
            <>
              {t("users.signedIn")} <When at={user.signed_in_at} />
            </>
          ) : (
            t("users.never")
          )}
        </span>
      </span>
      {isMine ? <Change user={user} /> : <span className={classes.role}>{tc(`role.${user.role}`)}</span>}
    </li>
  );
}

function Change({ user }: { user: User }) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const mayAudit = useMay("audit.read");
  const roles = useOfferedRoles();
  const [isAsking, setAsking] = useState(false);
  const path = { user_id: user.id };
  const change = useMutation({
    mutationFn: (body: { role?: UserRole; disabled?: boolean }) =>
      data(api.PATCH("/api/users/{user_id}", { params: { path }, body })),
    onSuccess: async (_, { role, disabled }) => {
      await cache.invalidateQueries(usersQuery);
      const before = role === undefined ? { disabled: disabled !== true } : { role: user.role };
      const said = role === undefined ? (disabled ? "users.disabled" : "users.enabled") : "users.changed";
      notifyDone(t(said, { name: user.name, role: tc(`role.${role ?? user.role}`) }), () => {
        change.mutate(before);
      });
    },
    onError: notifyProblem,
  });
  const remove = useMutation({
    mutationFn: () => data(api.DELETE("/api/users/{user_id}", { params: { path } })),
    onSuccess: async () => {
      await cache.invalidateQueries(usersQuery);
      notifyDone(t("users.removed", { name: user.name }));
    },
    onError: notifyProblem,
  });
  const offered = roles.includes(user.role) ? roles : [...roles, user.role];
  return (
    <>
      <Select
        className={classes.roleSelect}
        size="xs"
        aria-label={t("users.roleOf", { name: user.name })}
        allowDeselect={false}
        disabled={change.isPending}
        data={offered.map((value) => ({ value, label: tc(`role.${value}`) }))}
        value={user.role}
        onChange={(role) => {
          if (role && role !== user.role) change.mutate({ role: role });
        }}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("users.more", { name: user.name })}>
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayAudit && (
            <Menu.Item
              leftSection={<IconHistory size={15} aria-hidden />}
              onClick={() => void navigate({ to: "/settings/audit", search: { who: user.id } })}
            >
              {t("users.history")}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={user.disabled_at ? <IconUserCheck size={15} aria-hidden /> : <IconBan size={15} aria-hidden />}
            onClick={() => {
              change.mutate({ disabled: user.disabled_at === null });
            }}
          >
            {t(user.disabled_at ? "users.enable" : "users.disable")}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t("users.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title={t("users.removeAsk", { name: user.name })}
        action={t("users.remove")}
        isDangerous
        onConfirm={() => remove.mutateAsync().catch(() => undefined)}
      >
        {t("users.removeWhat")}
      </Confirm>
    </>
  );
}
