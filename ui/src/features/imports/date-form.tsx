import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnPart } from "./mapping";

const FORMS = [
  "%d.%m.%Y",
  "%d.%m.%Y %H:%M",
  "%d.%m.%Y %H:%M:%S",
  "%d/%m/%Y",
  "%d/%m/%Y %H:%M",
  "%m/%d/%Y",
  "%m/%d/%Y %H:%M",
  "%m/%d/%Y %I:%M %p",
  "%d-%m-%Y",
  "%Y/%m/%d",
  "%d.%m.%y",
];
const ISO = "iso";
const OTHER = "other";
const EXAMPLE: Record<string, string> = {
  Y: "2026",
  y: "26",
  m: "03",
  d: "31",
  H: "14",
  I: "02",
  M: "05",
  S: "09",
  p: "PM",
};

/** How a column writes dates: by the example of one day, or in signs of one's own. */
export function DateForm({ part, onChange }: { part: ColumnPart; onChange: (part: ColumnPart) => void }) {
  const { t } = useTranslation("imports");
  const form = part.format ?? "";
  const [isOwn, setOwn] = useState(false);
  const forms = form && !isOwn && !FORMS.includes(form) ? [...FORMS, form] : FORMS;
  const say = (format: string) => {
    onChange({ ...part, format: format || null });
  };
  return (
    <>
      <Select
        aria-label={t("columns.format", { column: part.column })}
        size="xs"
        allowDeselect={false}
        data={[
          { value: ISO, label: `${exampleOf("%Y-%m-%d")} (ISO 8601)` },
          ...forms.map((value) => ({ value, label: exampleOf(value) })),
          { value: OTHER, label: t("columns.otherForm") },
        ]}
        value={isOwn ? OTHER : form || ISO}
        onChange={(chosen) => {
          setOwn(chosen === OTHER);
          if (chosen !== OTHER && chosen !== null) say(chosen === ISO ? "" : chosen);
        }}
      />
      {isOwn && (
        <TextInput
          aria-label={t("columns.formOwn", { column: part.column })}
          size="xs"
          placeholder="%d.%m.%Y"
          value={form}
          maxLength={100}
          onChange={(event) => {
            say(event.currentTarget.value);
          }}
        />
      )}
    </>
  );
}

/** A form as it writes 31 March 2026, five past two in the afternoon. */
function exampleOf(form: string): string {
  return form.replace(/%([a-zA-Z])/g, (whole, sign: string) => EXAMPLE[sign] ?? whole);
}
