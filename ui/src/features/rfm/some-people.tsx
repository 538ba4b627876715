import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Initials } from "@/components/initials";
import { usePersonLabel } from "@/components/person-label";
import { Clipped } from "@/components/value";
import classes from "./rfm.module.css";

/** Some people, each leading to their portrait. */
export function SomePeople({ people }: { people: readonly Schema<"ProfileSummary">[] }) {
  const { t } = useTranslation("rfm");
  const label = usePersonLabel();
  return (
    <ul className={classes.some} aria-label={t("detail.some")}>
      {people.map((each) => (
        <li key={each.id}>
          <Link to="/people/$ref" params={{ ref: each.id }} className={classes.person}>
            <Initials name={each.name ?? each.email} seed={each.id} size={24} />
            <Clipped text={label(each)} letters={60} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
