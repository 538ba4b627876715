import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Initials } from "@/components/initials";
import { useNamespaceNames } from "@/components/namespace";
import { usePersonLabel } from "@/components/person-label";
import { ProblemNote } from "@/components/problem-page";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/now";
import classes from "./identity.module.css";
import { nameOf, type Pair, personQuery } from "./queries";
import { comparedWords, outcomeWords } from "./reasons";

const LETTERS = 100;
const MOST_BITS = 12;

/** The two people of a pair, side by side; one, if they are one by now. */
export function Sides({ ids }: { ids: readonly string[] }) {
  return (
    <div className={classes.sides}>
      {[...new Set(ids)].map((id) => (
        <Person key={id} id={id} />
      ))}
    </div>
  );
}

/** What was compared, how it came out, and how much it says. */
export function Reasons({ of: pair }: { of: Pair }) {
  const { t } = useTranslation("identity");
  const format = useFormat();
  return (
    <div className={classes.scroll} role="region" aria-label={t("review.reasons")} tabIndex={0}>
      <table className={`${classes.table} ${classes.compared}`}>
        <thead>
          <tr>
            <th>{t("review.field")}</th>
            <th>{t("review.left")}</th>
            <th>{t("review.right")}</th>
            <th>{t("review.outcome")}</th>
            <th>{t("review.weight")}</th>
          </tr>
        </thead>
        <tbody>
          {pair.reasons.map((reason, index) => (
            <tr key={index}>
              {reason.field === "" ? (
                <th scope="row" colSpan={4} className={classes.remark}>
                  {outcomeWords(reason.outcome, t)}
                </th>
              ) : (
                <>
                  <th scope="row" className={classes.space}>
                    {comparedWords(reason.field, t)}
                  </th>
                  <td className={classes.side}>
                    <Compared text={reason.left} />
                  </td>
                  <td className={classes.side}>
                    <Compared text={reason.right} />
                  </td>
                  <td className={classes.dim}>{outcomeWords(reason.outcome, t)}</td>
                </>
              )}
              <td>
                <span className={classes.bits} data-against={reason.bits < 0 || undefined}>
                  <span
                    style={{ inlineSize: `${Math.min(Math.abs(reason.bits) / MOST_BITS, 1) * 4}rem` }}
                    aria-hidden
                  />
                  {reason.bits > 0 ? "+" : ""}
                  {format.number(reason.bits, 1)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** What was compared, a day as it is written where one lives. */
function Compared({ text }: { text: string }) {
  const format = useFormat();
  const now = useNow();
  return <Clipped text={DAY.test(text) ? format.dayTitle(text, now) : text} letters={LETTERS} />;
}

function Person({ id }: { id: string }) {
  const { t } = useTranslation("identity");
  const person = useQuery(personQuery(id));
  const labelOf = usePersonLabel();
  const namespaceName = useNamespaceNames();
  if (person.error) return <ProblemNote small error={person.error} />;
  if (!person.data) return <Skeleton h={120} />;
  const name = nameOf(person.data);
  return (
    <article className={classes.person}>
      <header>
        <Initials name={name || null} seed={id} size={34} />
        <Link to="/people/$ref" params={{ ref: id }} className={classes.link}>
          <Clipped text={labelOf({ id, name: name || null })} letters={LETTERS} />
        </Link>
      </header>
      <ul>
        {person.data.identifiers.slice(0, 6).map((each) => (
          <li key={`${each.namespace}:${each.value}`}>
            <span className={classes.dim}>{namespaceName(each.namespace)}</span>{" "}
            <Clipped text={each.value} letters={60} />
          </li>
        ))}
      </ul>
      {person.data.identifiers[0] && (
        <p className={classes.dim}>
          {t("review.since")} <When at={person.data.identifiers[0].first_seen_at} />
        </p>
      )}
    </article>
  );
}
