import { Button, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { notifyProblem } from "@/components/notify";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { useDraft } from "@/lib/draft";
import { AboutChoice } from "./about-choice";
import { ColumnTable } from "./column-table";
import { needsOf, suggested } from "./mapping";
import classes from "./imports.module.css";
import { Outcome } from "./outcome";
import { type About, type Import, lookQuery, type Mapping, previewQuery, type Reading } from "./queries";
import { SourceChoice, type SourceChosen } from "./source-choice";

export const STEPS = ["what", "columns", "start"] as const;
export type Step = (typeof STEPS)[number];

/** What is said of a file up to now; null where the server's guess stands. */
interface Said {
  about: About | null;
  mapping: Mapping | null;
  reading: Reading;
  source: SourceChosen;
}

interface WizardProps {
  of: Import;
  step: Step;
  onStep: (step: Step) => void;
}

/** From a file to an import: what its rows are, which column is what, under which source. */
export function Wizard({ of: file, step, onStep }: WizardProps) {
  const { t } = useTranslation("imports");
  const draft = useDraft<Said>(`import:${file.id}`, {
    about: null,
    mapping: null,
    reading: { delimiter: null, encoding: null },
    source: { id: "", name: file.name.replace(/(\.\w{1,8}){1,2}$/, ""), region: "" },
  });
  const said = draft.value;
  const say = (change: Partial<Said>) => {
    draft.change({ ...said, ...change });
  };
  const look = useQuery(lookQuery(file.id, said.about ?? "", said.reading));
  const about = said.about ?? look.data?.about ?? "people";
  const mapping = about === "ready" ? null : (said.mapping ?? (look.data ? suggested(look.data) : null));
  const preview = useQuery({
    ...previewQuery(file.id, mapping, said.reading, said.source.id),
    enabled: look.isSuccess && !look.isPlaceholderData && (mapping !== null || about === "ready"),
  });
  const good = preview.data?.filter((each) => !each.code).length ?? 0;
  const isComplete = mapping === null || needsOf(mapping, about).every(([, has]) => has);
  const start = useStart(file, { ...said, about, mapping }, draft.forget);
  const at = STEPS.indexOf(step);
  const canGoOn = step === "what" ? look.isSuccess : isComplete && good > 0;
  return (
    <div className={classes.stack}>
      <ol className={classes.steps} aria-label={t("steps.label")}>
        {STEPS.map((each, index) => (
          <li key={each} data-state={index < at ? "done" : index === at ? "now" : "later"}>
            <button
              type="button"
              disabled={index > at}
              aria-current={index === at ? "step" : undefined}
              onClick={() => {
                onStep(each);
              }}
            >
              <span aria-hidden>{index + 1}</span>
              {t(`steps.${each}`)}
            </button>
          </li>
        ))}
      </ol>
      {look.error && <ProblemNote small error={look.error} onRetry={() => void look.refetch()} />}
      {look.isPending && <Skeleton h={260} />}
      {look.data && step === "what" && (
        <AboutChoice
          look={look.data}
          about={about}
          reading={said.reading}
          onAbout={(chosen) => {
            say({ about: chosen, mapping: null });
          }}
          onReading={(reading) => {
            say({ reading, mapping: null });
          }}
        />
      )}
      {look.data && step === "columns" && (
        <div className={classes.columns}>
          {mapping === null ? (
            <Panel title={t("columns.title")}>{t("columns.ready")}</Panel>
          ) : (
            <ColumnTable
              look={look.data}
              about={about}
              mapping={mapping}
              onChange={(changed) => {
                say({ mapping: changed });
              }}
            />
          )}
          <Outcome rows={preview.data} isPending={preview.isPending} error={preview.error} />
        </div>
      )}
      {look.data && step === "start" && (
        <SourceChoice
          file={file}
          chosen={said.source}
          onChange={(source) => {
            say({ source });
          }}
        />
      )}
      <div className={classes.buttons}>
        {at > 0 && (
          <Button
            variant="default"
            onClick={() => {
              onStep(STEPS[at - 1] ?? "what");
            }}
          >
            {t("do.back")}
          </Button>
        )}
        {step === "start" ? (
          <Button
            loading={start.isPending}
            disabled={said.source.id === "" && !said.source.name.trim()}
            onClick={() => {
              start.mutate();
            }}
          >
            {t("do.start")}
          </Button>
        ) : (
          <Button
            disabled={!canGoOn}
            onClick={() => {
              onStep(STEPS[at + 1] ?? "start");
            }}
          >
            {t("do.next")}
          </Button>
        )}
      </div>
    </div>
  );
}

function useStart(file: Import, said: Said & { about: About }, forget: () => void) {
  const cache = useQueryClient();
  const { id, name, region } = said.source;
  return useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/imports/{import_id}/start", {
          params: { path: { import_id: file.id } },
          body: {
            about: said.about,
            mapping: said.mapping,
            ...said.reading,
            source_id: id,
            ...(id ? {} : { new_source: { name: name.trim(), brand: "default", phone_region: region } }),
          },
        }),
      ),
    onSuccess: async () => {
      forget();
      await cache.invalidateQueries({ queryKey: ["imports"] });
      void cache.invalidateQueries({ queryKey: ["sources"] });
    },
    onError: notifyProblem,
  });
}
