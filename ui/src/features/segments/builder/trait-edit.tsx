import { Autocomplete, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ComparisonEdit } from "@/components/definition/comparison-edit";
import edit from "@/components/definition/edit.module.css";
import { useFault } from "@/components/definition/faults";
import type { TraitIs } from "@/components/definition/model";
import { useNames } from "@/components/definition/names";
import { type Choice, Pick } from "@/components/definition/pick";
import { toldTraitsQuery, typeOfTrait, useSeenValues, wordsQuery } from "@/components/definition/words";
import { without } from "@/lib/without";
import classes from "./builder.module.css";
import type { LeafProps } from "./leaf";
import { startOf } from "./start";

function useTraitChoices(): Choice[] {
  const { t } = useTranslation("definition");
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  const told = useQuery(toldTraitsQuery).data;
  return useMemo(
    () => [
      ...(words?.traits ?? []).map((each) => ({
        value: each.name,
        label: names.traitTitle(each.name),
        group: t(each.computed ? "group.own" : "group.builtIn"),
        hint: t(`type.${each.type}`),
      })),
      ...(told?.items ?? []).map((each) => ({
        value: each.name,
        label: names.trait(each.name),
        group: t("group.told"),
        hint: t(`type.${each.type}`),
      })),
    ],
    [words, told, names, t],
  );
}

export function TraitEdit({ value, path, onChange }: LeafProps<TraitIs>) {
  const { t } = useTranslation(["segments", "definition"]);
  const names = useNames();
  const choices = useTraitChoices();
  const words = useQuery(wordsQuery).data;
  const told = useQuery(toldTraitsQuery).data;
  const fault = useFault(`${path}/trait`);
  const known = words?.traits.find((each) => each.name === value.trait);
  const isTold = value.trait.startsWith("traits.");
  const toldType = told?.items.find((each) => each.name === value.trait)?.type;
  const type = isTold ? (toldType === "number" ? "number" : "text") : typeOfTrait(words, value.trait);
  const hasParts = known !== undefined && known.per !== null && (known.computed || known.per !== "brand");
  return (
    <div className={edit.line}>
      <Pick
        label={t("definition:pick.trait")}
        choices={choices}
        value={value.trait}
        shown={value.trait && names.trait(value.trait)}
        placeholder={t("definition:pick.trait")}
        error={fault}
        own={(text) =>
          text.startsWith("traits.") || choices.some((each) => each.value === text) ? text : `traits.${text}`
        }
        onPick={(trait) => {
          const rest = without(value, "per");
          onChange({ ...rest, trait, compare: startOf(typeOfTrait(words, trait)) });
        }}
      />
      {hasParts && known.per === "brand" && <BrandPartEdit value={value} path={path} onChange={onChange} />}
      {hasParts && known.per !== "brand" && <PartEdit value={value} path={path} onChange={onChange} />}
      {value.trait && (
        <ComparisonEdit
          value={value.compare}
          path={`${path}/compare`}
          type={type}
          isOfTrait
          isTold={isTold}
          source={{ of: "trait", trait: value.trait, per: value.per ?? "" }}
          onChange={(compare) => {
            onChange({ ...value, compare });
          }}
        />
      )}
    </div>
  );
}

const CURRENCIES = ["EUR", "USD", "GBP", "PLN", "RUB", "CHF", "CZK", "SEK", "UAH"];

/** At which brand a trait is meant that has a value for each and one over all. */
function BrandPartEdit({ value, path, onChange }: LeafProps<TraitIs>) {
  const { t } = useTranslation("definition");
  const fault = useFault(`${path}/per`);
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  return (
    <Select
      size="xs"
      className={classes.part_}
      aria-label={t("pick.brand")}
      placeholder={t("pick.allBrands")}
      value={value.per ?? null}
      error={Boolean(fault)}
      clearable
      data={(words?.brands ?? []).map((slug) => ({ value: slug, label: names.brand(slug) }))}
      onChange={(next) => {
        const rest = without(value, "per");
        onChange(next ? { ...rest, per: next } : rest);
      }}
    />
  );
}

/** Which part of a trait that has several: of money the currency, else a value of its dimension. */
function PartEdit({ value, path, onChange }: LeafProps<TraitIs>) {
  const { t } = useTranslation("definition");
  const fault = useFault(`${path}/per`);
  const words = useQuery(wordsQuery).data;
  const per = words?.traits.find((each) => each.name === value.trait)?.per ?? "";
  const isMoney = per === "currency";
  const lines = per.startsWith("line.");
  const seen = useSeenValues({ of: "field", field: isMoney ? "currency" : per, names: [], lines }, "", true).data;
  const found = seen?.items.map((each) => each.value) ?? [];
  return (
    <Autocomplete
      size="xs"
      className={classes.part_}
      aria-label={t(isMoney ? "edit.perCurrency" : "edit.per")}
      placeholder={t(isMoney ? "edit.perCurrency" : "edit.per")}
      value={value.per ?? ""}
      error={Boolean(fault)}
      data={found.length > 0 || !isMoney ? found : CURRENCIES}
      onChange={(next) => {
        const rest = without(value, "per");
        onChange(next ? { ...rest, per: next } : rest);
      }}
    />
  );
}
