import { Button, TextInput } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/components/confirm";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Unsaved } from "@/components/unsaved";
import { When } from "@/components/when";
import { useCalled } from "@/components/called";
import classes from "./definition.module.css";
import { FaultsProvider } from "./faults";
import { KEY } from "./model";
import type { Editing, Named } from "./working";

interface DefinitionFormProps<Document extends Named> {
  title: string;
  /** An example of a name. */
  placeholder: string;
  /** What a refusal is about that asks to confirm. */
  confirmTitle: string;
  editing: Editing<Document>;
  /** What the server says is wrong, by place. */
  faults: ReadonlyMap<string, string>;
  sentence: string;
  hint?: string;
  /** What stays beside the form while the window is wide. */
  aside?: ReactNode;
  children: ReactNode;
}

/** The page on which a definition is made or changed: its name, what it says, why it changes. */
export function DefinitionForm<Document extends Named>(props: DefinitionFormProps<Document>) {
  const { t } = useTranslation("definition");
  const { editing } = props;
  const { draft } = editing;
  return (
    <Page
      title={props.title}
      actions={
        <>
          {draft.isChanged && (
            <Button variant="default" onClick={draft.discard}>
              {t("form.discard")}
            </Button>
          )}
          <Button
            leftSection={<IconDeviceFloppy size={15} aria-hidden />}
            loading={editing.isSaving}
            onClick={editing.submit}
          >
            {t("form.save")}
          </Button>
        </>
      }
    >
      {draft.foundFrom && (
        <div className={classes.draft} role="status">
          <span>
            {t("form.draft")} <When at={draft.foundFrom} />
          </span>
          <Button size="compact-xs" variant="default" onClick={draft.discard}>
            {t("form.draftDiscard")}
          </Button>
        </div>
      )}
      <FaultsProvider told={props.faults} gaps={editing.gaps} showsGaps={editing.showsGaps}>
        <div className={classes.layout} data-beside={props.aside ? true : undefined}>
          <div className={classes.main}>
            <Panel>
              <Basics editing={editing} placeholder={props.placeholder} />
            </Panel>
            {props.children}
            {props.sentence && (
              <Panel title={t("form.inWords")}>
                <p className={classes.sentence}>{props.sentence}</p>
                {props.hint && <p className={classes.hint}>{props.hint}</p>}
              </Panel>
            )}
            {!editing.isNew && draft.isChanged && (
              <TextInput
                label={t("form.reason")}
                description={t("form.reasonHelp")}
                maxLength={1000}
                value={draft.value.reason}
                onChange={(event) => {
                  draft.change({ ...draft.value, reason: event.currentTarget.value });
                }}
              />
            )}
          </div>
          {props.aside && <div className={classes.aside}>{props.aside}</div>}
        </div>
      </FaultsProvider>
      <Confirm
        title={props.confirmTitle}
        action={t("form.changeAnyway")}
        isDangerous
        opened={editing.refusal !== ""}
        onClose={editing.withdraw}
        onConfirm={editing.confirm}
      >
        {editing.refusal}
      </Confirm>
      <Confirm
        title={t("form.overtaken")}
        action={t("form.overwrite")}
        opened={editing.isOvertaken}
        onClose={editing.withdraw}
        onConfirm={editing.overwrite}
      >
        {t("form.overtakenWhat")}
      </Confirm>
      <Unsaved isChanged={editing.isChanged} onDiscard={draft.forget} />
    </Page>
  );
}

function Basics<Document extends Named>({ editing, placeholder }: { editing: Editing<Document>; placeholder: string }) {
  const { t } = useTranslation("definition");
  const { document, key, isNew } = editing;
  const called = useCalled();
  const change = (part: Partial<Named>) => {
    editing.change(part as Partial<Document>);
  };
  // what is ready-made is shown as its reader knows it, and stays what it is until somebody writes otherwise
  const stored = { name: editing.base.name ?? "", description: editing.base.description ?? "" };
  const readAs = (part: keyof typeof stored) => called[editing.kind](key, stored[part]);
  const shown = (part: keyof typeof stored) =>
    document[part] === stored[part] ? readAs(part) : (document[part] ?? "");
  const write = (part: keyof typeof stored, text: string) => {
    change({ [part]: text === readAs(part) ? stored[part] : text });
  };
  return (
    <div className={classes.basics}>
      <TextInput
        label={t("form.name")}
        placeholder={placeholder}
        maxLength={200}
        description={called.isReadyMade(editing.kind, key, document.name ?? "") ? t("form.nameReadyMade") : undefined}
        value={shown("name")}
        error={editing.showsGaps && isNew && !KEY.test(key) ? t("form.nameMissing") : undefined}
        onChange={(event) => {
          write("name", event.currentTarget.value);
        }}
      />
      <TextInput
        label={t("form.key")}
        maxLength={63}
        disabled={!isNew}
        value={key}
        error={key && !KEY.test(key) ? t("form.keyWrong") : editing.isKeyTaken ? t("form.keyTaken") : editing.keyFault}
        onChange={(event) => {
          change({ key: event.currentTarget.value });
        }}
      />
      <TextInput
        label={t("form.description")}
        maxLength={2000}
        value={shown("description")}
        onChange={(event) => {
          write("description", event.currentTarget.value);
        }}
      />
    </div>
  );
}
