import { useTranslation } from "react-i18next";
import { Fragment, type ReactNode } from "react";
import type { Schema } from "@/api/client";
import { useCalled } from "@/components/called";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import type { Format } from "@/i18n/format";
import { useFormat } from "@/i18n/format";
import { useNarrow } from "@/lib/narrow";
import classes from "./brands-tab.module.css";
import { type Facts, factsOf } from "./facts";

const NAME_LETTERS = 60;
const NONE = "–";

type Line =
  | "revenue"
  | "orders"
  | "average"
  | "discounted"
  | "lastOrder"
  | "cart"
  | "seen"
  | "first"
  | "visits"
  | "engagement"
  | "category"
  | "brand"
  | "device"
  | "granted"
  | "denied";

const LINES: readonly { line: Line; of: (facts: Facts, format: Format) => ReactNode }[] = [
  { line: "revenue", of: ({ revenue = [] }, format) => format.list(revenue.map(format.money)) },
  { line: "orders", of: ({ orders = 0 }, format) => format.number(orders) },
  {
    line: "average",
    of: ({ average_order_value: average = [] }, format) => format.list(average.map(format.money)),
  },
  {
    line: "discounted",
    of: ({ orders = 0, discounted_orders: discounted = 0 }, format) =>
      orders > 0 ? format.percent(discounted / orders) : "",
  },
  { line: "lastOrder", of: ({ last_order_at: at }) => at && <When at={at} /> },
  { line: "cart", of: ({ cart_value: worth = [] }, format) => format.list(worth.map(format.money)) },
  { line: "seen", of: ({ last_seen_at: at }) => at && <When at={at} /> },
  { line: "first", of: ({ first_seen_at: at }) => at && <When at={at} /> },
  { line: "visits", of: ({ sessions = 0 }, format) => format.number(sessions) },
  { line: "engagement", of: ({ engagement_score: score }, format) => (score == null ? "" : format.number(score, 1)) },
  { line: "category", of: ({ preferred_category: name }) => name && <Clipped text={name} letters={NAME_LETTERS} /> },
  { line: "brand", of: ({ preferred_brand: name }) => name && <Clipped text={name} letters={NAME_LETTERS} /> },
  { line: "device", of: ({ preferred_device: name }) => name && <Clipped text={name} letters={NAME_LETTERS} /> },
  {
    line: "granted",
    of: ({ consent_granted: names = [] }, format) => names.length > 0 && <Clipped text={format.list(names)} />,
  },
  {
    line: "denied",
    of: ({ consent_denied: names = [] }, format) => names.length > 0 && <Clipped text={format.list(names)} />,
  },
];

/** The same figures at each brand, beside each other and beside those over all. */
export function BrandsTab({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const facts = factsOf(profile);
  const brands = brandsOf(profile);
  const nameOf = useCalled().brand;
  const isNarrow = useNarrow();
  if (isNarrow) {
    return (
      <Panel title={t("brands.title")} aside={brands.length} flush>
        <Stacked all={facts} brands={brands} />
      </Panel>
    );
  }
  return (
    <Panel title={t("brands.title")} aside={brands.length} flush>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("brands.title")}>
        <table className={classes.table}>
          <thead>
            <tr>
              <td />
              <th scope="col">{t("brands.all")}</th>
              {brands.map(([slug]) => (
                <th key={slug} scope="col">
                  <Clipped text={nameOf(slug)} letters={NAME_LETTERS} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LINES.map(({ line, of }) => (
              <tr key={line}>
                <th scope="row">{t(`brands.${line}`)}</th>
                <td className={classes.all}>{orNone(of(facts, format))}</td>
                {brands.map(([slug, here]) => (
                  <td key={slug}>{orNone(of(here, format))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** One figure below the other, each over all and at each brand: for windows without room for columns. */
function Stacked({ all, brands }: { all: Facts; brands: readonly [string, Facts][] }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const nameOf = useCalled().brand;
  const told = LINES.filter(({ of }) => orNone(of(all, format)) !== NONE);
  return told.map(({ line, of }) => (
    <section key={line} className={classes.figure} aria-label={t(`brands.${line}`)}>
      <h3>{t(`brands.${line}`)}</h3>
      <dl>
        <dt>{t("brands.all")}</dt>
        <dd className={classes.whole}>{orNone(of(all, format))}</dd>
        {brands.map(([slug, here]) => (
          <Fragment key={slug}>
            <dt>
              <Clipped text={nameOf(slug)} letters={NAME_LETTERS} />
            </dt>
            <dd>{orNone(of(here, format))}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  ));
}

function orNone(shown: ReactNode): ReactNode {
  return shown == null || shown === "" || shown === false ? NONE : shown;
}

/** The brands at which something is known of somebody, those with the most orders first. */
export function brandsOf(profile: Schema<"ProfileView">): [string, Facts][] {
  return Object.entries(factsOf(profile).per_brand ?? {}).sort(
    ([, a], [, b]) => (b.orders ?? 0) - (a.orders ?? 0) || (b.sessions ?? 0) - (a.sessions ?? 0),
  );
}
