import { Select } from "@mantine/core";
import { IconBolt, IconChecks, IconReceipt, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import cells from "@/components/cells.module.css";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import classes from "./imports.module.css";
import {
  type About,
  ABOUTS,
  type Delimiter,
  DELIMITERS,
  type Encoding,
  ENCODINGS,
  type Look,
  type Reading,
} from "./queries";

const ICONS = { people: IconUsers, orders: IconReceipt, events: IconBolt, ready: IconChecks } as const;
const ENCODING_NAMES: Record<Encoding, string> = {
  "utf-8": "UTF-8",
  "utf-16": "UTF-16",
  cp1250: "Windows-1250",
  cp1251: "Windows-1251",
  cp1252: "Windows-1252",
  "iso-8859-2": "ISO 8859-2",
  "koi8-r": "KOI8-R",
};
const SHOWN = 12;
const LETTERS = 60;

interface AboutChoiceProps {
  look: Look;
  about: About;
  reading: Reading;
  onAbout: (about: About) => void;
  onReading: (reading: Reading) => void;
}

/** What the rows of a file are, and how it is read: both guessed, both to be corrected. */
export function AboutChoice({ look, about, reading, onAbout, onReading }: AboutChoiceProps) {
  const { t } = useTranslation("imports");
  return (
    <>
      <Panel title={t("about.title")}>
        <fieldset className={classes.choices}>
          <legend className={classes.hidden}>{t("about.title")}</legend>
          {ABOUTS.map((each) => {
            const Icon = ICONS[each];
            return (
              <label key={each} className={classes.choice} data-chosen={about === each || undefined}>
                <input
                  type="radio"
                  name="about"
                  checked={about === each}
                  onChange={() => {
                    onAbout(each);
                  }}
                />
                <Icon size={18} stroke={1.6} aria-hidden />
                <span>
                  <strong>{t(`about.${each}.name`)}</strong>
                  <span className={cells.dim}>{t(`about.${each}.what`)}</span>
                </span>
              </label>
            );
          })}
        </fieldset>
      </Panel>
      <Panel
        title={t("reading.title")}
        aside={<span className={cells.dim}>{t("reading.columns", { count: look.columns.length })}</span>}
      >
        <div className={classes.stack}>
          {look.format === "csv" && (
            <div className={classes.fields}>
              <Select
                label={t("reading.delimiter")}
                allowDeselect={false}
                data={DELIMITERS.map((each) => ({ value: each, label: t(`reading.${nameOf(each)}`) }))}
                value={reading.delimiter ?? look.delimiter}
                onChange={(chosen) => {
                  onReading({ ...reading, delimiter: chosen as Delimiter });
                }}
              />
              <Select
                label={t("reading.encoding")}
                allowDeselect={false}
                data={ENCODINGS.map((value) => ({ value, label: ENCODING_NAMES[value] }))}
                value={reading.encoding ?? look.encoding}
                onChange={(chosen) => {
                  onReading({ ...reading, encoding: chosen as Encoding });
                }}
              />
            </div>
          )}
          <dl className={classes.samples}>
            {look.columns.slice(0, SHOWN).map((column) => (
              <div key={column.name}>
                <dt>
                  <Clipped text={column.name} letters={LETTERS} />
                </dt>
                <dd>
                  {column.samples.length === 0 ? (
                    <span className={cells.dim}>{t("columns.empty")}</span>
                  ) : (
                    <Clipped text={column.samples.join(" · ")} letters={LETTERS} />
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      </Panel>
    </>
  );
}

function nameOf(delimiter: Delimiter): "comma" | "semicolon" | "tab" | "bar" {
  if (delimiter === ",") return "comma";
  if (delimiter === ";") return "semicolon";
  return delimiter === "\t" ? "tab" : "bar";
}
