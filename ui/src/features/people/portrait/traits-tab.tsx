import { ActionIcon, Badge, Button, Skeleton, TextInput, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHistory, IconPencil, IconPlus, IconSearch, IconTags, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Term } from "@/components/term";
import { clip, Clipped, Value } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { sourcesQuery, traitHistoryQuery, traitsQuery } from "../queries";
import { useTraitEdit } from "./edits";
import classes from "./table.module.css";
import { TraitEditor } from "./trait-editor";
import type { Json } from "./trait-kind";

const NAME_LETTERS = 80;

/** What is known of somebody: told, with who said it and when, and computed. */
export function TraitsTab({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const [asked, setAsked] = useState("");
  const isAsked = (key: string) => key.toLowerCase().includes(asked.trim().toLowerCase());
  return (
    <div className={classes.stack}>
      <TextInput
        className={classes.filter}
        aria-label={t("traits.find")}
        placeholder={t("traits.find")}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={asked}
        onChange={(event) => {
          setAsked(event.currentTarget.value);
        }}
      />
      <Told profile={profile} isAsked={isAsked} />
      <Computed profile={profile} isAsked={isAsked} />
    </div>
  );
}

interface PartProps {
  profile: Schema<"ProfileView">;
  isAsked: (key: string) => boolean;
}

function Told({ profile, isAsked }: PartProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const traits = useQuery(traitsQuery(profile.id));
  const keys = Object.entries(traits.data?.declared ?? {})
    .filter(([key]) => isAsked(key))
    .sort(([a], [b]) => format.compare(a, b));
  const seesPeople = useMay("personal_data.see");
  const mayEdit = useMay("people.edit") && seesPeople;
  const [isAdding, setAdding] = useState(false);
  const set = useTraitEdit(profile.id);
  return (
    <Panel
      title={<Term name="trait">{t("traits.told")}</Term>}
      aside={
        mayEdit ? (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            aria-expanded={isAdding}
            onClick={() => {
              setAdding(!isAdding);
            }}
          >
            {t("edit.add")}
          </Button>
        ) : (
          traits.data && keys.length
        )
      }
      flush
    >
      {isAdding && (
        <div className={classes.pad}>
          <TraitEditor
            onSave={({ key, value, reason }) => {
              set({ key, value, seen: (traits.data?.declared[key]?.value ?? null) as Json, reason });
              setAdding(false);
            }}
            onClose={() => {
              setAdding(false);
            }}
          />
        </div>
      )}
      {traits.isPending && <Skeleton h={160} m="md" w="auto" />}
      {traits.error && <ProblemNote small error={traits.error} onRetry={() => void traits.refetch()} />}
      {traits.data && keys.length === 0 && (
        <Empty small icon={IconTags} title={t("traits.none")}>
          {t("traits.noneWhat")}
        </Empty>
      )}
      {keys.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t("traits.key")}</th>
              <th>{t("traits.value")}</th>
              <th className={classes.wide}>{t("traits.source")}</th>
              <th>{t("traits.since")}</th>
              <th className={classes.end}>
                <span className={classes.hidden}>{t("identity.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map(([key, claim]) => (
              <ToldRow key={key} id={profile.id} name={key} claim={claim} mayEdit={mayEdit} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

interface ToldRowProps {
  id: string;
  name: string;
  claim: Schema<"Declared">;
  mayEdit: boolean;
}

function ToldRow({ id, name, claim, mayEdit }: ToldRowProps) {
  const { t } = useTranslation("people");
  const [isOpen, setOpen] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const set = useTraitEdit(id);
  const value = claim.value as Json;
  return (
    <tr>
      <td className={classes.key}>
        <Clipped text={name} letters={NAME_LETTERS} />
      </td>
      <td>
        {isEditing ? (
          <TraitEditor
            name={name}
            value={value}
            onSave={(written) => {
              set({ ...written, seen: value });
              setEditing(false);
            }}
            onClose={() => {
              setEditing(false);
            }}
          />
        ) : (
          <Value of={claim.value} />
        )}
        {isOpen && <History id={id} name={name} />}
      </td>
      <td className={classes.wide}>
        <Teller claim={claim} />{" "}
        {claim.verified && !claim.author && (
          <Badge size="xs" color="teal">
            {t("traits.verified")}
          </Badge>
        )}
      </td>
      <td>
        <When at={claim.at} />
      </td>
      <td className={classes.actions}>
        {mayEdit && (
          <>
            <Act
              label={t("edit.one", { key: name })}
              icon={IconPencil}
              onClick={() => {
                setEditing(!isEditing);
              }}
            />
            <Act
              label={t("edit.remove", { key: name })}
              icon={IconTrash}
              onClick={() => {
                set({ key: name, value: null, seen: value, reason: "" });
              }}
            />
          </>
        )}
        <Act
          label={t("traits.historyOf", { key: name })}
          icon={IconHistory}
          isExpanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        />
      </td>
    </tr>
  );
}

interface ActProps {
  label: string;
  icon: typeof IconHistory;
  isExpanded?: boolean;
  onClick: () => void;
}

function Act({ label, icon: Icon, isExpanded, onClick }: ActProps) {
  return (
    <Tooltip label={clip(label, NAME_LETTERS)}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} aria-expanded={isExpanded} onClick={onClick}>
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Who told something: a source, or somebody who set it by hand. */
function Teller({ claim }: { claim: Schema<"Declared"> }) {
  const { t } = useTranslation("people");
  const { data: sources } = useQuery(sourcesQuery);
  const text = claim.author ? t("traits.byHand", { name: claim.author }) : sources?.get(claim.source_id);
  return <Clipped text={text ?? claim.source_id} letters={NAME_LETTERS} />;
}

function History({ id, name }: { id: string; name: string }) {
  const history = useQuery(traitHistoryQuery(id, name));
  if (history.error) return <ProblemNote small error={history.error} />;
  if (!history.data) return <Skeleton h={40} mt="xs" />;
  return (
    <ol className={classes.history}>
      {history.data.items.map((each, index) => (
        <li key={index}>
          <Value of={each.value} />{" "}
          <span className={classes.dim}>
            <Teller claim={each} /> · <When at={each.at} exact />
          </span>
        </li>
      ))}
    </ol>
  );
}

function Computed({ profile, isAsked }: PartProps) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const keys = Object.entries(profile.computed_traits)
    .filter(([key]) => isAsked(key))
    .sort(([a], [b]) => format.compare(a, b));
  return (
    <Panel title={<Term name="computedTrait">{t("traits.computed")}</Term>} aside={keys.length} flush>
      {keys.length === 0 ? (
        <Empty small icon={IconTags} title={t("traits.none")}>
          {t("traits.noneComputed")}
        </Empty>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t("traits.key")}</th>
              <th>{t("traits.value")}</th>
            </tr>
          </thead>
          <tbody>
            {keys.map(([key, trait]) => (
              <tr key={key}>
                <td className={classes.key}>
                  <Clipped text={key} letters={NAME_LETTERS} />
                </td>
                <td>{trait.per ? <PerDimension per={trait.per} /> : <Value of={trait.value} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

const SHOWN = 6;

function PerDimension({ per }: { per: Record<string, unknown> }) {
  const all = Object.entries(per);
  return (
    <>
      {all.slice(0, SHOWN).map(([dimension, value]) => (
        <div key={dimension}>
          <span className={classes.dim}>
            <Clipped text={dimension} letters={NAME_LETTERS} />:
          </span>{" "}
          <Value of={value} />
        </div>
      ))}
      {all.length > SHOWN && <span className={classes.dim}>+{all.length - SHOWN}</span>}
    </>
  );
}
