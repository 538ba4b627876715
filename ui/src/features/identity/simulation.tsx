import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { operationQuery } from "@/api/operation";
import { Panel } from "@/components/panel";
import { Stat, Stats } from "@/components/stat";
import { Clipped } from "@/components/value";
import { useFormat } from "@/i18n/format";
import classes from "./identity.module.css";
import { OperationProgress } from "./progress";

const LETTERS = 100;
const SHOWN = 8;

interface Gist {
  id: string;
  size: number;
  identifiers: string[];
}

interface Changes {
  count: number;
  profiles: number;
  examples: { profile: Gist; count: number; parts: Gist[]; links: { identifier: string; rule: string }[] }[];
}

interface Report {
  events: number;
  present: { profiles: number };
  proposed: { profiles: number };
  joins: Changes;
  splits: Changes;
}

/** What rules would make of the history; `isPast` where they were changed since. Nothing is changed by it. */
export function Simulation({ id, isPast }: { id: string; isPast: boolean }) {
  const { t } = useTranslation("identity");
  const format = useFormat();
  const operation = useQuery(operationQuery(id));
  const report = operation.data?.status === "done" ? (operation.data.result as unknown as Report) : null;
  return (
    <Panel title={t("simulation.title")} aside={isPast && t("simulation.past")}>
      <OperationProgress id={id} title={t("simulation.running")} />
      {report && (
        <div className={classes.stack}>
          <Stats>
            <Stat label={t("simulation.events")} value={format.number(report.events)} />
            <Stat label={t("simulation.present")} value={format.number(report.present.profiles)} />
            <Stat
              label={t("simulation.proposed")}
              value={format.number(report.proposed.profiles)}
              note={format.signed(report.proposed.profiles - report.present.profiles)}
            />
          </Stats>
          <ChangesOf title={t("simulation.joins", { count: report.joins.count })} changes={report.joins} />
          <ChangesOf title={t("simulation.splits", { count: report.splits.count })} changes={report.splits} />
        </div>
      )}
    </Panel>
  );
}

function ChangesOf({ title, changes }: { title: string; changes: Changes }) {
  const { t } = useTranslation("identity");
  return (
    <section>
      <h3 className={classes.subhead}>{title}</h3>
      <ul className={classes.changes}>
        {changes.examples.slice(0, SHOWN).map((change) => (
          <li key={change.profile.id}>
            <Link to="/people/$ref" params={{ ref: change.profile.id }} className={classes.link}>
              <Clipped text={change.profile.identifiers[0] ?? change.profile.id} letters={LETTERS} />
            </Link>{" "}
            <span className={classes.dim}>
              {t("simulation.parts", { count: change.count })} ·{" "}
              <Clipped text={change.links.map((link) => link.identifier).join(", ")} letters={LETTERS} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
