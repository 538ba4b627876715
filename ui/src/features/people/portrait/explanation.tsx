import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useAuthors } from "@/api/authors";
import { sourceNamesQuery } from "@/api/source-names";
import { Dialog } from "@/components/dialog";
import { useIdentifierNames } from "@/components/namespace";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { explainQuery } from "../queries";
import { kindOf } from "./describe";
import classes from "./table.module.css";

const NAME_LETTERS = 120;

export interface Pair {
  a: string;
  b: string;
}

interface ExplanationProps {
  /** Which two; nothing is open without. */
  pair: Pair | undefined;
  onClose: () => void;
}

/** The events by which two came to be one person, each with who said it. */
export function ExplanationDialog({ pair, onClose }: ExplanationProps) {
  const { t } = useTranslation("people");
  return (
    <Dialog opened={pair !== undefined} onClose={onClose} title={t("identity.explainTitle")} size="lg">
      {pair && <Explanation {...pair} />}
    </Dialog>
  );
}

function Explanation({ a, b }: Pair) {
  const { t } = useTranslation("people");
  const { data: sources } = useQuery(sourceNamesQuery);
  const explained = useQuery(explainQuery(a, b));
  const authors = useAuthors((explained.data?.steps ?? []).map((step) => step.author));
  const nameOf = useIdentifierNames();
  if (explained.error) return <ProblemNote small error={explained.error} />;
  if (!explained.data) return <Skeleton h={160} />;
  if (!explained.data.joined) return <p>{t("identity.notJoined")}</p>;
  if (explained.data.steps.length === 0) return <p>{t("identity.noSteps")}</p>;
  return (
    <ol className={classes.steps}>
      {explained.data.steps.map((step, index) => (
        <li key={index} className={classes.step}>
          <div className={classes.key}>
            <Clipped text={nameOf(step.origin)} letters={NAME_LETTERS} /> →{" "}
            <Clipped text={nameOf(step.target)} letters={NAME_LETTERS} />
          </div>
          <div className={classes.dim}>
            {t(`mergedBy.${step.reason}`)} <Clipped text={kindOf(step.type, step.name, t)} /> ·{" "}
            <Clipped
              text={
                step.source_id
                  ? (sources?.get(step.source_id) ?? step.source_id)
                  : (authors.get(step.author) ?? step.author)
              }
              letters={NAME_LETTERS}
            />{" "}
            · {step.at && <When at={step.at} exact />}
          </div>
        </li>
      ))}
    </ol>
  );
}
