import { Button, FileInput, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call, type Schema } from "@/api/client";
import { Problem } from "@/api/problem";
import { asksToConfirm } from "@/components/definition/working";
import { Confirm } from "@/components/confirm";
import { Dialog } from "@/components/dialog";
import { notifyProblem } from "@/components/notify";
import { useFormat } from "@/i18n/format";
import { refresh } from "./changes";
import classes from "./one-segment.module.css";
import type { Definition } from "./queries";

const MODES = ["add", "remove", "replace"] as const;
const SHOWN_LINES = 20;

/** Put the people of a CSV file into a list, or take them out. */
export function Import({ segment, onClose }: { segment: Definition; onClose: () => void }) {
  const { t } = useTranslation(["segments", "definition", "common"]);
  const cache = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState<string>("add");
  const [column, setColumn] = useState("");
  const [refusal, setRefusal] = useState("");
  const load = useMutation({
    mutationFn: async (confirm: string) => {
      const query = new URLSearchParams({ mode, column, confirm });
      const address = `/api/segments/${segment.key}/import?${query}`;
      const answer = await call(address, { method: "POST", body: file, headers: { "Content-Type": "text/csv" } });
      return (await answer.json()) as Schema<"Imported">;
    },
    onSuccess: () => refresh(cache),
    onError: (error) => {
      if (asksToConfirm(error)) setRefusal(error.words);
      else if (!isOfColumn(error)) notifyProblem(error);
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("import.title")} size="md">
      {load.data ? (
        <Report found={load.data} onClose={onClose} />
      ) : (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            load.mutate("");
          }}
        >
          <p className={classes.about}>{t("import.text")}</p>
          <FileInput
            size="sm"
            label={t("import.file")}
            placeholder={t("import.choose")}
            accept=".csv,text/csv,text/plain"
            leftSection={<IconFileTypeCsv size={16} aria-hidden />}
            value={file}
            onChange={setFile}
            clearable
          />
          <SegmentedControl
            aria-label={t("import.mode")}
            value={mode}
            onChange={setMode}
            data={MODES.map((each) => ({ value: each, label: t(`import.${each}`) }))}
          />
          <TextInput
            label={t("import.column")}
            description={t("import.columnHelp")}
            placeholder="email"
            value={column}
            error={isOfColumn(load.error) && load.error.words}
            onChange={(event) => {
              setColumn(event.currentTarget.value);
              load.reset();
            }}
          />
          <div className={classes.foot}>
            <Button variant="default" onClick={onClose}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" loading={load.isPending} disabled={!file}>
              {t("import.do")}
            </Button>
          </div>
        </form>
      )}
      <Confirm
        title={t("confirmSize.title")}
        action={t("definition:form.changeAnyway")}
        isDangerous
        opened={refusal !== ""}
        onClose={() => {
          setRefusal("");
        }}
        onConfirm={() => load.mutateAsync(segment.key)}
      >
        {refusal}
      </Confirm>
    </Dialog>
  );
}

/** Whether it is about the column that is named, or should be. */
function isOfColumn(error: unknown): error is Problem {
  return error instanceof Problem && error.document.path === "column";
}

function Report({ found, onClose }: { found: Schema<"Imported">; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const lines = (numbers: readonly number[]) =>
    numbers.slice(0, SHOWN_LINES).join(", ") + (numbers.length > SHOWN_LINES ? " …" : "");
  return (
    <>
      <dl className={classes.report}>
        <dt>{t("import.rows")}</dt>
        <dd>{format.number(found.rows)}</dd>
        <dt>{t("import.known")}</dt>
        <dd>{format.number(found.known)}</dd>
        <dt>{t("import.unknown")}</dt>
        <dd>{format.number(found.unknown)}</dd>
        <dt>{t("import.invalid")}</dt>
        <dd>{format.number(found.invalid)}</dd>
        <dt>{t("import.size")}</dt>
        <dd>{format.number(found.size)}</dd>
      </dl>
      {found.unknown_lines.length > 0 && (
        <p className={classes.about}>{t("import.unknownLines", { lines: lines(found.unknown_lines) })}</p>
      )}
      {found.invalid_lines.length > 0 && (
        <p className={classes.about}>{t("import.invalidLines", { lines: lines(found.invalid_lines) })}</p>
      )}
      {!found.in_force && <p className={classes.about}>{t("import.soon")}</p>}
      <div className={classes.foot}>
        <Button onClick={onClose}>{t("import.close")}</Button>
      </div>
    </>
  );
}
