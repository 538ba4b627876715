import { Badge } from "@mantine/core";
import { IconShoppingBag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/api/client";
import { Empty } from "@/components/empty";
import { Panel } from "@/components/panel";
import { Clipped, Value } from "@/components/value";
import { When } from "@/components/when";
import { useFormat } from "@/i18n/format";
import { factsOf } from "./facts";
import classes from "./table.module.css";

const COLOURS: Record<string, string> = {
  placed: "teal",
  cancelled: "red",
  refunded: "red",
  partially_refunded: "orange",
};
const STATUSES = ["placed", "cancelled", "refunded", "partially_refunded"] as const;
const NAME_LETTERS = 80;

/** What somebody bought, and what lies in their cart. */
export function OrdersTab({ profile }: { profile: Schema<"ProfileView"> }) {
  const { t } = useTranslation("people");
  const format = useFormat();
  const { recent_orders: orders = [], cart = [], cart_value: worth = [] } = factsOf(profile);
  return (
    <div className={classes.stack}>
      {cart.length > 0 && (
        <Panel title={t("orders.cart")} aside={format.list(worth.map(format.money))} flush>
          <table className={classes.table}>
            <tbody>
              {cart.map((line) => (
                <tr key={line.product_id}>
                  <td className={classes.key}>
                    <Clipped text={line.name ?? line.product_id} letters={NAME_LETTERS} />
                  </td>
                  <td className={classes.end}>
                    <Value of={line.quantity} />
                  </td>
                  <td className={classes.end}>
                    <Value of={line.price} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
      <Panel title={t("orders.title")} aside={format.number(factsOf(profile).orders ?? 0)} flush>
        {orders.length === 0 ? (
          <Empty small icon={IconShoppingBag} title={t("orders.none")}>
            {t("orders.noneWhat")}
          </Empty>
        ) : (
          <table className={`${classes.table} ${classes.cards}`}>
            <thead>
              <tr>
                <th>{t("orders.order")}</th>
                <th className={classes.wide}>{t("orders.when")}</th>
                <th>{t("orders.status")}</th>
                <th className={classes.end}>{t("orders.net")}</th>
              </tr>
            </thead>
            <tbody>
              {orders.map((order) => {
                const status = STATUSES.find((each) => each === order.status) ?? "unknown";
                return (
                  <tr key={order.order_id}>
                    <td className={classes.key}>
                      <Clipped text={order.order_id} letters={NAME_LETTERS} />
                    </td>
                    <td className={classes.wide}>{order.placed_at ? <When at={order.placed_at} exact /> : "–"}</td>
                    <td>
                      <Badge className={classes.badge ?? ""} color={COLOURS[status] ?? "gray"}>
                        {t(`orders.${status}`)}
                      </Badge>
                    </td>
                    <td className={classes.end}>
                      {order.net ? format.money(order.net) : "–"}
                      {order.refunded && order.amount && (
                        <div className={classes.dim}>
                          {t("orders.refundedOf", {
                            refunded: format.money(order.refunded),
                            amount: format.money(order.amount),
                          })}
                        </div>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </Panel>
    </div>
  );
}
