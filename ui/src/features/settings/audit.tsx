import { Button, Drawer, Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconHistory, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Names, useAuthors } from "@/api/authors";
import { Author } from "@/components/author";
import { DayInput } from "@/components/day-input";
import { Empty } from "@/components/empty";
import { Initials } from "@/components/initials";
import { Json } from "@/components/json";
import { isForbidden, ProblemNote } from "@/components/problem-page";
import { type Column, Rows } from "@/components/rows";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useDays, useFormat } from "@/i18n/format";
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
  const entries = useInfiniteQuery(auditQuery(filter, useFormat()));
  const found = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const names = useAuthors(found.map((entry) => entry.object));
  const columns = useColumns(names);
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div className={classes.audit}>
      {!isForbidden(entries.error) && <Filters filter={filter} onChange={onChange} />}
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
        names={names}
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

function useColumns(names: Names): Column<Entry>[] {
  const { t } = useTranslation("settings");
  return [
    {
      id: "who",
      head: t("audit.who"),
      width: "minmax(5.5rem, 1.2fr)",
      wide: true,
      cell: (entry) => (
        <span className={classes.actor}>
          <Initials name={entry.actor_name} seed={entry.actor_id} size={24} />
          <Clipped text={entry.actor_name || t("audit.nobody")} letters={60} />
        </span>
      ),
    },
    {
      id: "what",
      head: t("audit.what"),
      width: "minmax(6rem, 1.6fr)",
      cell: (entry) => (
        <>
          <ActionName of={entry} />
          <span className={classes.by}>
            <Clipped text={entry.actor_name || t("audit.nobody")} letters={60} />
          </span>
        </>
      ),
    },
    {
      id: "object",
      head: t("audit.object"),
      width: "minmax(7rem, 1.2fr)",
      wide: true,
      cell: (entry) => (
        <span className={names.has(entry.object) ? undefined : classes.code}>
          <Author id={entry.object} names={names} />
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
  const days = useDays();
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
      <DayInput
        className={classes.day}
        label={t("audit.from")}
        value={filter.from}
        onChange={(from) => {
          onChange({ from });
        }}
      />
      <DayInput
        className={classes.day}
        label={t("audit.to")}
        value={filter.to}
        error={filter.to !== "" && filter.to < filter.from && t("audit.order", { day: days.write(filter.from) })}
        onChange={(to) => {
          onChange({ to });
        }}
      />
      {isFiltered && (
        <Button
          className={classes.clear}
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
  names: Names;
  onClose: () => void;
  onWho: (who: string) => void;
}

function OneEntry({ entry, names, onClose, onWho }: OneEntryProps) {
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
              {t(`audit.kind.${entry.actor_kind}`)} · {tc(`role.${entry.role}`)}
            </dd>
            <dt>{t("audit.object")}</dt>
            <dd className={classes.code}>
              <Clipped text={entry.object || "–"} />
              {names.has(entry.object) && (
                <>
                  {" · "}
                  <Author id={entry.object} names={names} />
                </>
              )}
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
