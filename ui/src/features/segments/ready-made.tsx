import { Badge, Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schema } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { Dialog } from "@/components/dialog";
import { notifyDone } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { type Language } from "@/i18n";
import { detailInWords } from "@/i18n/wording";
import { useMay } from "@/lib/permission";
import { refresh } from "./changes";
import one from "./one-segment.module.css";
import { readyQuery } from "./queries";
import classes from "./ready-made.module.css";
import { ParameterEdit } from "./ready-parameter";
import { without } from "@/lib/without";

type Ready = Schema<"ReadyView">;

/** What is ready to be added: traits and segments that belong together. */
export function ReadyMade() {
  const { t, i18n } = useTranslation("segments");
  const language = i18n.language as Language;
  const query = useQuery(readyQuery(language));
  const [chosen, setChosen] = useState<Ready | null>(null);
  const mayEdit = useMay("definitions.edit");
  if (query.error) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={320} />;
  return (
    <div className={classes.cards}>
      {query.data.items.map((each) => (
        <Panel key={each.name}>
          <div className={classes.card}>
            <div className={classes.head}>
              <h2 className={classes.title}>{each.title}</h2>
              {each.added && (
                <Badge className={classes.added ?? ""} leftSection={<IconCheck size={12} aria-hidden />}>
                  {t("ready.added")}
                </Badge>
              )}
            </div>
            <p className={classes.about}>{each.about}</p>
            {each.added?.fault && (
              <p className={one.fault} role="alert">
                {t("ready.unmeasured", {
                  why: detailInWords({ detail: each.added.fault, words: each.added.fault_words }),
                })}
              </p>
            )}
            {mayEdit && (
              <Button
                variant={each.added ? "default" : "light"}
                onClick={() => {
                  setChosen(each);
                }}
              >
                {t(each.added ? "ready.change" : "ready.add")}
              </Button>
            )}
          </div>
        </Panel>
      ))}
      {chosen && (
        <Adding
          ready={chosen}
          language={language}
          onClose={() => {
            setChosen(null);
          }}
        />
      )}
    </div>
  );
}

function Adding({ ready, language, onClose }: { ready: Ready; language: Language; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const cache = useQueryClient();
  const [given, setGiven] = useState<Record<string, unknown>>(ready.added?.parameters ?? {});
  const post = (dryRun: boolean) =>
    data(
      api.POST("/api/segments/ready/{name}", {
        params: { path: { name: ready.name } },
        body: {
          parameters: given,
          language: ready.added?.language ?? language,
          every: "",
          measure: false,
          dry_run: dryRun,
          reason: "",
          confirm: [],
        },
      }),
    );
  const look = useMutation({ mutationFn: () => post(true) });
  const add = useMutation({
    mutationFn: () => post(false),
    onSuccess: async (found) => {
      await Promise.all([refresh(cache), cache.invalidateQueries(sessionQuery)]); // it says how what was added reads
      onClose();
      notifyDone(t("ready.done", { count: found.steps.filter((step) => step.kind === "segment").length }));
    },
  });
  const error = add.error ?? look.error;
  const missing = Object.entries(ready.parameters).some(([name, each]) => each.needed && !isSaid(given[name]));
  const changes = look.data?.steps.filter((step) => step.action !== "keep");
  return (
    <Dialog opened onClose={onClose} title={ready.title} size="lg">
      <form
        className={one.form}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <p className={classes.about}>{ready.about}</p>
        {Object.entries(ready.parameters).map(([name, each]) => (
          <ParameterEdit
            key={name}
            name={name}
            parameter={each}
            given={given}
            onChange={(value) => {
              look.reset();
              add.reset();
              const rest = without(given, name);
              setGiven(isSaid(value) ? { ...rest, [name]: value } : rest);
            }}
          />
        ))}
        {error && <ProblemNote small error={error} />}
        {changes && (
          <div className={classes.steps}>
            <p className={classes.about}>{t(changes.length > 0 ? "ready.would" : "ready.nothing")}</p>
            <ul>
              {changes.map((step) => (
                <li key={`${step.kind}:${step.key}`}>
                  {t(`ready.${step.action}`)} <code>{step.key}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className={one.foot}>
          <Button
            variant="default"
            loading={look.isPending}
            disabled={missing}
            onClick={() => {
              add.reset();
              look.mutate();
            }}
          >
            {t("ready.look")}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={missing}>
            {t(ready.added ? "ready.change" : "ready.add")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
