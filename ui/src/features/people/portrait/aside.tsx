import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import { useCalled } from "@/components/called";
import { membershipsQuery } from "../queries";
import classes from "./aside.module.css";
import { Consents } from "./consents";
import { Notes } from "./notes";
import { Tastes } from "./tastes";

const NAME_LETTERS = 60;

/** What stands beside every tab where there is room, and is a tab of its own where there is not. */
export function PortraitAside({ profile }: { profile: Schema<"ProfileView"> }) {
  return (
    <div className={classes.aside}>
      <Notes id={profile.id} />
      <InSegments id={profile.id} />
      <Tastes profile={profile} />
      <Consents profile={profile} />
    </div>
  );
}

function InSegments({ id }: { id: string }) {
  const { t } = useTranslation("people");
  const called = useCalled();
  const { data } = useSuspenseQuery(membershipsQuery(id));
  return (
    <Panel title={t("aside.segments")} aside={data.items.length}>
      {data.items.length === 0 ? (
        <p className={classes.none}>{t("aside.noSegments")}</p>
      ) : (
        <ul className={classes.tags}>
          {data.items.map((each) => (
            <li key={each.segment_id} className={classes.tag}>
              <Clipped text={called.segment(each.key, each.name)} letters={NAME_LETTERS} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
