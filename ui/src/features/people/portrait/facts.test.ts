import { expect, test } from "vitest";
import { gainedSince, mainMoney, priceBands } from "./facts";

const order = (currency: string) => ({
  order_id: "o",
  status: "placed",
  placed_at: null,
  amount: null,
  refunded: null,
  net: { amount: "1", currency },
});

test("what recent orders brought is told only where all of them are shown", () => {
  const at = (day: number, currency = "PLN") => ({ ...order(currency), placed_at: `2026-01-${day}T00:00:00Z` });
  const since = Date.parse("2026-01-10T00:00:00Z");
  const few = [at(20), at(15), at(15, "EUR"), at(11), { ...at(12), placed_at: null }];
  expect(
    gainedSince({ recent_orders: [...few, { ...at(11), placed_at: "2025-12-01T00:00:00Z" }] }, "PLN", since),
  ).toEqual({
    amount: "3.00",
    currency: "PLN",
  });
  expect(gainedSince({ recent_orders: Array.from({ length: 20 }, () => at(20)) }, "PLN", since)).toBeUndefined();
  expect(gainedSince({}, "PLN", since)).toBeUndefined();
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
