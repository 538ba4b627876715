import { ActionIcon, Button, TextInput, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "@/components/notify";
import classes from "./identity.module.css";
import { NamespaceEdit } from "./namespace-edit";
import {
  type Change,
  faultAt,
  NAME,
  type Namespace,
  OTHERS,
  prioritiesOf,
  spacesOf,
  withMove,
  withNew,
  withoutSpace,
  withSpace,
} from "./namespaces";
import { isMovable, levelsOf } from "./priority";
import type { Rules } from "./queries";

const STEPS = [-1, 1] as const;

interface NamespaceListProps {
  rules: Rules;
  /** The rules that Portret comes with: their kinds are always there. */
  defaults: Rules;
  faults: ReadonlyMap<string, string>;
  isOpen: boolean;
  onChange: Change;
}

/** Kinds of identifiers, the one that wins first: ordered, changed, added and taken away. */
export function NamespaceList({ rules, defaults, faults, isOpen, onChange }: NamespaceListProps) {
  const { t } = useTranslation("identity");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState("");
  const spaces = spacesOf(rules);
  const names = levelsOf(prioritiesOf(rules)).flat();
  const toggle = (name: string, isShown: boolean) => {
    const rest = [...opened].filter((each) => each !== name);
    setOpened(new Set(isShown ? [...rest, name] : rest));
  };
  return (
    <div className={classes.kinds}>
      <p className={classes.dim}>{t("rules.order")}</p>
      <ol className={classes.kindList} aria-label={t("rules.title")}>
        {names.map((name) => {
          const space = spaces.get(name) ?? rules.custom;
          const fault = faultAt(faults, pathOf(name));
          return (
            <Kind
              key={name}
              name={name}
              space={space}
              rules={rules}
              usual={name === OTHERS ? defaults.custom : defaults.namespaces[name]}
              faults={faults}
              isOpen={isOpen}
              isShown={opened.has(name) || fault !== undefined}
              onShow={(isShown) => {
                toggle(name, isShown);
              }}
              onChange={onChange}
              onMoved={setSaid}
            />
          );
        })}
      </ol>
      {isOpen && (
        <NewKind
          taken={spaces}
          onAdd={(name) => {
            onChange((before) => withNew(before, name));
            toggle(name, true);
          }}
        />
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </div>
  );
}

interface KindProps {
  name: string;
  space: Namespace;
  rules: Rules;
  usual: Namespace | undefined;
  faults: ReadonlyMap<string, string>;
  isOpen: boolean;
  isShown: boolean;
  onShow: (isShown: boolean) => void;
  onChange: Change;
  onMoved: (said: string) => void;
}

function Kind({ name, space, rules, usual, faults, isOpen, isShown, onShow, onChange, onMoved }: KindProps) {
  const { t } = useTranslation("identity");
  const id = useId();
  const priorities = prioritiesOf(rules);
  const label = name === OTHERS ? t("rules.custom") : name;
  const move = (step: -1 | 1) => {
    const next = withMove(rules, name, step);
    onChange(() => next);
    onMoved(t("rules.moved", { name: label, priority: prioritiesOf(next).get(name) }));
    requestAnimationFrame(() => {
      const button = (at: -1 | 1) => document.querySelector<HTMLElement>(`[data-move="${id}${at}"]:not(:disabled)`);
      (button(step) ?? button(step === 1 ? -1 : 1))?.focus();
    });
  };
  return (
    <li className={classes.kind}>
      <div className={classes.kindHead}>
        {isOpen &&
          STEPS.map((step) => (
            <ActionIcon
              key={step}
              size="sm"
              data-move={`${id}${step}`}
              aria-label={t(step < 0 ? "rules.up" : "rules.down", { name: label })}
              disabled={!isMovable(priorities, name, step)}
              onClick={() => {
                move(step);
              }}
            >
              {step < 0 ? <IconArrowUp size={15} aria-hidden /> : <IconArrowDown size={15} aria-hidden />}
            </ActionIcon>
          ))}
        <button
          type="button"
          className={classes.kindToggle}
          aria-expanded={isShown}
          aria-controls={id}
          onClick={() => {
            onShow(!isShown);
          }}
        >
          <span className={classes.rank}>{space.priority}</span>
          <strong>{label}</strong>
          <span className={classes.dim}>
            {space.unique
              ? t("rules.one")
              : t("rules.atMost", { count: space.limit ?? 1, window: t(`window.${space.window ?? "ever"}`) })}
          </span>
          <IconChevronDown size={16} aria-hidden />
        </button>
      </div>
      <div id={id} hidden={!isShown}>
        {isShown && (
          <NamespaceEdit
            name={name}
            label={label}
            space={space}
            faults={faults}
            path={pathOf(name)}
            isOpen={isOpen}
            onChange={(to) => {
              onChange((before) => withSpace(before, name, to));
            }}
          >
            {usual && JSON.stringify(usual) !== JSON.stringify(space) && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  onChange((before) => withSpace(before, name, usual));
                }}
              >
                {t("rules.usual")}
              </Button>
            )}
            {!usual && (
              <Button
                size="compact-sm"
                variant="default"
                color="red"
                onClick={() => {
                  onChange((before) => withoutSpace(before, name));
                  notifyDone(t("rules.removed", { name }), () => {
                    onChange((before) => withSpace(before, name, space));
                  });
                }}
              >
                {t("rules.remove")}
              </Button>
            )}
          </NamespaceEdit>
        )}
      </div>
    </li>
  );
}

/** Adds a kind by its name. */
function NewKind({ taken, onAdd }: { taken: ReadonlyMap<string, unknown>; onAdd: (name: string) => void }) {
  const { t } = useTranslation("identity");
  const [name, setName] = useState("");
  const fault = taken.has(name) ? t("rules.taken") : name && !NAME.test(name) ? t("rules.nameWrong") : undefined;
  return (
    <form
      className={classes.newKind}
      onSubmit={(event) => {
        event.preventDefault();
        if (!NAME.test(name) || fault) return;
        onAdd(name);
        setName("");
      }}
    >
      <TextInput
        size="sm"
        label={t("rules.new")}
        description={t("rules.newWhat")}
        placeholder="card_number"
        maxLength={64}
        spellCheck={false}
        dir="ltr"
        value={name}
        error={fault}
        onChange={(event) => {
          setName(event.currentTarget.value.trim());
        }}
      />
      <Button
        type="submit"
        variant="default"
        leftSection={<IconPlus size={15} aria-hidden />}
        disabled={!name || fault !== undefined}
      >
        {t("rules.add")}
      </Button>
    </form>
  );
}

function pathOf(name: string): string {
  return name === OTHERS ? "/custom" : `/namespaces/${name}`;
}
