import { Button, SegmentedControl, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BASE } from "@/api/client";
import { wordsQuery } from "@/components/definition/words";
import { Dialog } from "@/components/dialog";
import classes from "./one-segment.module.css";
import type { Definition } from "./queries";

const FORMATS = ["csv", "ndjson", "parquet"] as const;
const USUAL = ["profile_id", "entered_at", "identifiers.email"];
const OFFERED = [...USUAL, "cause", "identifiers.user_id", "identifiers.phone"];

/** All members as a file. */
export function Export({ segment, opened, onClose }: { segment: Definition; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["segments", "common"]);
  const [format, setFormat] = useState<string>("csv");
  const [columns, setColumns] = useState(USUAL);
  const [purpose, setPurpose] = useState("");
  const words = useQuery({ ...wordsQuery, enabled: opened }).data;
  const offered = [
    ...OFFERED,
    ...(words?.traits.filter((each) => each.per !== "currency").map((each) => each.name) ?? []),
  ];
  const query = new URLSearchParams([["format", format], ...columns.map((each) => ["column", each])]);
  if (purpose.trim()) query.set("purpose", purpose.trim());
  return (
    <Dialog opened={opened} onClose={onClose} title={t("export.title")} size="md">
      <div className={classes.form}>
        <SegmentedControl
          aria-label={t("export.format")}
          value={format}
          onChange={setFormat}
          data={FORMATS.map((each) => ({ value: each, label: each.toUpperCase() }))}
        />
        <TagsInput
          size="sm"
          label={t("export.columns")}
          description={t("export.columnsHelp")}
          data={[...new Set(offered)]}
          value={columns}
          onChange={setColumns}
          clearable
        />
        <TextInput
          label={t("export.purpose")}
          description={t("export.purposeHelp")}
          placeholder="marketing"
          value={purpose}
          onChange={(event) => {
            setPurpose(event.currentTarget.value);
          }}
        />
      </div>
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button component="a" href={`${BASE}/api/segments/${segment.key}/export?${query}`} download onClick={onClose}>
          {t("export.do")}
        </Button>
      </div>
    </Dialog>
  );
}
