import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Decisions } from "./decisions";
import classes from "./identity.module.css";
import type { DecisionFilter } from "./queries";
import { Review } from "./review";

const VIEWS = ["waiting", "decided"] as const;

export interface MatchesSearch extends DecisionFilter {
  view: (typeof VIEWS)[number];
  /** The run that is watched; "" for none. */
  operation: string;
  /** The pair that is looked at; "" for none. */
  pair: string;
}

interface MatchesProps {
  search: MatchesSearch;
  onChange: (change: Partial<MatchesSearch>) => void;
}

/** Pairs that may be one person: those that wait for a decision, and what was decided. */
export function Matches({ search, onChange }: MatchesProps) {
  const { t } = useTranslation("identity");
  const show = (view: MatchesSearch["view"]) => {
    onChange({ view, pair: "" });
  };
  return (
    <div className={classes.stack}>
      <SegmentedControl
        className={classes.views}
        aria-label={t("tabs.review")}
        data={VIEWS.map((value) => ({ value, label: t(`review.view.${value}`) }))}
        value={search.view}
        onChange={(value) => {
          show(VIEWS.find((each) => each === value) ?? "waiting");
        }}
      />
      {search.view === "waiting" ? (
        <Review
          run={search.operation}
          onRun={(operation) => {
            onChange({ operation });
          }}
          chosen={search.pair}
          onChoose={(pair) => {
            onChange({ pair });
          }}
          onAll={() => {
            show("decided");
          }}
        />
      ) : (
        <Decisions
          filter={search}
          open={search.pair}
          onChange={({ open, ...filter }) => {
            onChange({ ...filter, pair: open ?? "" });
          }}
        />
      )}
    </div>
  );
}
