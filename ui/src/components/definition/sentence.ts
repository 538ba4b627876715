import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Format, useFormat } from "@/i18n/format";
import { NO_OPERAND, PERIODS, POINTS, SEVERAL } from "./document";
import { type Part, partsOf } from "./duration";
import type {
  Comparison,
  Computation,
  Condition,
  Events,
  Follow,
  Members,
  Scalar,
  ValueType,
  Where,
  Window,
} from "./model";
import { capitalised, type Names, useNames } from "./names";
import type { Schema } from "@/api/client";
import { useQuery } from "@tanstack/react-query";
import { wordsQuery } from "./words";
import { isolated } from "@/lib/isolated";

type Words = Pick<Schema<"Words">, "traits" | "event_fields" | "line_fields">;

/** All that a sentence about a definition is made with. */
export interface Speaker {
  t: TFunction<"definition">;
  format: Format;
  names: Names;
  words: Words | undefined;
}

/** Who speaks to whoever is signed in. */
export function useSpeaker(): Speaker {
  const { t } = useTranslation("definition");
  const format = useFormat();
  const names = useNames();
  const words = useQuery(wordsQuery).data;
  return useMemo(() => ({ t, format, names, words }), [t, format, names, words]);
}

/** Who is in a segment, as one sentence. */
export function membersSentence(speaker: Speaker, members: Members): string {
  const { t } = speaker;
  if (members.kind === "static") return t("say.list");
  if (members.kind === "sql") return t("say.query", { period: sayDuration(speaker, members.every ?? "PT1H") });
  const what = clause(speaker, members.condition, true);
  const isOfAll = "of" in members.condition && Array.isArray(members.condition.of) && members.condition.of.length === 0;
  const said = isOfAll ? `${capitalised(what)}.` : t("say.people", { what });
  return said.replace(/…\.$/u, "…");
}

/** A condition as the rest of a sentence that begins with people. */
export function clause(speaker: Speaker, condition: Condition, outermost = false): string {
  const { t } = speaker;
  switch (condition.kind) {
    case "all":
    case "any": {
      if (condition.of.length === 0) return t(condition.kind === "all" ? "say.everybody" : "say.nobody");
      const parts = condition.of.map((each) => clause(speaker, each));
      if (parts.length === 1) return parts[0] ?? "";
      const joined = parts.join(`${condition.kind === "all" ? "," : ""} ${t(`say.${condition.kind}`)} `);
      return outermost ? joined : t("say.group", { what: joined });
    }
    case "not":
      return t("say.not", { what: clause(speaker, condition.of) });
    case "brand":
      return t("say.brand", {
        brand: quoted(speaker, condition.brand && speaker.names.brand(condition.brand)),
        what: clause(speaker, condition.of),
      });
    case "trait":
      return t("say.trait", {
        trait: sayTrait(speaker, condition.trait, condition.per),
        compare: compared(speaker, condition.compare, typeOf(speaker, condition.trait)),
      });
    case "event":
      return [
        isNever(condition.times)
          ? t("say.eventNever", {
              events: sayEvents(speaker, condition.from),
              window: sayWindow(speaker, condition.window),
            })
          : t("say.event", {
              events: sayEvents(speaker, condition.from),
              times: sayTimes(speaker, condition.times ?? { op: "ge", value: 1 }),
              window: condition.window ? sayWindow(speaker, condition.window) : "",
            }).trimEnd(),
        filtered(speaker, condition.from),
      ].join("");
    case "sequence":
      return t("say.sequence", { steps: steps(speaker, condition) });
    case "segment":
      return t("say.segment", {
        segment: quoted(speaker, condition.segment && speaker.names.segment(condition.segment)),
      });
    case "consent":
      return t(`say.consent_${condition.state ?? "granted"}`, { purpose: quoted(speaker, condition.purpose) });
    case "reachable":
      return t(`say.reach_${condition.channel}`);
    case "bucket":
      return t("say.bucket", { share: speaker.format.percent((condition.last - condition.first + 1) / 10_000, 2) });
  }
}

/** What a computed trait is, as one sentence. */
export function computationSentence(speaker: Speaker, { from = {}, aggregate, window, per }: Computation): string {
  const { t, names } = speaker;
  const field = aggregate.field ? isolated(names.field(aggregate.field)) : t("sayTrait.time");
  const parts = [
    t(`sayTrait.${aggregate.kind}`, { events: sayEvents(speaker, from), field }),
    window ? ` ${sayWindow(speaker, window)}` : "",
    filtered(speaker, from),
    aggregate.half_life ? t("sayTrait.halved", { period: sayDuration(speaker, aggregate.half_life) }) : "",
    per ? t("sayTrait.per", { field: isolated(names.field(per)) }) : "",
  ];
  return `${parts.join("")}.`;
}

export function sayTrait({ t, names, words }: Speaker, trait: string, per?: string): string {
  if (!trait) return t("say.missing");
  const name = isolated(names.trait(trait));
  if (!per) return name;
  const isBrand = words?.traits.some((each) => each.name === trait && each.per === "brand");
  return t("say.per", { trait: name, part: isolated(isBrand ? names.brand(per) : per) });
}

export function sayEvents(speaker: Speaker, events: Events): string {
  const { t, format } = speaker;
  const brands = (events.brands ?? []).map((slug) => isolated(speaker.names.brand(slug)));
  const names = (events.names ?? []).map((name) => quoted(speaker, name));
  const named = names.length > 0 ? names.join(` ${t("say.any")} `) : (events.types?.join(", ") ?? t("say.anything"));
  const counted = events.lines ? t("say.lines", { events: named }) : named;
  return brands.length > 0 ? t("say.atBrands", { events: counted, brands: format.list(brands) }) : counted;
}

export function sayTimes({ t, format }: Speaker, times: Comparison): string {
  const count = Number(times.value ?? 0);
  switch (times.op) {
    case "between":
      return t("times.say_between", { from: format.number(count), upto: format.number(Number(times.upto ?? 0)) });
    case "le":
    case "gt":
    case "lt":
    case "ge":
      return t(`times.say_${times.op}`, { count });
    default:
      return t("times.say_eq", { count });
  }
}

function isNever(times: Comparison | undefined): boolean {
  return times?.op === "eq" && times.value === 0;
}

export function sayWindow(speaker: Speaker, window: Window | undefined): string {
  const { t } = speaker;
  if (!window) return t("window.none");
  if (window.kind === "session") return t("window.session");
  if (window.kind === "calendar") return t(`window.${window.unit}_${window.which ?? "current"}`);
  const [only, more] = partsOf(window.duration);
  if (only && !more && only[1] !== "second") return t(`lastUnit.${only[1]}`, { count: only[0] });
  return t("lastUnit.several", { text: sayDuration(speaker, window.duration) });
}

export function sayDuration(speaker: Pick<Speaker, "t" | "format">, iso: string): string {
  const parts = partsOf(iso);
  return parts.length > 0 ? sayParts(speaker, parts) : iso;
}

export function sayParts({ t, format }: Pick<Speaker, "t" | "format">, parts: readonly Part[]): string {
  return format.list(parts.map(([count, unit]) => t(`unit.${unit}`, { count })));
}

const AMOUNT_OPS = ["eq", "ne", "lt", "le", "gt", "ge", "between"] as const;

/** What an operator is called for values of a type. */
export function operatorWord({ t }: Pick<Speaker, "t">, op: Comparison["op"], type: ValueType): string {
  const amount = AMOUNT_OPS.find((each) => each === op);
  if (amount && (type === "number" || type === "duration")) return t(`opAmount.${amount}`);
  return t(`op.${op}`);
}

export function compared(speaker: Speaker, compare: Comparison, type: ValueType): string {
  const { t } = speaker;
  const word = operatorWord(speaker, compare.op, type);
  if (NO_OPERAND.includes(compare.op)) return word;
  if (compare.op === "anniversary_in") {
    const count = Number(compare.value ?? 0);
    return count === 0 ? t("anniversaryToday") : t("anniversary", { count });
  }
  if (SEVERAL.includes(compare.op)) {
    const values = (compare.values ?? []).map((value) => operand(speaker, value, compare.op, type));
    return `${word} ${values.length > 0 ? values.join(", ") : t("say.missing")}`;
  }
  const value = operand(speaker, compare.value, compare.op, type);
  if (compare.op !== "between") return `${word} ${value}`;
  return `${word} ${value} ${t("and")} ${operand(speaker, compare.upto, compare.op, type)}`;
}

function operand(speaker: Speaker, value: Scalar | undefined, op: Comparison["op"], type: ValueType): string {
  const { t, format } = speaker;
  if (value === undefined || value === "") return t("say.missing");
  if (PERIODS.includes(op) || type === "duration") return sayDuration(speaker, String(value));
  if (POINTS.includes(op) || type === "instant") {
    return Number.isNaN(Date.parse(String(value))) ? isolated(String(value)) : format.instant(String(value));
  }
  if (typeof value === "boolean") return t(value ? "edit.yes" : "edit.no");
  if (typeof value === "number") return format.number(value, 6);
  return type === "number" ? isolated(value) : quoted(speaker, value);
}

function filtered(speaker: Speaker, events: Events): string {
  if (!events.where) return "";
  const what = whereClause(speaker, events.where, events.lines ?? false, true);
  return what ? speaker.t("say.where", { what }) : "";
}

function whereClause(speaker: Speaker, where: Where, lines: boolean, outermost = false): string {
  const { t, names } = speaker;
  if (where.kind === "field") {
    const name = where.field ? isolated(names.field(where.field)) : t("say.missing");
    const compare = where.field === "brand" ? withBrandNames(names, where.compare) : where.compare;
    return `${name} ${compared(speaker, compare, typeOfField(speaker, where.field, lines))}`;
  }
  if (where.kind === "not") return t("say.not", { what: whereClause(speaker, where.of, lines) });
  const parts = where.of.map((each) => whereClause(speaker, each, lines));
  if (parts.length < 2) return parts[0] ?? "";
  const joined = parts.join(` ${t(`say.${where.kind}`)} `);
  return outermost ? joined : t("say.group", { what: joined });
}

function withBrandNames(names: Names, compare: Comparison): Comparison {
  const called = (value: Scalar) => (typeof value === "string" ? names.brand(value) : value);
  return {
    ...compare,
    ...(compare.value === undefined ? {} : { value: called(compare.value) }),
    ...(compare.values ? { values: compare.values.map(called) } : {}),
  };
}

function steps(speaker: Speaker, condition: Extract<Condition, { kind: "sequence" }>): string {
  const { t, names, format } = speaker;
  const step = (follow: Follow) => ({
    events: sayEvents(speaker, follow.from) + filtered(speaker, follow.from),
    period: sayDuration(speaker, follow.within),
  });
  return [
    sayEvents(speaker, condition.first) + filtered(speaker, condition.first),
    ...condition.then.map((follow) => t("say.then", step(follow))),
    condition.without ? t("say.without", step(condition.without)) : "",
    condition.same?.length
      ? t("say.same", { fields: format.list(condition.same.map((each) => isolated(names.field(each)))) })
      : "",
    condition.window ? ` ${sayWindow(speaker, condition.window)}` : "",
  ].join("");
}

function typeOf({ words }: Speaker, trait: string): ValueType {
  return words?.traits.find((each) => each.name === trait)?.type ?? "text";
}

export function typeOfField({ words }: Pick<Speaker, "words">, field: string, lines: boolean): ValueType {
  return (lines ? words?.line_fields : words?.event_fields)?.[field] ?? "text";
}

function quoted(speaker: Speaker, text: string): string {
  return text ? speaker.t("quoted", { text: isolated(text) }) : speaker.t("say.missing");
}
