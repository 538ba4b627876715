import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Reason } from "./parts";
import classes from "./trait-editor.module.css";
import { type Json, type Kind, kindOf, KINDS, read, written } from "./trait-kind";

const LONGEST_KEY = 200;
const LONGEST_VALUE = 4096;

export interface Written {
  key: string;
  value: Json;
  reason: string;
}

interface TraitEditorProps {
  /** Which trait; without one its name is asked for. */
  name?: string;
  value?: Json;
  /** What was written and could not be saved. */
  begun?: Written | undefined;
  onSave: (written: Written) => void;
  onClose: () => void;
}

/** Writes a value of a trait in its place: Enter saves, Escape leaves it as it is. */
export function TraitEditor({ name, value: present = "", begun, onSave, onClose }: TraitEditorProps) {
  const { t } = useTranslation("people");
  const value = begun?.value ?? present;
  const [key, setKey] = useState(begun?.key ?? name ?? "");
  const [kind, setKind] = useState<Kind>(kindOf(value));
  const [text, setText] = useState(written(value));
  const [reason, setReason] = useState(begun?.reason ?? "");
  const found = read(kind, text);
  const isReady = key.trim() !== "" && found !== undefined && found !== null && (kind !== "text" || text.trim() !== "");
  const save = () => {
    if (isReady) onSave({ key: key.trim(), value: found, reason: reason.trim() });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    }
  };
  const field = {
    "aria-label": name ? t("edit.valueOf", { key: name }) : t("traits.value"),
    autoFocus: name !== undefined,
    value: text,
    maxLength: LONGEST_VALUE,
    error: text !== "" && found === undefined ? t(`edit.no.${kind}`) : undefined,
  };
  return (
    <form
      className={classes.editor}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {name === undefined && (
        <TextInput
          label={t("traits.key")}
          autoFocus
          maxLength={LONGEST_KEY}
          value={key}
          onChange={(event) => {
            setKey(event.currentTarget.value);
          }}
        />
      )}
      <div className={classes.line}>
        <Select
          className={classes.kind}
          aria-label={t("edit.kind")}
          allowDeselect={false}
          data={KINDS.map((each) => ({ value: each, label: t(`edit.kinds.${each}`) }))}
          value={kind}
          onChange={(chosen) => {
            setKind(KINDS.find((each) => each === chosen) ?? "text");
          }}
        />
        {kind === "boolean" ? (
          <Select
            className={classes.value}
            aria-label={field["aria-label"]}
            data={["true", "false"].map((each) => ({ value: each, label: t(`edit.${each as "true" | "false"}`) }))}
            value={text === "true" || text === "false" ? text : null}
            onChange={(chosen) => {
              setText(chosen ?? "");
            }}
          />
        ) : kind === "json" ? (
          <Textarea
            {...field}
            className={classes.value}
            autosize
            minRows={1}
            maxRows={8}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
        ) : (
          <TextInput
            {...field}
            className={classes.value}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
        )}
      </div>
      <div className={classes.line}>
        <Reason className={classes.value} value={reason} onChange={setReason} />
        <Button type="submit" disabled={!isReady}>
          {t("edit.save")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("edit.cancel")}
        </Button>
      </div>
    </form>
  );
}
