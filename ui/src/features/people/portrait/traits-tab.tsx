import { ActionIcon, Badge, Skeleton, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHistory, IconPencil, IconSearch, IconTags, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { sourceNamesQuery } from "@/api/source-names";
import { useCalled } from "@/components/called";
import { msOf, partsOfMs } from "@/components/definition/duration";
import { sayParts } from "@/components/definition/sentence";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Term } from "@/components/term";
import { clip, Clipped, Value } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { traitHistoryQuery, traitsQuery } from "../queries";
import { useTraitEdit } from "./edits";
import { AddButton } from "./parts";
import classes from "./table.module.css";
import { TraitEditor, type Written } from "./trait-editor";
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
  const [begun, setBegun] = useState<Written>();
  const set = useTraitEdit(profile.id);
  return (
    <Panel
      title={<Term name="trait">{t("traits.told")}</Term>}
      aside={
        mayEdit ? (
          <AddButton
            isOpen={isAdding}
            onToggle={() => {
              setAdding(!isAdding);
            }}
          />
        ) : (
          traits.data && keys.length
        )
      }
      flush
    >
      {isAdding && (
        <div className={classes.pad}>
          <TraitEditor
            begun={begun}
            onSave={(written) => {
              const seen = (traits.data?.declared[written.key]?.value ?? null) as Json;
              setBegun(undefined);
              setAdding(false);
              set({ ...written, seen }, () => {
                setBegun(written);
                setAdding(true);
              });
            }}
            onClose={() => {
              setBegun(undefined);
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
        <table className={`${classes.table} ${classes.cards}`}>
          <thead>
            <tr>
              <th>{t("traits.key")}</th>
              <th>{t("traits.value")}</th>
              <th className={classes.wide}>{t("traits.source")}</th>
              <th>{t("traits.since")}</th>
              <th className={classes.end}>
                <VisuallyHidden>{t("identity.actions")}</VisuallyHidden>
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
  const [begun, setBegun] = useState<Written>();
  const set = useTraitEdit(id);
  const value = claim.value as Json;
  return (
    <tr>
      <td className={classes.key}>
        <Clipped text={name} letters={NAME_LETTERS} />
      </td>
      <td className={classes.across}>
        {isEditing ? (
          <TraitEditor
            name={name}
            value={value}
            begun={begun}
            onSave={(written) => {
              setBegun(undefined);
              setEditing(false);
              set({ ...written, seen: value }, () => {
                setBegun(written);
                setEditing(true);
              });
            }}
            onClose={() => {
              setBegun(undefined);
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
      <td className={classes.since}>
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
  const { data: sources } = useQuery(sourceNamesQuery);
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
  const called = useCalled();
  const traits = Object.entries(profile.computed_traits)
    .map(([key, trait]) => ({ key, trait, name: called.trait(key, trait.name) || key }))
    .filter(({ key, name }) => isAsked(key) || isAsked(name))
    .sort((a, b) => format.compare(a.name, b.name));
  return (
    <Panel title={<Term name="computedTrait">{t("traits.computed")}</Term>} aside={traits.length} flush>
      {traits.length === 0 ? (
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
            {traits.map(({ key, trait, name }) => (
              <tr key={key}>
                <td className={classes.key}>
                  <Clipped text={name} letters={NAME_LETTERS} />
                </td>
                <td>
                  {trait.per ? (
                    <PerDimension of={trait} nameOf={trait.dimension === "brand" ? called.brand : String} />
                  ) : (
                    <ComputedValue type={trait.type} of={trait.value} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

const SHOWN = 6;

interface PerDimensionProps {
  of: Schema<"ComputedTrait">;
  nameOf: (part: string) => string;
}

function PerDimension({ of: { type, per }, nameOf }: PerDimensionProps) {
  const all = Object.entries(per ?? {});
  if (all.length === 0) return <Value of={null} />;
  return (
    <>
      {all.slice(0, SHOWN).map(([dimension, value]) => (
        <div key={dimension}>
          <span className={classes.dim}>
            <Clipped text={nameOf(dimension)} letters={NAME_LETTERS} />:
          </span>{" "}
          <ComputedValue type={type} of={value} />
        </div>
      ))}
      {all.length > SHOWN && <span className={classes.dim}>+{all.length - SHOWN}</span>}
    </>
  );
}

/** A value in words, a duration by its two largest parts; what is hidden stays as it is. */
function ComputedValue({ type, of: value }: { type: Schema<"ComputedTrait">["type"]; of: unknown }) {
  const { t } = useTranslation("definition");
  const format = useFormat();
  const isDuration = type === "duration" && typeof value === "string" && value.startsWith("P");
  return <Value of={isDuration ? sayParts({ t, format }, partsOfMs(msOf(value))) : value} />;
}
