import { Checkbox, Select, TextInput } from "@mantine/core";
import { IconCheck, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import cells from "@/components/cells.module.css";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import { DateForm } from "./date-form";
import {
  type ColumnPart,
  isColumn,
  move,
  needsOf,
  ownPlace,
  partOf,
  type Place,
  placeOf,
  placesOf,
  put,
  wordOf,
} from "./mapping";
import classes from "./imports.module.css";
import type { About, Look, LookColumn, Mapping } from "./queries";

const LETTERS = 60;
const OWN = "own";
const NOWHERE = "nowhere";
const TYPES = ["text", "number", "integer", "boolean", "datetime", "json"] as const;

interface ColumnTableProps {
  look: Look;
  about: About;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Which column becomes what, with what it holds; what is needed and missing is said above. */
export function ColumnTable({ look, about, mapping, onChange }: ColumnTableProps) {
  const { t } = useTranslation("imports");
  const order = partOf(mapping, "properties.order_id");
  return (
    <Panel title={t("columns.title")}>
      <div className={classes.stack}>
        <ul className={classes.needs} aria-label={t("needs.label")}>
          {needsOf(mapping, about).map(([need, has]) => (
            <li key={need} data-has={has}>
              {has ? <IconCheck size={14} aria-hidden /> : <IconCircleDashed size={14} aria-hidden />}
              {t(has ? `needs.has.${need}` : `needs.${need}`)}
            </li>
          ))}
        </ul>
        <div className={classes.mapping}>
          {look.columns.map((column) => (
            <OneColumn key={column.name} column={column} about={about} mapping={mapping} onChange={onChange} />
          ))}
        </div>
        <div className={classes.fields}>
          {about === "events" && !isColumn(mapping.event) && (
            <TextInput
              label={t("columns.eventOfAll")}
              placeholder="Product Viewed"
              maxLength={200}
              value={typeof mapping.event === "string" ? mapping.event : ""}
              onChange={(event) => {
                onChange(put(mapping, "event", event.currentTarget.value || null));
              }}
            />
          )}
          {about === "orders" && !partOf(mapping, "properties.currency") && (
            <TextInput
              label={t("columns.currencyOfAll")}
              placeholder="EUR"
              maxLength={3}
              value={typeof mapping.properties.currency === "string" ? mapping.properties.currency : ""}
              onChange={(event) => {
                onChange(put(mapping, "properties.currency", event.currentTarget.value.toUpperCase() || null));
              }}
            />
          )}
          <TextInput
            label={t("columns.zone")}
            value={mapping.time_zone}
            maxLength={64}
            onChange={(event) => {
              onChange({ ...mapping, time_zone: event.currentTarget.value });
            }}
          />
        </div>
        {about === "orders" && order && (
          <Checkbox
            label={t("columns.grouped")}
            checked={mapping.group_by === order.column}
            onChange={(event) => {
              onChange({ ...mapping, group_by: event.currentTarget.checked ? order.column : "" });
            }}
          />
        )}
      </div>
    </Panel>
  );
}

interface OneColumnProps {
  column: LookColumn;
  about: About;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

function OneColumn({ column, about, mapping, onChange }: OneColumnProps) {
  const { t } = useTranslation("imports");
  const place = placeOf(mapping, column.name);
  const groups = placesOf(about);
  const isKnown = groups.some(([, places]) => places.some((each) => each === place));
  const part = partOf(mapping, place);
  const go = (chosen: string | null) => {
    const to: Place =
      chosen === OWN ? ownPlace(column.name, about) : chosen === NOWHERE || chosen === null ? "" : chosen;
    onChange(move(mapping, column, to));
  };
  return (
    <div className={classes.oneColumn} data-unused={place === "" || undefined}>
      <div className={classes.columnName}>
        <strong>
          <Clipped text={column.name} letters={LETTERS} />
        </strong>
        <span className={cells.dim}>
          {column.samples.length === 0 ? (
            t("columns.empty")
          ) : (
            <Clipped text={column.samples.join(" · ")} letters={LETTERS} />
          )}
        </span>
      </div>
      <Select
        aria-label={t("columns.becomes", { column: column.name })}
        size="xs"
        searchable
        allowDeselect={false}
        data={[
          { value: NOWHERE, label: t("columns.nowhere") },
          { value: OWN, label: t(about === "people" ? "columns.ownTrait" : "columns.ownProperty") },
          ...groups.map(([group, places]) => ({
            group: t(`group.${group}`),
            items: places.map((each) => ({ value: each, label: t(`place.${wordOf(each)}`) })),
          })),
        ]}
        value={place === "" ? NOWHERE : isKnown ? place : OWN}
        onChange={go}
      />
      {part ? (
        <TypeEdit
          part={part}
          onChange={(changed) => {
            onChange(put(mapping, place, changed));
          }}
        />
      ) : (
        <span />
      )}
    </div>
  );
}

function TypeEdit({ part, onChange }: { part: ColumnPart; onChange: (part: ColumnPart) => void }) {
  const { t } = useTranslation("imports");
  return (
    <div className={classes.type} data-date={part.type === "datetime" || undefined}>
      <Select
        aria-label={t("columns.as", { column: part.column })}
        size="xs"
        allowDeselect={false}
        data={TYPES.map((each) => ({ value: each, label: t(`type.${each}`) }))}
        value={part.type ?? "text"}
        onChange={(chosen) => {
          onChange({ ...part, type: TYPES.find((each) => each === chosen) ?? "text" });
        }}
      />
      {part.type === "datetime" && <DateForm part={part} onChange={onChange} />}
      {(part.type === "number" || part.type === "integer") && (
        <Select
          aria-label={t("columns.decimal", { column: part.column })}
          size="xs"
          allowDeselect={false}
          data={[
            { value: ".", label: "1,234.5" },
            { value: ",", label: "1 234,5" },
          ]}
          value={part.decimal}
          onChange={(chosen) => {
            onChange({ ...part, decimal: chosen === "," ? "," : "." });
          }}
        />
      )}
    </div>
  );
}
