import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { newCondition, newId } from "@/components/definition/document";
import { useEventChoices } from "@/components/definition/events-edit";
import type { Condition, ValueType } from "@/components/definition/model";
import { useNames } from "@/components/definition/names";
import { type Choice, Pick } from "@/components/definition/pick";
import { toldTraitsQuery, typeOfTrait, wordsQuery } from "@/components/definition/words";
import { ICONS } from "./icons";
import { startOf } from "./start";

const KINDS = ["event", "trait", "sequence", "segment", "consent", "reachable", "bucket", "brand", "all"] as const;
const SHORTCUTS = 6;

interface AddConditionProps {
  isFirst: boolean;
  isOutermost: boolean;
  onAdd: (condition: Condition) => void;
}

/** Adds a condition: by what it asks of people, by typing the name of an event, a trait or a segment, or by its kind. */
export function AddCondition({ isFirst, isOutermost, onAdd }: AddConditionProps) {
  const { t } = useTranslation(["segments", "definition"]);
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  const told = useQuery(toldTraitsQuery).data;
  const events = useEventChoices();
  const choices = useMemo<Choice[]>(() => {
    const icon = (kind: Condition["kind"]) => {
      const Shown = ICONS[kind];
      return <Shown size={15} stroke={1.8} aria-hidden />;
    };
    const trait = (name: string, type: ValueType): Choice => ({
      value: `trait:${name}`,
      label: names.traitTitle(name),
      group: t("add.traits"),
      hint: t(`definition:type.${type}`),
      icon: icon("trait"),
    });
    return [
      ...events.slice(0, SHORTCUTS).map((each) => ({
        ...each,
        value: `event:${each.value}`,
        group: t("add.often"),
        icon: icon("event"),
      })),
      ...KINDS.filter((kind) => kind !== "brand" || (words?.brands.length ?? 0) > 1).map((kind) => ({
        value: `kind:${kind}`,
        label: t(`condition.${kind}`),
        group: t("add.kinds"),
        icon: icon(kind),
      })),
      ...events
        .slice(SHORTCUTS)
        .map((each) => ({ ...each, value: `event:${each.value}`, group: t("add.events"), icon: icon("event") })),
      ...(words?.traits ?? []).map((each) => trait(each.name, each.type)),
      ...(told?.items ?? []).map((each) => trait(each.name, each.type)),
      ...(words?.segments ?? []).map((key) => ({
        value: `segment:${key}`,
        label: names.segment(key),
        group: t("add.segments"),
        icon: icon("segment"),
      })),
    ];
  }, [events, words, told, names, t]);

  const add = (chosen: string) => {
    const [what = "", ...rest] = chosen.split(":");
    const name = rest.join(":");
    if (what === "kind") onAdd(newCondition(KINDS.find((each) => each === name) ?? "event"));
    else if (what === "event") onAdd(eventOf(name));
    else if (what === "segment") onAdd({ _id: newId(), kind: "segment", segment: name });
    else onAdd({ _id: newId(), kind: "trait", trait: name, compare: startOf(typeOfTrait(words, name)) });
  };
  return (
    <Pick
      label={t("builder.add")}
      choices={choices}
      value=""
      placeholder={t("builder.add")}
      onPick={add}
      target={(props) => (
        <Button
          {...props}
          size={isFirst && isOutermost ? "sm" : "compact-sm"}
          variant={isFirst && isOutermost ? "light" : "subtle"}
          leftSection={<IconPlus size={15} aria-hidden />}
          style={{ justifySelf: "start" }}
        >
          {t(isFirst && isOutermost ? "builder.addFirst" : "builder.add")}
        </Button>
      )}
    />
  );
}

function eventOf(name: string): Condition {
  const empty = newCondition("event");
  return empty.kind === "event" ? { ...empty, from: { names: [name] } } : empty;
}
