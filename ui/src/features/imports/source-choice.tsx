import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import cells from "@/components/cells.module.css";
import { Panel } from "@/components/panel";
import { clip } from "@/components/value";
import { isolated } from "@/lib/isolated";
import classes from "./imports.module.css";
import { fileSourcesQuery, type Import } from "./queries";

const NEW = "new";
const LETTERS = 80;

export interface SourceChosen {
  /** Of a source that there is; "" for a new one of this name. */
  id: string;
  name: string;
  region: string;
}

interface SourceChoiceProps {
  file: Import;
  chosen: SourceChosen;
  onChange: (chosen: SourceChosen) => void;
}

/** Under which source a file's events come in, and what will happen then. */
export function SourceChoice({ file, chosen, onChange }: SourceChoiceProps) {
  const { t } = useTranslation("imports");
  const sources = useQuery(fileSourcesQuery);
  const fitting = sources.data?.filter((each) => each.kind === "server" && each.enabled) ?? [];
  return (
    <Panel title={t("source.title")}>
      <div className={classes.stack}>
        <p className={classes.said}>{t("source.what")}</p>
        <div className={classes.fields}>
          <Select
            label={t("source.label")}
            allowDeselect={false}
            data={[
              { value: NEW, label: t("source.new") },
              ...fitting.map((each) => ({ value: each.id, label: clip(each.name, LETTERS) })),
            ]}
            value={chosen.id || NEW}
            onChange={(id) => {
              onChange({ ...chosen, id: id === null || id === NEW ? "" : id });
            }}
          />
          {chosen.id === "" && (
            <>
              <TextInput
                label={t("source.name")}
                required
                maxLength={200}
                value={chosen.name}
                onChange={(event) => {
                  onChange({ ...chosen, name: event.currentTarget.value });
                }}
              />
              <TextInput
                label={t("source.region")}
                placeholder="PL"
                maxLength={2}
                value={chosen.region}
                onChange={(event) => {
                  onChange({ ...chosen, region: event.currentTarget.value.toUpperCase().replace(/[^A-Z]/g, "") });
                }}
              />
            </>
          )}
        </div>
        <p className={cells.dim}>{t("source.promise", { file: isolated(clip(file.name, LETTERS)) })}</p>
      </div>
    </Panel>
  );
}
