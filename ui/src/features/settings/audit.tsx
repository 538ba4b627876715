import { Button, Drawer, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconHistory, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Initials } from "@/components/initials";
import { Json } from "@/components/json";
import { ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { type Area, actionOf, KINDS } from "./actions";
import { type AuditFilter, auditQuery, type Entry, tokensQuery, usersQuery } from "./queries";
import classes from "./settings.module.css";

interface AuditProps {
  filter: AuditFilter;
  /** The entry that is open; "" for none. */
  open: string;
  onChange: (change: Partial<AuditFilter & { open: string }>) => void;
}

/** Who changed what, newest first. */
export function Audit({ filter, open, onChange }: AuditProps) {
  const { t } = useTranslation("settings");
  const entries = useInfiniteQuery(auditQuery(filter));
  const found = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns();
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div className={classes.audit}>
      <Filters filter={filter} onChange={onChange} />
      {entries.error && found.length === 0 ? (
        <ProblemNote error={entries.error} onRetry={() => void entries.refetch()} />
      ) : entries.data && found.length === 0 ? (
        <Empty icon={IconHistory} title={t(isFiltered ? "audit.nothing" : "audit.none")}>
          {t(isFiltered ? "audit.nothingWhat" : "audit.noneWhat")}
        </Empty>
      ) : (
        <Rows
          label={t("section.audit")}
          columns={columns}
          items={found}
          idOf={(entry) => entry.id}
          onOpen={(entry) => {
            onChange({ open: entry.id });
          }}
          more={entries.hasNextPage && !entries.isFetchingNextPage ? () => void entries.fetchNextPage() : undefined}
          isLoading={entries.isPending || entries.isFetchingNextPage}
        />
      )}
      <OneEntry
        entry={found.find((each) => each.id === open)}
        onClose={() => {
          onChange({ open: "" });
        }}
        onWho={(who) => {
          onChange({ who, open: "" });
        }}
      />
    </div>
  );
}

function useColumns(): Column<Entry>[] {
  const { t } = useTranslation("settings");
  return [
    {
      id: "who",
      head: t("audit.who"),
      width: "minmax(5.5rem, 1.2fr)",
      cell: (entry) => (
        <span className={classes.actor}>
          <Initials name={entry.actor_name} seed={entry.actor_id} size={24} />
          <Clipped text={entry.actor_name || t("audit.nobody")} letters={60} />
        </span>
      ),
    },
    { id: "what", head: t("audit.what"), width: "minmax(6rem, 1.6fr)", cell: (entry) => <ActionName of={entry} /> },
    {
      id: "object",
      head: t("audit.object"),
      width: "minmax(7rem, 1.2fr)",
      wide: true,
      cell: (entry) => (
        <span className={classes.code}>
          <Clipped text={entry.object} letters={60} />
        </span>
      ),
    },
    {
      id: "address",
      head: t("audit.address"),
      width: "8rem",
      wide: true,
      cell: (entry) => <span className={classes.dim}>{entry.address || t(`audit.kind.${entry.actor_kind}`)}</span>,
    },
    { id: "at", head: t("audit.at"), width: "7rem", end: true, cell: (entry) => <When at={entry.at} /> },
  ];
}

function ActionName({ of: entry }: { of: Entry }) {
  const { t } = useTranslation("settings");
  const action = actionOf(entry.action);
  if ("done" in action) return t(`audit.did.${action.done}`);
  if ("area" in action) return `${t(`audit.area.${action.area}`)} · ${t(`audit.verb.${action.verb}`)}`;
  return (
    <span className={classes.code}>
      <Clipped text={action.code} letters={80} />
    </span>
  );
}

function Filters({ filter, onChange }: { filter: AuditFilter; onChange: AuditProps["onChange"] }) {
  const { t } = useTranslation("settings");
  const users = useInfiniteQuery(usersQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const tokens = useInfiniteQuery(tokensQuery).data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div className={classes.filters} role="search">
      <Select
        className={classes.filter}
        label={t("audit.who")}
        placeholder={t("audit.anybody")}
        searchable
        clearable
        data={withPresent(filter.who, [
          ...users.map((each) => ({ value: each.id, label: `${each.name} (${each.email})` })),
          ...tokens.map((each) => ({ value: each.id, label: `${each.name} (…${each.hint})` })),
        ])}
        value={filter.who || null}
        onChange={(who) => {
          onChange({ who: who ?? "" });
        }}
      />
      <Select
        className={classes.filter}
        label={t("audit.what")}
        placeholder={t("audit.anything")}
        searchable
        clearable
        data={withPresent(
          filter.what,
          KINDS.map((value) => ({
            value,
            label: value.startsWith("/")
              ? t(`audit.area.${value.slice("/api/".length) as Area}`)
              : t(`audit.of.${value.slice(0, -1) as "session"}`),
          })),
        )}
        value={filter.what || null}
        onChange={(what) => {
          onChange({ what: what ?? "" });
        }}
      />
      <TextInput
        className={classes.day}
        type="date"
        label={t("audit.from")}
        value={filter.from}
        onChange={(event) => {
          onChange({ from: event.currentTarget.value });
        }}
      />
      <TextInput
        className={classes.day}
        type="date"
        label={t("audit.to")}
        value={filter.to}
        onChange={(event) => {
          onChange({ to: event.currentTarget.value });
        }}
      />
      {isFiltered && (
        <Button
          variant="subtle"
          size="sm"
          leftSection={<IconX size={15} aria-hidden />}
          onClick={() => {
            onChange({ who: "", what: "", from: "", to: "" });
          }}
        >
          {t("audit.clear")}
        </Button>
      )}
    </div>
  );
}

/** What the address asks for is always among the choices. */
function withPresent(present: string, choices: { value: string; label: string }[]) {
  if (!present || choices.some((each) => each.value === present)) return choices;
  return [...choices, { value: present, label: present }];
}

interface OneEntryProps {
  entry: Entry | undefined;
  onClose: () => void;
  onWho: (who: string) => void;
}

function OneEntry({ entry, onClose, onWho }: OneEntryProps) {
  const { t } = useTranslation("settings");
  const { t: tc } = useTranslation();
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={entry && <ActionName of={entry} />}
      closeButtonProps={{ "aria-label": tc("close") }}
    >
      {entry && (
        <div className={classes.stack}>
          <dl className={classes.facts}>
            <dt>{t("audit.at")}</dt>
            <dd>
              <When at={entry.at} exact />
            </dd>
            <dt>{t("audit.who")}</dt>
            <dd>
              <Clipped text={entry.actor_name || t("audit.nobody")} letters={100} /> ·{" "}
              {t(`audit.kind.${entry.actor_kind}`)} · {t(`roleName.${entry.role}`)}
            </dd>
            <dt>{t("audit.object")}</dt>
            <dd className={classes.code}>
              <Clipped text={entry.object || "–"} />
            </dd>
            <dt>{t("audit.address")}</dt>
            <dd className={classes.code}>{entry.address || "–"}</dd>
            <dt>{t("audit.code")}</dt>
            <dd className={classes.code}>{entry.action}</dd>
          </dl>
          {Object.keys(entry.before).length > 0 && (
            <div>
              <div className={classes.label}>{t("audit.before")}</div>
              <Json of={entry.before} />
            </div>
          )}
          {Object.keys(entry.after).length > 0 && (
            <div>
              <div className={classes.label}>{t("audit.after")}</div>
              <Json of={entry.after} />
            </div>
          )}
          <div>
            <Button
              variant="default"
              onClick={() => {
                onWho(entry.actor_id);
              }}
            >
              {t("audit.all")}
            </Button>
          </div>
        </div>
      )}
    </Drawer>
  );
}
