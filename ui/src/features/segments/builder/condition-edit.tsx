import { ActionIcon, Menu, Select, Tooltip } from "@mantine/core";
import { IconBan, IconCopy, IconDots, IconFolders, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { newId, tagged } from "@/components/definition/document";
import { FaultNote } from "@/components/definition/faults";
import type { Condition, Group } from "@/components/definition/model";
import { notifyDone } from "@/components/notify";
import { AddCondition } from "./add-condition";
import classes from "./builder.module.css";
import { ICONS } from "./icons";
import { LeafEdit } from "./leaf-edit";

interface ConditionEditProps {
  value: Condition;
  path: string;
  onChange: (value: Condition) => void;
  /** Takes the condition away; the outermost group has none. */
  onRemove?: () => void;
  onCopy?: () => void;
  isNegated?: boolean;
  onNegate?: () => void;
}

/** One condition of any kind: a group with others in it, or a line. */
export function ConditionEdit(props: ConditionEditProps) {
  const { value, path, onChange } = props;
  if (value.kind === "not") {
    const inner = value.of;
    return (
      <ConditionEdit
        {...props}
        value={inner}
        path={`${path}/of`}
        isNegated={!props.isNegated}
        onNegate={() => {
          onChange(inner);
        }}
        onChange={(of) => {
          onChange({ ...value, of });
        }}
      />
    );
  }
  const onNegate =
    props.onNegate ??
    (() => {
      onChange({ _id: newId(), kind: "not", of: value });
    });
  if (value.kind === "all" || value.kind === "any") return <GroupEdit {...props} value={value} onNegate={onNegate} />;
  if (value.kind === "brand") {
    const of = value.of;
    const isGroup = of.kind === "all" || of.kind === "any";
    return (
      <div className={classes.group} data-brand>
        <div className={classes.row}>
          <Kind kind="brand" isNegated={props.isNegated ?? false} />
          <LeafEdit value={value} path={path} onChange={onChange} />
          <RowMenu {...props} onNegate={onNegate} />
        </div>
        <FaultNote path={path} except={["/of"]} />
        <ConditionEdit
          value={isGroup ? of : { _id: newId(), kind: "all", of: [of] }}
          path={isGroup ? `${path}/of` : path}
          onChange={(next) => {
            onChange({ ...value, of: next });
          }}
        />
      </div>
    );
  }
  return (
    <div className={classes.leaf}>
      <div className={classes.row}>
        <Kind kind={value.kind} isNegated={props.isNegated ?? false} />
        <div className={classes.controls}>
          <LeafEdit value={value} path={path} onChange={onChange} />
          <FaultNote path={path} />
        </div>
        <RowMenu {...props} onNegate={onNegate} />
      </div>
    </div>
  );
}

function Kind({ kind, isNegated }: { kind: Condition["kind"]; isNegated: boolean }) {
  const { t } = useTranslation("segments");
  const Shown = ICONS[kind];
  return (
    <Tooltip label={t(`condition.${kind}`)}>
      <span className={classes.kind} data-negated={isNegated || undefined}>
        <Shown size={15} stroke={1.8} aria-hidden />
        {isNegated && <span className={classes.not}>{t("builder.not")}</span>}
      </span>
    </Tooltip>
  );
}

function RowMenu({ onRemove, onCopy, onNegate, isNegated }: ConditionEditProps) {
  const { t } = useTranslation("segments");
  if (!onRemove) return null;
  return (
    <span className={classes.tools}>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t("builder.more")}>
            <IconDots size={15} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconBan size={15} aria-hidden />} onClick={onNegate}>
            {t(isNegated ? "builder.affirm" : "builder.negate")}
          </Menu.Item>
          {onCopy && (
            <Menu.Item leftSection={<IconCopy size={15} aria-hidden />} onClick={onCopy}>
              {t("builder.copy")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon size="sm" aria-label={t("builder.remove")} onClick={onRemove}>
        <IconTrash size={15} aria-hidden />
      </ActionIcon>
    </span>
  );
}

const MODES = ["all", "any", "none", "notAll"] as const;

function GroupEdit(props: ConditionEditProps & { value: Group }) {
  const { t } = useTranslation("segments");
  const { value, path, onChange, onRemove, isNegated = false, onNegate } = props;
  const mode = isNegated ? (value.kind === "any" ? "none" : "notAll") : value.kind;
  const change = (of: Condition[]) => {
    onChange({ ...value, of });
  };
  const setMode = (next: string | null) => {
    const kind: Group["kind"] = next === "any" || next === "none" ? "any" : "all";
    const negates = next === "none" || next === "notAll";
    const changed: Group = { ...value, kind };
    if (negates === isNegated) onChange(changed);
    else if (onNegate && !negates) onNegate();
    else onChange({ _id: newId(), kind: "not", of: changed });
  };
  const isOutermost = !onRemove;
  const group = useRef<HTMLDivElement>(null);
  const added = useRef<string>(undefined);
  useEffect(() => {
    if (added.current)
      group.current?.querySelector<HTMLElement>(`[data-part="${added.current}"] :is(button, input)`)?.focus();
    added.current = undefined;
  }, [value.of]);
  return (
    <div ref={group} className={classes.group} data-outermost={isOutermost || undefined} data-kind={value.kind}>
      <div className={classes.row}>
        {!isOutermost && (
          <span className={classes.kind} data-negated={isNegated || undefined}>
            <IconFolders size={15} stroke={1.8} aria-hidden />
          </span>
        )}
        <Select
          size="xs"
          className={classes.mode}
          aria-label={t("builder.mode")}
          allowDeselect={false}
          value={mode}
          data={MODES.filter((each) => !isOutermost || each === "all" || each === "any").map((each) => ({
            value: each,
            label: t(`mode.${each}`),
          }))}
          onChange={setMode}
        />
        {!isOutermost && <RowMenu {...props} />}
      </div>
      <div className={classes.parts}>
        {value.of.map((each, index) => (
          <div key={each._id ?? index} className={classes.part} data-part={each._id}>
            {index > 0 && <span className={classes.joint}>{t(`joint.${value.kind}`)}</span>}
            <ConditionEdit
              value={each}
              path={`${path}/of/${index}`}
              onChange={(next) => {
                change(value.of.with(index, next));
              }}
              onRemove={() => {
                change(value.of.toSpliced(index, 1));
                group.current?.querySelector<HTMLElement>(":scope > button")?.focus(); // to add another one
                notifyDone(t("builder.removed"), () => {
                  change(value.of);
                });
              }}
              onCopy={() => {
                change(value.of.toSpliced(index + 1, 0, tagged(each)));
              }}
            />
          </div>
        ))}
      </div>
      <AddCondition
        isFirst={value.of.length === 0}
        isOutermost={isOutermost}
        onAdd={(condition) => {
          added.current = condition._id;
          change([...value.of, condition]);
        }}
      />
      <OwnFault path={path} />
    </div>
  );
}

/** Only what is wrong with the group itself: its conditions have notes of their own. */
function OwnFault({ path }: { path: string }) {
  return <FaultNote path={path} except={["/of"]} />;
}
