"""Traits and segments all the way round: defined over HTTP, followed by events within moments, told to the log."""

from __future__ import annotations

from typing import Any

from tests.support.server import Server, wait_until

_SOON_S = 30.0


def put(server: Server, kind: str, key: str, **document: Any) -> None:
    answer = server.request("PUT", f"/api/{kind}/{key}", json={"definition": {"key": key, **document}})
    assert answer.is_success, answer.text


def segments_of(server: Server, person: str) -> dict[str, str]:
    answer = server.request("GET", f"/api/profiles/user_id:{person}/segments")
    if answer.status_code == 404:
        return {}
    return {each["key"]: each["cause"]["kind"] for each in answer.json()["items"]}


def soon(server: Server, person: str, **causes: str) -> None:
    """Wait until a person is in these segments, for these causes, and in no others."""
    wait_until(
        lambda: segments_of(server, person) == causes,
        _SOON_S,
        f"{person} is not where they belong",
        lambda: f"{segments_of(server, person)}\n{server.log[-3000:]}",
    )


def order(person: str, number: int, revenue: float) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Order Completed",
        "userId": person,
        "messageId": f"{person}-{number}",
        "properties": {"order_id": f"{person}-{number}", "revenue": revenue, "currency": "EUR"},
    }


def test_a_trait_and_the_segment_that_reads_it_count_what_was_before_and_what_comes(server: Server) -> None:
    server.send(order("ann", 1, 60), order("bob", 1, 30))
    server.wait_until_processed()
    spent = {
        "from": {"names": ["Order Completed"]},
        "aggregate": {"kind": "sum", "field": "properties.revenue"},
        "window": {"kind": "last", "duration": "P30D"},
    }
    put(server, "traits", "spent_lately", compute=spent)
    condition = {"kind": "trait", "trait": "spent_lately", "compare": {"op": "ge", "value": 50}}
    put(server, "segments", "big_spenders", members={"kind": "dynamic", "condition": condition})
    soon(server, "ann", big_spenders="definition")
    soon(server, "bob")
    server.send(order("bob", 2, 25))
    soon(server, "bob", big_spenders="event")
    shown = server.get("/api/profiles/user_id:bob")["computed_traits"]
    assert "55" in str(shown["spent_lately"])


def test_a_membership_ends_by_time_alone_and_the_timeline_says_so(server: Server) -> None:
    seen = {"kind": "event", "from": {"names": ["Product Viewed"]}, "window": {"kind": "last", "duration": "PT3S"}}
    put(server, "segments", "right_here", members={"kind": "dynamic", "condition": seen})
    wait_until(
        lambda: server.get("/api/segments/right_here/freshness")["status"] == "live",
        _SOON_S,
        "the segment is not in force",
        lambda: server.log[-3000:],
    )
    server.send({"type": "track", "event": "Product Viewed", "userId": "dee", "messageId": "dee-1"})
    told: list[tuple[str, str]] = []

    def has_come_and_gone() -> bool:
        page = server.request("GET", "/api/profiles/user_id:dee/timeline")
        items = page.json()["items"] if page.is_success else []
        told[:] = [
            (each["name"], each["properties"]["cause"]["kind"]) for each in items if each["name"].startswith("Segment")
        ]
        return len(told) == 2

    wait_until(has_come_and_gone, _SOON_S, "nobody left", lambda: f"{told}\n{server.log[-3000:]}")
    assert told == [("Segment Exited", "timer"), ("Segment Entered", "event")]
    soon(server, "dee")
