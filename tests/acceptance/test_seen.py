"""What an editor of definitions offers: events, what they carry, values, and how traits are spread over people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.server import Server, wait_until

PLANS = ("pro", "pro", "pro", "free")
LONG = "x" * 10_000


def told_by(server: Server) -> int:
    return sum(values(server, "/api/seen/trait-values", trait="traits.plan").values())


@pytest.fixture(scope="module")
def server(server: Server) -> Server:
    events: list[dict[str, Any]] = []
    for number, plan in enumerate(PLANS):
        who = f"u{number}"
        told = {"plan": plan, "age": 20 + 10 * number, "odd key": LONG}
        products = [{"product_id": "p", "category": "Bags"}, {"product_id": "q", "category": "<b>Toys</b>"}]
        order = {"order_id": f"o{number}", "total": 10 * number, "currency": "EUR", "products": products}
        events += (
            {"type": "identify", "userId": who, "messageId": f"i{number}", "traits": told},
            {
                "type": "track",
                "userId": who,
                "messageId": f"o{number}",
                "event": "Order Completed",
                "properties": {**order, "gift": number == 0, "tags": ["a", "b"], "nothing": None},
            },
        )
    server.send(*events)
    server.wait_until_processed()
    wait_until(lambda: told_by(server) == len(PLANS), 60, "not everybody is in the warehouse")
    return server


def asked(server: Server, path: str, **query: Any) -> dict[str, Any]:
    answer = server.request("GET", path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def progress(server: Server) -> dict[str, tuple[str, int]]:
    return {each["key"]: (each["status"], each["version"]) for each in items(server, "/api/trait-progress")}


def items(server: Server, path: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(server, path, **query)["items"]
    return found


def values(server: Server, path: str, **query: Any) -> dict[str, int]:
    return {each["value"]: each["number"] for each in items(server, path, **query)}


def test_events_come_with_their_number_and_whether_their_products_can_be_counted(server: Server) -> None:
    wait_until(lambda: len(items(server, "/api/seen/events")) == 1, 30, "no event is seen", lambda: server.log[-3000:])
    [order] = items(server, "/api/seen/events")
    assert (order["name"], order["type"], order["events"], order["has_lines"]) == ("Order Completed", "track", 4, True)


def test_fields_come_with_their_types(server: Server) -> None:
    found = {each["name"]: each["type"] for each in items(server, "/api/seen/fields", name=["Order Completed"])}
    assert found["properties.total"] == "number"
    assert found["properties.gift"] == "boolean"
    assert found["properties.tags"] == "list"
    assert "properties.nothing" not in found
    assert items(server, "/api/seen/fields", name=["Nothing Like It"]) == []


def test_values_are_the_most_frequent_ones_that_have_a_text_in_them(server: Server) -> None:
    lines = {"field": "line.category", "lines": True, "name": ["Order Completed"]}
    assert values(server, "/api/seen/values", **lines) == {"<b>Toys</b>": 4, "Bags": 4}
    assert values(server, "/api/seen/values", **lines, part="bAG") == {"Bags": 4}
    assert values(server, "/api/seen/values", field="properties.tags") == {"a": 4, "b": 4}
    assert values(server, "/api/seen/values", field="properties.' OR 1") == {}
    assert server.request("GET", "/api/seen/values", params={"field": "nonsense"}).status_code == 422
    assert server.request("GET", "/api/seen/values", params={"field": "properties.`"}).status_code == 422


def test_traits_that_people_told_come_with_their_values(server: Server) -> None:
    def told() -> dict[str, str]:
        return {each["name"]: each["type"] for each in items(server, "/api/seen/traits")}

    wait_until(lambda: "traits.plan" in told(), 30, "no trait is seen", lambda: server.log[-3000:])
    assert told()["traits.age"] == "number"
    assert values(server, "/api/seen/trait-values", trait="traits.plan") == {"pro": 3, "free": 1}
    assert values(server, "/api/seen/trait-values", trait="traits.plan", part="FR") == {"free": 1}
    assert values(server, "/api/seen/trait-values", trait="traits.odd key") == {}


def test_a_trait_of_any_kind_is_spread_over_people(server: Server) -> None:
    document = {
        "key": "spent",
        "compute": {"from": {"names": ["Order Completed"]}, "aggregate": {"kind": "sum", "field": "total"}},
    }

    def spread(**query: Any) -> dict[str, Any]:
        return asked(server, "/api/seen/distribution", **query)

    made = server.request("PUT", "/api/traits/spent", json={"definition": document})
    assert made.status_code == 200, made.text
    wait_until(lambda: progress(server)["spent"] == ("live", 1), 30, "the trait does not become live")
    plans = spread(trait="traits.plan")
    assert (plans["people"], plans["having"], plans["bins"]) == (4, 4, [])
    assert [(each["value"], each["number"]) for each in plans["values"]] == [("pro", 3), ("free", 1)]
    for trait, type_, upto in (("traits.age", "any", 50), ("spent", "number", 30)):
        found = spread(trait=trait)
        assert (found["type"], found["having"]) == (type_, 4)
        assert sum(each["people"] for each in found["bins"]) == 4
        assert found["bins"][-1]["last"] == upto
        assert len(found["quartiles"]) == 3
    assert spread(trait="last_order_at")["type"] == "instant"
    assert spread(trait="revenue", per="EUR")["people"] == 4
    assert server.request("GET", "/api/seen/distribution", params={"trait": "nobody_has_it"}).status_code == 404


def test_entries_into_a_segment_and_exits_are_told_with_the_cause_newest_first(server: Server) -> None:
    condition = {"kind": "trait", "trait": "traits.plan", "compare": {"op": "eq", "value": "pro"}}
    document = {"key": "pros", "members": {"kind": "dynamic", "condition": condition}}
    assert server.request("PUT", "/api/segments/pros", json={"definition": document}).status_code == 200

    def turns(**query: Any) -> list[dict[str, Any]]:
        return items(server, "/api/segments/pros/turnover", **query)

    wait_until(lambda: len(turns()) == 3, 30, "nobody entered", lambda: server.log[-3000:])
    assert {(each["entered"], each["cause"], each["version"]) for each in turns()} == {(True, "definition", 1)}
    server.send({"type": "identify", "userId": "u0", "messageId": "again", "traits": {"plan": "free"}})
    wait_until(lambda: len(turns()) == 4, 30, "nobody left", lambda: server.log[-3000:])
    last = turns()[0]
    assert (last["entered"], last["cause"], last["reference"]) == (False, "event", "again")
    assert last["profile"]["id"].startswith("prf_")
    first = asked(server, "/api/segments/pros/turnover", limit=3)
    rest = turns(cursor=first["next_cursor"])
    assert [each["id"] for each in (*first["items"], *rest)] == [each["id"] for each in turns()]
    assert server.request("GET", "/api/segments/none/turnover").status_code == 404
