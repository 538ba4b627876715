import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/components/problem-page";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/lib/permission";
import { type Grid, peopleOf } from "./queries";
import classes from "./rfm.module.css";
import { SaveAsSegment } from "./save-as-segment";
import { SomePeople } from "./some-people";
import { conditionOf, type Counted, type Field, segmentOf } from "./steps";

interface OneFieldProps {
  grid: Grid;
  field: Field;
  counted: Counted;
  whole: number;
  name: string | undefined;
}

/** Who is in a field: how many, what they spent, some of them, and the segment they belong to. */
export function OneField({ grid, field, counted, whole, name }: OneFieldProps) {
  const { t } = useTranslation("rfm");
  const format = useFormat();
  const mayRead = useMay("people.read");
  const people = useQuery({ ...peopleOf(conditionOf(grid, field)), enabled: mayRead && counted.people > 0 });
  const key = segmentOf(field);
  const money = (amount: number) => format.money({ amount: amount.toFixed(2), currency: grid.currency });
  return (
    <section className={classes.detail} aria-label={t("grid.detail")}>
      <h3 className={classes.detailName}>
        {name ?? t("grid.steps", { recency: field.recency, across: field.across })}
      </h3>
      <dl className={classes.facts}>
        <dt>{t("detail.people")}</dt>
        <dd>
          {format.number(counted.people)} ({format.percent(counted.people / Math.max(whole, 1), 1)})
        </dd>
        <dt>{t("detail.spent")}</dt>
        <dd>{money(counted.spent)}</dd>
        <dt>{t("detail.mean")}</dt>
        <dd>{counted.people > 0 ? money(counted.spent / counted.people) : "–"}</dd>
      </dl>
      {people.isLoading && <Skeleton h={160} />}
      {people.error && <ProblemNote small error={people.error} onRetry={() => void people.refetch()} />}
      <SomePeople people={people.data?.examples.slice(0, 6) ?? []} />
      {counted.people > 0 && (
        <SaveAsSegment
          name={`${name ?? "RFM"} (${t("grid.steps", { recency: field.recency, across: field.across })})`}
          condition={conditionOf(grid, field)}
        />
      )}
      {key && mayRead && (
        <Button
          variant="default"
          leftSection={<IconUsers size={15} aria-hidden />}
          renderRoot={(props) => <Link to="/people" search={{ segment: key }} {...props} />}
        >
          {t("detail.all", { name: name ?? key })}
        </Button>
      )}
    </section>
  );
}
