import { Badge, SegmentedControl, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { type Column, Rows } from "@/components/rows";
import { Clipped } from "@/components/value";
import classes from "./definition.module.css";

interface DefinitionListProps<Row, Kind extends string> {
  label: string;
  searchLabel: string;
  kindLabel: string;
  kinds: readonly { value: Kind; label: string }[];
  kind: Kind;
  search: string;
  onChange: (change: { search?: string; kind?: Kind }) => void;
  columns: readonly Column<Row>[];
  /** What there is of the kind that is chosen. */
  items: readonly Row[];
  idOf: (row: Row) => string;
  /** What is searched. */
  textOf: (row: Row) => string;
  countOf: (count: number) => string;
  nothing: string;
  onOpen: (row: Row) => void;
  isLoading: boolean;
}

/** Definitions by kind and by what is searched for. */
export function DefinitionList<Row, Kind extends string>(props: DefinitionListProps<Row, Kind>) {
  const { t } = useTranslation("definition");
  const wanted = props.search.trim().toLocaleLowerCase();
  const shown = props.items.filter((row) => props.textOf(row).toLocaleLowerCase().includes(wanted));
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          className={classes.search}
          aria-label={props.searchLabel}
          placeholder={props.searchLabel}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={props.search}
          onChange={(event) => {
            props.onChange({ search: event.currentTarget.value });
          }}
        />
        <div className={classes.kinds}>
          <SegmentedControl
            aria-label={props.kindLabel}
            value={props.kind}
            onChange={(kind) => {
              props.onChange({ kind });
            }}
            data={[...props.kinds]}
          />
        </div>
        <span className={classes.count}>{props.countOf(shown.length)}</span>
      </div>
      {!props.isLoading && shown.length === 0 ? (
        <Empty icon={IconSearch} title={props.nothing} small>
          {t("list.nothingText")}
        </Empty>
      ) : (
        <Rows
          label={props.label}
          columns={props.columns}
          items={shown}
          idOf={props.idOf}
          onOpen={props.onOpen}
          isLoading={props.isLoading}
        />
      )}
    </>
  );
}

/** The name of a definition, and what it is about as far as there is room. */
export function NameCell({ name, about }: { name: string; about?: string | undefined }) {
  return (
    <span className={classes.name}>
      <Clipped text={name} letters={120} />
      {about && <span className={classes.about}>{about}</span>}
    </span>
  );
}

export type State = "live" | "filling" | "sweeping" | "waiting" | "leaving" | "fault" | "disabled";

/** How far a definition is, in a word. */
export function StateBadge({ state, label }: { state: State; label: string }) {
  return (
    <Badge className={classes.state ?? ""} data-state={state}>
      {label}
    </Badge>
  );
}

/** The name of a definition over its page, and its state beside it. */
export function DefinitionHeading({ name, children }: { name: string; children?: React.ReactNode }) {
  return (
    <div className={classes.heading}>
      <h1>
        <bdi>{name}</bdi>
      </h1>
      {children}
    </div>
  );
}

/** The key of a definition, under its name. */
export function KeyNote({ of: key }: { of: string }) {
  return <code className={classes.key}>{key}</code>;
}
