import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { Confirm } from "@/components/confirm";
import { notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { Stat, Stats } from "@/components/stat";
import { useFormat } from "@/i18n/format";
import { detailInWords } from "@/i18n/wording";
import { useMay } from "@/lib/permission";
import classes from "./imports.module.css";
import { type Import, isAtWork, type Mapping } from "./queries";
import { Bar, Status } from "./status";

/** An import at work, and what came of it. */
export function Result({ of: each }: { of: Import }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  return (
    <Panel title={<Status of={each} />} aside={<Actions of={each} />}>
      <div className={classes.stack}>
        {isAtWork(each) && <Bar of={each} />}
        <p className={classes.said} aria-live="polite">
          {said(each, t)}
        </p>
        <Stats>
          <Stat label={t("list.rows")} value={format.number(each.rows)} />
          <Stat label={t("list.events")} value={format.number(each.events)} note={t("result.eventsWhat")} />
          <Stat
            label={t("result.duplicates")}
            value={format.number(each.duplicates)}
            note={t("result.duplicatesWhat")}
          />
          <Stat
            label={t("list.aside")}
            value={format.number(each.set_aside)}
            note={each.set_aside > 0 ? t("result.asideWhat") : t("result.asideNone")}
            {...(each.set_aside > 0 ? { tone: "warn" as const } : {})}
          />
        </Stats>
        <div className={classes.links}>
          {each.set_aside > 0 && (
            <Link to="/quarantine" search={{ import: each.id }} className={classes.link}>
              {t("result.toQuarantine")}
            </Link>
          )}
          {each.events > 0 && (
            <Link to="/people" className={classes.link}>
              {t("result.toPeople")}
            </Link>
          )}
          {each.source_id && (
            <Link to="/sources/$id" params={{ id: each.source_id }} className={classes.link}>
              {t("result.toSource")}
            </Link>
          )}
        </div>
      </div>
    </Panel>
  );
}

/** What is to be said of an import at this moment. */
function said(each: Import, t: TFunction<"imports">): string {
  if (each.is_waiting) return t("result.waiting");
  if (each.status === "failed") return each.problem ? detailInWords(each.problem) : t("result.lost");
  const isKnown = each.status === "done" && each.rows > 0 && each.events === 0 && each.duplicates > 0;
  return t(`result.${isKnown ? "again" : each.status}`);
}

function Actions({ of: each }: { of: Import }) {
  const { t } = useTranslation("imports");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const mayBring = useMay("data.import");
  const [isAsking, setAsking] = useState(false);
  const path = { import_id: each.id };
  const refresh = () => cache.invalidateQueries({ queryKey: ["imports"] });
  const goOn = useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/imports/{import_id}/start", {
          params: { path },
          body: { about: each.about ?? "events", mapping: each.mapping as Mapping | null, source_id: each.source_id },
        }),
      ),
    onSuccess: refresh,
    onError: notifyProblem,
  });
  if (!mayBring) return null;
  return (
    <>
      {isAtWork(each) && (
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t("do.cancel")}
        </Button>
      )}
      {each.status === "failed" && (
        <Button
          size="xs"
          loading={goOn.isPending}
          onClick={() => {
            goOn.mutate();
          }}
        >
          {t("do.goOn")}
        </Button>
      )}
      <Confirm
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title={t("cancel.title")}
        action={t("do.cancel")}
        isDangerous
        onConfirm={async () => {
          await api.POST("/api/imports/{import_id}/cancel", { params: { path } });
          await refresh();
          await navigate({ to: "/imports" });
        }}
      >
        {t("cancel.what")}
      </Confirm>
    </>
  );
}
