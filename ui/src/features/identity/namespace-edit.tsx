import { Checkbox, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./identity.module.css";
import { faultAt, type Namespace, OTHERS } from "./namespaces";

const WINDOWS = ["ever", "annually", "monthly", "weekly"] as const;
const CASES = ["keep", "lower", "upper"] as const;
/** Their normal form is fixed. */
const OF_FIXED_CASE = ["email", "phone"];
const MOST_PER_PERSON = 10_000;
const LAST = 99;

interface NamespaceEditProps {
  name: string;
  label: string;
  space: Namespace;
  faults: ReadonlyMap<string, string>;
  path: string;
  isOpen: boolean;
  onChange: (space: Namespace) => void;
  /** What can be done with the kind as a whole. */
  children: ReactNode;
}

/** The rules of one kind of identifier; what the server refused is said at its field. */
export function NamespaceEdit({ name, label, space, faults, path, isOpen, onChange, children }: NamespaceEditProps) {
  const { t } = useTranslation("identity");
  const of = (what: string) => `${what}: ${label}`;
  const isOne = space.unique === true;
  const field = (words: string, what: string) => ({
    size: "sm" as const,
    label: words,
    "aria-label": of(words),
    error: faultAt(faults, `${path}/${what}`),
  });
  return (
    <div className={classes.kindForm}>
      <NumberInput
        {...field(t("rules.limit"), "limit")}
        min={1}
        max={MOST_PER_PERSON}
        value={space.limit ?? 1}
        disabled={!isOpen || isOne}
        onChange={(value) => {
          if (typeof value === "number") onChange({ ...space, limit: value });
        }}
      />
      <Select
        {...field(t("rules.window"), "window")}
        value={space.window ?? "ever"}
        disabled={!isOpen || isOne}
        allowDeselect={false}
        data={WINDOWS.map((value) => ({ value, label: t(`window.${value}`) }))}
        onChange={(value) => {
          onChange({ ...space, window: WINDOWS.find((each) => each === value) ?? "ever" });
        }}
      />
      <NumberInput
        {...field(t("rules.priority"), "priority")}
        min={1}
        max={LAST}
        value={space.priority ?? 1}
        disabled={!isOpen}
        onChange={(value) => {
          if (typeof value === "number") onChange({ ...space, priority: value });
        }}
      />
      <Checkbox
        className={classes.across ?? ""}
        label={t("rules.unique")}
        aria-label={of(t("rules.unique"))}
        checked={isOne}
        disabled={!isOpen}
        onChange={(event) => {
          const isUnique = event.currentTarget.checked;
          onChange(isUnique ? { ...space, unique: true, limit: 1, window: "ever" } : { ...space, unique: false });
        }}
      />
      {name !== OTHERS && (
        <TagsInput
          className={classes.across ?? ""}
          {...field(t("rules.traits"), "trait_keys")}
          description={t("rules.traitsWhat")}
          value={space.trait_keys ?? []}
          disabled={!isOpen}
          maxTags={20}
          onChange={(keys) => {
            onChange({ ...space, trait_keys: keys });
          }}
        />
      )}
      <TextInput
        className={classes.across ?? ""}
        {...field(t("rules.pattern"), "pattern")}
        description={t("rules.patternWhat")}
        placeholder="[0-9]{13}"
        dir="ltr"
        spellCheck={false}
        maxLength={500}
        value={space.pattern ?? ""}
        disabled={!isOpen}
        onChange={(event) => {
          onChange({ ...space, pattern: event.currentTarget.value });
        }}
      />
      <Select
        {...field(t("rules.case"), "case")}
        description={OF_FIXED_CASE.includes(name) ? t("rules.caseFixed") : undefined}
        value={space.case ?? "keep"}
        disabled={!isOpen || OF_FIXED_CASE.includes(name)}
        allowDeselect={false}
        data={CASES.map((value) => ({ value, label: t(`case.${value}`) }))}
        onChange={(value) => {
          onChange({ ...space, case: CASES.find((each) => each === value) ?? "keep" });
        }}
      />
      <TagsInput
        className={classes.across ?? ""}
        {...field(t("rules.blocked"), "blocked")}
        description={t("rules.blockedWhat")}
        placeholder={space.blocked?.length ? "" : t("rules.none")}
        value={space.blocked ?? []}
        disabled={!isOpen}
        splitChars={[]}
        onChange={(blocked) => {
          onChange({ ...space, blocked });
        }}
      />
      {isOpen && <div className={`${classes.actions ?? ""} ${classes.across ?? ""}`}>{children}</div>}
    </div>
  );
}
