import { expect, test } from "vitest";
import { mainMoney, priceBands } from "./facts";

const order = (currency: string) => ({
  order_id: "o",
  status: "placed",
  placed_at: null,
  amount: null,
  refunded: null,
  net: { amount: "1", currency },
});

test("money is told in the currency of the latest order", () => {
  const revenue = [
    { amount: "900", currency: "EUR" },
    { amount: "5", currency: "PLN" },
  ];
  expect(mainMoney({ recent_orders: [order("PLN"), order("EUR")] }, revenue).main?.currency).toBe("PLN");
  expect(mainMoney({}, revenue).main?.currency).toBe("EUR");
  expect(mainMoney({}, [])).toEqual({ others: [] });
});

test("price bands without a currency join the only currency there is", () => {
  expect(priceBands({ "0-10": 2, "0-10 PLN": 3, "10-25": 1 })).toEqual({ "0-10 PLN": 5, "10-25 PLN": 1 });
  expect(priceBands({ "0-10": 2, "0-10 PLN": 3, "0-10 EUR": 1 })).toEqual({ "0-10": 2, "0-10 PLN": 3, "0-10 EUR": 1 });
  expect(priceBands({ "0-10": 2 })).toEqual({ "0-10": 2 });
});
