import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import type { Schema } from "@/api/client";
import { Panel } from "@/components/panel";
import { Clipped } from "@/components/value";
import { When } from "@/components/when";
import type { Format } from "@/i18n/format";
import { useFormat } from "@/i18n/format";
import classes from "./brands-tab.module.css";
import { type Facts, factsOf } from "./facts";

const NAME_LETTERS = 60;

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
                  <Clipped text={slug} letters={NAME_LETTERS} />
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

function orNone(shown: ReactNode): ReactNode {
  return shown == null || shown === "" || shown === false ? "–" : shown;
}

/** The brands at which something is known of somebody, those with the most orders first. */
export function brandsOf(profile: Schema<"ProfileView">): [string, Facts][] {
  return Object.entries(factsOf(profile).per_brand ?? {}).sort(
    ([, a], [, b]) => (b.orders ?? 0) - (a.orders ?? 0) || (b.sessions ?? 0) - (a.sessions ?? 0),
  );
}
