import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChartPie } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { ProblemNote } from "@/components/problem-page";
import { Term } from "@/components/term";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import { useCalled } from "@/components/called";
import { changesQuery, membershipsQuery } from "../queries";
import { segmentOf } from "./describe";
import classes from "./table.module.css";

const NAME_LETTERS = 80;

/** Which segments somebody is in since when and why, and which they entered and left before. */
export function SegmentsTab({ id }: { id: string }) {
  const { t } = useTranslation("people");
  const called = useCalled();
  const memberships = useQuery(membershipsQuery(id));
  const changes = useQuery(changesQuery(id));
  return (
    <div className={classes.stack}>
      <Panel title={<Term name="segment">{t("segments.now")}</Term>} aside={memberships.data?.items.length} flush>
        {memberships.isPending && <Skeleton h={160} m="md" w="auto" />}
        {memberships.error && <ProblemNote small error={memberships.error} />}
        {memberships.data?.items.length === 0 && (
          <Empty small icon={IconChartPie} title={t("aside.noSegments")}>
            {t("segments.noneWhat")}
          </Empty>
        )}
        {memberships.data && memberships.data.items.length > 0 && (
          <table className={classes.table}>
            <thead>
              <tr>
                <th>{t("segments.name")}</th>
                <th>{t("segments.since")}</th>
                <th className={classes.wide}>{t("segments.why")}</th>
              </tr>
            </thead>
            <tbody>
              {memberships.data.items.map((each) => (
                <tr key={each.segment_id}>
                  <td className={classes.key}>
                    <Clipped text={called.segment(each.key, each.name)} letters={NAME_LETTERS} />
                  </td>
                  <td>
                    <When at={each.entered_at} />
                  </td>
                  <td className={classes.wide}>{t(`why.${each.cause.kind}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <Panel title={t("segments.history")} flush>
        {changes.isPending && <Skeleton h={120} m="md" w="auto" />}
        {changes.error && <ProblemNote small error={changes.error} />}
        <table className={classes.table}>
          <tbody>
            {changes.data?.items.map((each, index) => (
              <tr key={index}>
                <td className={classes.key}>
                  <Clipped text={segmentOf(each.properties, called)} letters={NAME_LETTERS} />
                </td>
                <td className={classes.noWrap}>{t(each.entered ? "segments.entered" : "segments.left")}</td>
                <td>
                  <When at={each.at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </div>
  );
}
