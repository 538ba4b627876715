import { Combobox, InputBase, useCombobox } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { clip } from "@/components/value";
import classes from "./edit.module.css";

export interface Choice {
  value: string;
  label: string;
  group: string;
  /** What stands dim at the end: a type, how often it was seen. */
  hint?: string;
  icon?: ReactNode;
}

interface PickProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  /** What is shown for the value; its label among the choices if left out. */
  shown?: string | undefined;
  placeholder: string;
  onPick: (value: string) => void;
  error?: string | undefined;
  /** Whether a text that is not among the choices may be taken, and what it becomes; "" refuses it. */
  own?: ((text: string) => string) | undefined;
  /** The look: a field, or a button that adds something. */
  target?: (props: { onClick: () => void; "aria-expanded": boolean }) => ReactNode;
  isLoading?: boolean;
}

const SHOWN = 80;

/** One of many by typing: events, traits, properties, segments. */
export function Pick({ label, choices, value, shown, placeholder, onPick, error, own, target, isLoading }: PickProps) {
  const { t } = useTranslation(["definition", "common"]);
  const [search, setSearch] = useState("");
  const store = useCombobox({
    onDropdownClose: () => {
      // the search field goes: the keyboard goes on from where it was before
      if (document.activeElement === store.searchRef.current) store.targetRef.current?.focus();
      store.resetSelectedOption();
      setSearch("");
    },
    onDropdownOpen: () => {
      store.focusSearchInput();
    },
  });
  const wanted = search.trim().toLocaleLowerCase();
  const found = wanted ? ranked(choices, wanted) : choices;
  const groups = [...new Set(found.map((each) => each.group))];
  const ownValue = wanted && own ? own(search.trim()) : "";
  const isNew = ownValue !== "" && !choices.some((each) => each.value === ownValue);
  const label_ = shown ?? choices.find((each) => each.value === value)?.label ?? value;
  const toggle = () => {
    store.toggleDropdown();
  };
  let left = SHOWN;
  return (
    <Combobox
      store={store}
      width="target"
      position="bottom-start"
      middlewares={{ flip: true, shift: true }}
      onOptionSubmit={(chosen) => {
        onPick(chosen);
        store.closeDropdown();
      }}
      classNames={{ dropdown: classes.dropdown ?? "" }}
    >
      <Combobox.Target targetType="button">
        {target ? (
          target({ onClick: toggle, "aria-expanded": store.dropdownOpened })
        ) : (
          <InputBase
            component="button"
            type="button"
            pointer
            size="xs"
            className={classes.pick}
            aria-label={value ? `${label}: ${clip(label_, 60)}` : label}
            error={Boolean(error)}
            onClick={toggle}
            rightSection={<IconChevronDown size={13} aria-hidden />}
            rightSectionPointerEvents="none"
          >
            {value ? (
              <bdi className={classes.picked}>{clip(label_, 60)}</bdi>
            ) : (
              <span className={classes.none}>{placeholder}</span>
            )}
          </InputBase>
        )}
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            store.updateSelectedOptionIndex();
          }}
          placeholder={t("pick.search")}
          aria-label={t("pick.search")}
        />
        <Combobox.Options mah={320} className={classes.options} aria-label={label}>
          {groups.map((group) => {
            const members = found.filter((each) => each.group === group).slice(0, Math.max(left, 0));
            left -= members.length;
            if (members.length === 0) return null;
            return (
              <Combobox.Group key={group} label={group}>
                {members.map((each) => (
                  <Combobox.Option key={`${group}:${each.value}`} value={each.value} className={classes.option}>
                    {each.icon}
                    <bdi className={classes.optionLabel}>{clip(each.label, 80)}</bdi>
                    {each.hint && <span className={classes.hint}>{each.hint}</span>}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            );
          })}
          {isNew && (
            <Combobox.Option value={ownValue}>{t("pick.use", { text: clip(search.trim(), 60) })}</Combobox.Option>
          )}
          {found.length === 0 && !isNew && (
            <Combobox.Empty>{isLoading ? t("common:loading") : t("pick.nothing")}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Those that begin with a text before those that have it somewhere. */
function ranked(choices: readonly Choice[], wanted: string): Choice[] {
  const rank = (each: Choice) => {
    const label = each.label.toLocaleLowerCase();
    if (label.startsWith(wanted)) return 0;
    if (label.includes(wanted)) return 1;
    return each.value.toLocaleLowerCase().includes(wanted) ? 2 : 3;
  };
  return choices
    .map((each) => [rank(each), each] as const)
    .filter(([place]) => place < 3)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}
