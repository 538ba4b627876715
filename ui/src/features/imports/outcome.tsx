import { Skeleton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import cells from "@/components/cells.module.css";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Clipped, Value } from "@/components/value";
import { When } from "@/components/when";
import { detailInWords } from "@/i18n/wording";
import classes from "./imports.module.css";
import type { Becomes } from "./queries";

const LETTERS = 80;
const NAMELESS = ["missing-identifier", "no-identifier"];

interface OutcomeProps {
  rows: readonly Becomes[] | undefined;
  isPending: boolean;
  error: Error | null;
}

/** What the first rows become: as they would be stored, or why they would be set aside. */
export function Outcome({ rows, isPending, error }: OutcomeProps) {
  const { t } = useTranslation("imports");
  const bad = rows?.filter((each) => each.code).length ?? 0;
  return (
    <Panel
      title={t("outcome.title")}
      aside={
        rows && (
          <span className={cells.dim}>{t("outcome.usable", { good: rows.length - bad, count: rows.length })}</span>
        )
      }
    >
      {error && <ProblemNote small error={error} />}
      {isPending && !error && <Skeleton h={220} />}
      <ol className={classes.outcome} tabIndex={0} aria-label={t("outcome.title")}>
        {rows?.map((row) => (
          <li key={row.row} data-bad={row.code !== "" || undefined}>
            <Head row={row} />
            {row.code ? (
              <p className={classes.why}>
                <IconAlertTriangle size={14} aria-hidden />
                <bdi>{NAMELESS.includes(row.code) ? t("outcome.nobody") : detailInWords(row)}</bdi>
              </p>
            ) : (
              <Facts of={{ ...row.traits, ...row.properties }} />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Head({ row }: { row: Becomes }) {
  const { t } = useTranslation("imports");
  const [first] = row.identifiers;
  return (
    <div className={classes.rowHead}>
      <span className={classes.number}>
        {row.row === row.last_row
          ? t("outcome.row", { row: row.row })
          : t("outcome.rows", { row: row.row, last: row.last_row })}
      </span>
      {row.name && (
        <strong>{row.name === "identify" ? t("outcome.person") : <Clipped text={row.name} letters={LETTERS} />}</strong>
      )}
      {first && <Clipped text={first.value} letters={LETTERS} />}
      {row.timestamp && row.name !== "identify" && <When at={row.timestamp} exact />}
    </div>
  );
}

function Facts({ of: facts }: { of: Record<string, unknown> }) {
  return (
    <dl className={classes.facts}>
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>
            <Clipped text={name} letters={LETTERS} />
          </dt>
          <dd>
            <Value of={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
