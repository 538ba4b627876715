import { Alert, Badge, Button, Checkbox, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconArrowsSplit2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { outcome } from "@/api/operation";
import { Dialog } from "@/components/dialog";
import { useIdentifierNames } from "@/components/namespace";
import { notifyDone, notifyProblem } from "@/components/notify";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import { type SplitSide, type SplitWanted, splitPreviewQuery } from "../queries";
import { kindOf } from "./describe";
import classes from "./split-dialog.module.css";

const NAME_LETTERS = 120;
const SHOWN = 5;

interface SplitProps {
  profileId: string;
  /** A merge to undo, or the identifiers to choose from; nothing is open without. */
  from: { undo: string } | { identifiers: string[]; chosen: string[] } | undefined;
  onClose: () => void;
}

/** Part a profile in two: what each side would get stands there before anything changes. */
export function SplitDialog({ profileId, from, onClose }: SplitProps) {
  const { t } = useTranslation("people");
  const undoes = from !== undefined && "undo" in from;
  return (
    <Dialog
      opened={from !== undefined}
      onClose={onClose}
      title={t(undoes ? "identity.undoTitle" : "split.title")}
      size="xl"
    >
      {from && "undo" in from && (
        <Preview profileId={profileId} wanted={{ undo: from.undo, identifiers: [] }} onClose={onClose} />
      )}
      {from && "identifiers" in from && <Choice profileId={profileId} from={from} onClose={onClose} />}
    </Dialog>
  );
}

interface ChoiceProps {
  profileId: string;
  from: { identifiers: string[]; chosen: string[] };
  onClose: () => void;
}

function Choice({ profileId, from, onClose }: ChoiceProps) {
  const { t } = useTranslation("people");
  const [chosen, setChosen] = useState(from.chosen);
  const nameOf = useIdentifierNames();
  const leavesNobody = chosen.length === from.identifiers.length;
  return (
    <>
      <Checkbox.Group value={chosen} onChange={setChosen} label={t("split.choose")}>
        <div className={classes.choices}>
          {from.identifiers.map((name) => (
            <Checkbox key={name} value={name} label={<Clipped text={nameOf(name)} letters={NAME_LETTERS} />} />
          ))}
        </div>
      </Checkbox.Group>
      {leavesNobody && <p className={classes.note}>{t("split.notAll")}</p>}
      {chosen.length > 0 && !leavesNobody && (
        <Preview profileId={profileId} wanted={{ undo: "", identifiers: chosen.toSorted() }} onClose={onClose} />
      )}
    </>
  );
}

function Preview({ profileId, wanted, onClose }: { profileId: string; wanted: SplitWanted; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { t: words } = useTranslation();
  const cache = useQueryClient();
  const preview = useQuery(splitPreviewQuery(profileId, wanted));
  const [force, setForce] = useState(false);
  const part = useMutation({
    mutationFn: () =>
      outcome(
        api.POST("/api/profiles/{ref}/split", {
          params: { path: { ref: profileId } },
          body: { ...wanted, preview: false, force },
        }),
      ),
    onSuccess: async () => {
      notifyDone(t(wanted.undo ? "identity.undone" : "split.done"));
      onClose();
      await cache.invalidateQueries({ queryKey: ["people"] });
    },
    onError: notifyProblem,
  });
  if (preview.error) return <ProblemNote small error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Skeleton h={220} mt="md" />;
  const { sides, missing_events: missing } = preview.data;
  return (
    <>
      <p className={classes.note}>{t("split.what")}</p>
      <div className={classes.sides}>
        {sides.map((side, index) => (
          <SideCard key={side.id} side={side} title={t(index === 0 ? "split.stays" : "split.parts")} />
        ))}
      </div>
      {missing > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle size={16} aria-hidden />} mt="md">
          {t("split.missing", { count: missing })}
          <Checkbox
            mt="xs"
            label={t("split.force")}
            checked={force}
            onChange={(event) => {
              setForce(event.currentTarget.checked);
            }}
          />
        </Alert>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {words("cancel")}
        </Button>
        <Button
          leftSection={<IconArrowsSplit2 size={15} aria-hidden />}
          disabled={missing > 0 && !force}
          loading={part.isPending}
          onClick={() => {
            part.mutate();
          }}
        >
          {t(wanted.undo ? "identity.undo" : "split.do")}
        </Button>
      </div>
    </>
  );
}

function SideCard({ side, title }: { side: SplitSide; title: string }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const nameOf = useIdentifierNames();
  const changed = side.changed.traits;
  return (
    <section className={classes.side}>
      <h3 className={classes.title}>
        {title} <Badge color="gray">{t("timeline.events", { count: side.events })}</Badge>
      </h3>
      <ul className={classes.list}>
        {side.identifiers.map((name) => (
          <li key={name}>
            <Clipped text={nameOf(name)} letters={NAME_LETTERS} />
          </li>
        ))}
      </ul>
      <ul className={classes.list}>
        {side.kinds.slice(0, SHOWN).map((kind) => (
          <li key={`${kind.type}/${kind.name}`}>
            <Clipped text={kindOf(kind.type, kind.name, t)} letters={NAME_LETTERS} />{" "}
            <span className={classes.dim}>× {format.number(kind.events)}</span>
          </li>
        ))}
        {side.kinds.length > SHOWN && (
          <li className={classes.dim}>{t("timeline.more", { count: side.kinds.length - SHOWN })}</li>
        )}
      </ul>
      {changed.length > 0 && (
        <p className={classes.dim}>
          {t("split.changed")} <Clipped text={format.list(changed.slice(0, SHOWN))} />
          {changed.length > SHOWN && ` +${changed.length - SHOWN}`}
        </p>
      )}
    </section>
  );
}
