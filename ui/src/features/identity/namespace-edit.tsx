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
  return (
    <div className={classes.kindForm}>
      <NumberInput
        size="sm"
        label={t("rules.limit")}
        aria-label={of(t("rules.limit"))}
        min={1}
        max={MOST_PER_PERSON}
        value={space.limit ?? 1}
        error={faultAt(faults, `${path}/limit`)}
        disabled={!isOpen || isOne}
        onChange={(value) => {
          if (typeof value === "number") onChange({ ...space, limit: value });
        }}
      />
      <Select
        size="sm"
        label={t("rules.window")}
        aria-label={of(t("rules.window"))}
        value={space.window ?? "ever"}
        error={faultAt(faults, `${path}/window`)}
        disabled={!isOpen || isOne}
        allowDeselect={false}
        data={WINDOWS.map((value) => ({ value, label: t(`window.${value}`) }))}
        onChange={(value) => {
          onChange({ ...space, window: WINDOWS.find((each) => each === value) ?? "ever" });
        }}
      />
      <NumberInput
        size="sm"
        label={t("rules.priority")}
        aria-label={of(t("rules.priority"))}
        min={1}
        max={LAST}
        value={space.priority ?? 1}
        error={faultAt(faults, `${path}/priority`)}
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
          size="sm"
          label={t("rules.traits")}
          aria-label={of(t("rules.traits"))}
          description={t("rules.traitsWhat")}
          value={space.trait_keys ?? []}
          error={faultAt(faults, `${path}/trait_keys`)}
          disabled={!isOpen}
          maxTags={20}
          onChange={(keys) => {
            onChange({ ...space, trait_keys: keys });
          }}
        />
      )}
      <TextInput
        className={classes.across ?? ""}
        size="sm"
        label={t("rules.pattern")}
        aria-label={of(t("rules.pattern"))}
        description={t("rules.patternWhat")}
        placeholder="[0-9]{13}"
        dir="ltr"
        spellCheck={false}
        maxLength={500}
        value={space.pattern ?? ""}
        error={faultAt(faults, `${path}/pattern`)}
        disabled={!isOpen}
        onChange={(event) => {
          onChange({ ...space, pattern: event.currentTarget.value });
        }}
      />
      <Select
        size="sm"
        label={t("rules.case")}
        aria-label={of(t("rules.case"))}
        description={OF_FIXED_CASE.includes(name) ? t("rules.caseFixed") : undefined}
        value={space.case ?? "keep"}
        error={faultAt(faults, `${path}/case`)}
        disabled={!isOpen || OF_FIXED_CASE.includes(name)}
        allowDeselect={false}
        data={CASES.map((value) => ({ value, label: t(`case.${value}`) }))}
        onChange={(value) => {
          onChange({ ...space, case: CASES.find((each) => each === value) ?? "keep" });
        }}
      />
      <TagsInput
        className={classes.across ?? ""}
        size="sm"
        label={t("rules.blocked")}
        aria-label={of(t("rules.blocked"))}
        description={t("rules.blockedWhat")}
        placeholder={space.blocked?.length ? "" : t("rules.none")}
        value={space.blocked ?? []}
        error={faultAt(faults, `${path}/blocked`)}
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
