import { Badge, Button, Select, Skeleton, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { useSession } from "@/api/session";
import { Confirm } from "@/components/confirm";
import { Dialog } from "@/components/dialog";
import { Empty } from "@/components/empty";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useMay } from "@/lib/permission";
import { More } from "./more";
import { Once } from "./once";
import { rolesQuery, type Token, tokensQuery, usersQuery } from "./queries";
import classes from "./settings.module.css";

type TokenRole = Schema<"NewToken">["role"];

const DAY_MS = 86_400_000;
const LASTING = { month: 30, quarter: 90, year: 365, ever: 0 } as const;
type Lasting = keyof typeof LASTING;

/** Tokens by which systems come in: one's own, and for who manages them those of all. */
export function Tokens() {
  const { t } = useTranslation("settings");
  const { user } = useSession();
  const seesAll = useMay("tokens.manage");
  const mayMake = useMay("tokens.make");
  const tokens = useInfiniteQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Schema<"CreatedToken"> | null>(null);
  const all = tokens.data?.pages.flatMap((page) => page.items) ?? [];
  const own = all.filter((each) => each.user_id === user.id);
  const others = all.filter((each) => each.user_id !== user.id);
  return (
    <div className={classes.stack}>
      {made && (
        <Once title={t("tokens.once", { name: made.name })} text={made.token}>
          {t("tokens.onceWhat")}
        </Once>
      )}
      <Panel
        title={t("tokens.own")}
        flush
        aside={
          mayMake && (
            <Button
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => {
                setMaking(true);
              }}
            >
              {t("tokens.make")}
            </Button>
          )
        }
      >
        {tokens.isPending && <Skeleton h={90} m="md" w="auto" />}
        {tokens.error && <ProblemNote small error={tokens.error} onRetry={() => void tokens.refetch()} />}
        {tokens.data && own.length === 0 && (
          <Empty small icon={IconKey} title={t("tokens.none")}>
            {t("tokens.noneWhat")}
          </Empty>
        )}
        <TokenList label={t("tokens.own")} tokens={own} />
      </Panel>
      {seesAll && others.length > 0 && (
        <Panel title={t("tokens.others")} flush>
          <TokenList label={t("tokens.others")} tokens={others} withOwner />
          <More of={tokens} />
        </Panel>
      )}
      {isMaking && (
        <Making
          onMade={setMade}
          onClose={() => {
            setMaking(false);
          }}
        />
      )}
    </div>
  );
}

function TokenList({ label, tokens, withOwner = false }: { label: string; tokens: Token[]; withOwner?: boolean }) {
  const isOver = (token: Token) => token.revoked_at !== null || isExpired(token);
  const sorted = tokens.toSorted(
    (a, b) => Number(isOver(a)) - Number(isOver(b)) || b.created_at.localeCompare(a.created_at),
  );
  return (
    <ul className={classes.list} aria-label={label}>
      {sorted.map((each) => (
        <OneToken key={each.id} token={each} withOwner={withOwner} />
      ))}
    </ul>
  );
}

function OneToken({ token, withOwner }: { token: Token; withOwner: boolean }) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const mayMake = useMay("tokens.make");
  const cache = useQueryClient();
  const owner = useOwner(withOwner ? token.user_id : null);
  const [isAsking, setAsking] = useState(false);
  const isOver = token.revoked_at !== null || isExpired(token);
  const revoke = useMutation({
    mutationFn: () => data(api.DELETE("/api/tokens/{token_id}", { params: { path: { token_id: token.id } } })),
    onSuccess: async () => {
      await cache.invalidateQueries(tokensQuery);
      notifyDone(t("tokens.revoked", { name: token.name }));
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.item} data-off={isOver || undefined}>
      <span className={classes.icon}>
        <IconKey size={17} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.what}>
        <span className={classes.name}>
          <Clipped text={token.name} letters={60} />
          <Badge color="gray">{tc(`role.${token.role}`)}</Badge>
          {isOver && <Badge color="red">{t(token.revoked_at ? "tokens.isRevoked" : "tokens.isExpired")}</Badge>}
        </span>
        <span className={classes.dim}>
          <code>…{token.hint}</code>
          {withOwner && <> · {owner ? <Clipped text={owner} letters={60} /> : t("tokens.installation")}</>}
          {" · "}
          {t("made")} <When at={token.created_at} />
          {token.expires_at && !isOver && (
            <>
              {" · "}
              {t("ends")} <When at={token.expires_at} />
            </>
          )}
        </span>
      </span>
      {mayMake && !isOver && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t("tokens.revoke")}
        </Button>
      )}
      <Confirm
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title={t("tokens.revokeAsk", { name: token.name })}
        action={t("tokens.revoke")}
        isDangerous
        onConfirm={() => revoke.mutateAsync().catch(() => undefined)}
      >
        {t("tokens.revokeWhat")}
      </Confirm>
    </li>
  );
}

function useOwner(id: string | null): string | undefined {
  const users = useInfiniteQuery({ ...usersQuery, enabled: id !== null });
  return users.data?.pages.flatMap((page) => page.items).find((each) => each.id === id)?.name ?? id ?? undefined;
}

function Making({ onMade, onClose }: { onMade: (token: Schema<"CreatedToken">) => void; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  const cache = useQueryClient();
  const { permissions } = useSession();
  const roles = useQuery(rolesQuery);
  const [name, setName] = useState("");
  const [chosen, setRole] = useState<string | null>(null);
  const [lasting, setLasting] = useState<Lasting>("quarter");
  const may = new Set(permissions);
  const offered = (roles.data?.items ?? []).filter(
    (each) => each.role !== "owner" && each.permissions.every((permission) => may.has(permission)),
  );
  const role = chosen ?? offered.at(-1)?.role ?? null;
  const make = useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/tokens", {
          body: { name: name.trim(), role: role as TokenRole, expires_at: endOf(lasting) },
        }),
      ),
    onSuccess: async (token) => {
      onMade(token);
      onClose();
      await cache.invalidateQueries(tokensQuery);
    },
    onError: notifyProblem,
  });
  return (
    <Dialog opened onClose={onClose} title={t("tokens.make")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label={t("tokens.name")}
          placeholder={t("tokens.nameExample")}
          maxLength={200}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Select
          label={t("profile.role")}
          description={role ? t(`roleAbout.${role as TokenRole}`) : ""}
          allowDeselect={false}
          data={offered.map((each) => ({ value: each.role, label: tc(`role.${each.role}`) }))}
          value={role}
          onChange={setRole}
        />
        <Select
          label={t("tokens.lasting")}
          allowDeselect={false}
          data={(Object.keys(LASTING) as Lasting[]).map((value) => ({ value, label: t(`lasting.${value}`) }))}
          value={lasting}
          onChange={(value) => {
            setLasting(value ?? "quarter");
          }}
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {tc("cancel")}
          </Button>
          <Button type="submit" disabled={!name.trim() || !role} loading={make.isPending}>
            {t("tokens.make")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function isExpired(token: Token): boolean {
  return token.expires_at !== null && new Date(token.expires_at) <= new Date();
}

function endOf(lasting: Lasting): string | null {
  const days = LASTING[lasting];
  return days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString();
}
