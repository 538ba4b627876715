import { ActionIcon, Button, TagsInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { newStep } from "@/components/definition/document";
import edit from "@/components/definition/edit.module.css";
import { AddFilter, EventPick, Filters, useFieldChoices } from "@/components/definition/events-edit";
import type { Events, Follow, Followed } from "@/components/definition/model";
import { DurationEdit, WindowEdit } from "@/components/definition/time-edit";
import { without } from "@/lib/without";
import classes from "./builder.module.css";
import type { LeafProps } from "./leaf";

export function SequenceEdit({ value, path, onChange }: LeafProps<Followed>) {
  const { t } = useTranslation("segments");
  const { choices } = useFieldChoices(value.first);
  return (
    <div className={classes.steps}>
      <Step
        word={t("line.first")}
        events={value.first}
        path={`${path}/first`}
        onChange={(first) => {
          onChange({ ...value, first });
        }}
      />
      {value.then.map((step, index) => (
        <FollowEdit
          key={step._id ?? index}
          word={t("line.then")}
          step={step}
          path={`${path}/then/${index}`}
          onChange={(next) => {
            onChange({ ...value, then: value.then.with(index, next) });
          }}
          onRemove={
            value.then.length > 1 || value.without
              ? () => {
                  onChange({ ...value, then: value.then.toSpliced(index, 1) });
                }
              : undefined
          }
        />
      ))}
      {value.without && (
        <FollowEdit
          word={t("line.without")}
          step={value.without}
          path={`${path}/without`}
          onChange={(without) => {
            onChange({ ...value, without });
          }}
          onRemove={() => {
            const rest = without(value, "without");
            onChange(rest.then.length > 0 ? rest : { ...rest, then: [newStep()] });
          }}
        />
      )}
      <div className={edit.line}>
        {value.then.length < 4 && !value.without && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              onChange({ ...value, then: [...value.then, newStep()] });
            }}
          >
            {t("line.addStep")}
          </Button>
        )}
        {!value.without && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              onChange({ ...value, without: newStep() });
            }}
          >
            {t("line.addWithout")}
          </Button>
        )}
      </div>
      <div className={edit.line}>
        <span className={edit.word}>{t("line.same")}</span>
        <TagsInput
          size="xs"
          className={edit.values}
          aria-label={t("line.same")}
          placeholder={value.same?.length ? "" : t("line.sameHelp")}
          data={choices.map((each) => each.value)}
          value={value.same ?? []}
          onChange={(same) => {
            const rest = without(value, "same");
            onChange(same.length > 0 ? { ...rest, same } : rest);
          }}
        />
        <span className={edit.word}>{t("line.when")}</span>
        <WindowEdit
          value={value.window}
          path={`${path}/window`}
          onChange={(window) => {
            const rest = without(value, "window");
            onChange(window?.kind === "last" ? { ...rest, window } : rest);
          }}
        />
      </div>
    </div>
  );
}

interface StepProps {
  word: string;
  events: Events;
  path: string;
  onChange: (events: Events) => void;
  children?: React.ReactNode;
}

function Step({ word, events, path, onChange, children }: StepProps) {
  return (
    <div>
      <div className={edit.line}>
        <span className={classes.stepWord}>{word}</span>
        <EventPick value={events} path={path} onChange={onChange} />
        {children}
        <AddFilter value={events} onChange={onChange} />
      </div>
      <Filters value={events} path={path} onChange={onChange} />
    </div>
  );
}

interface FollowProps {
  word: string;
  step: Follow;
  path: string;
  onChange: (step: Follow) => void;
  onRemove: (() => void) | undefined;
}

function FollowEdit({ word, step, path, onChange, onRemove }: FollowProps) {
  const { t } = useTranslation("segments");
  return (
    <Step
      word={word}
      events={step.from}
      path={`${path}/from`}
      onChange={(from) => {
        onChange({ ...step, from });
      }}
    >
      <span className={edit.word}>{t("line.within")}</span>
      <DurationEdit
        label={t("line.within")}
        value={step.within}
        path={`${path}/within`}
        onChange={(within) => {
          onChange({ ...step, within });
        }}
      />
      {onRemove && (
        <ActionIcon size="sm" aria-label={t("line.removeStep")} onClick={onRemove}>
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </Step>
  );
}
