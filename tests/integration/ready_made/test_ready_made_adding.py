"""Adding what is ready-made: measured once, again when due, and never against what somebody else has made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from fastapi.testclient import TestClient

from portret import definition
from portret.cli.demo_orders import Invoice
from portret.kernel import Event, ManualClock, new_id, to_ms
from portret.segment import Language, Refreshes, wording
from portret.warehouse import alias_rows, event_rows
from tests.support.calling import Caller
from tests.support.events import make_event
from tests.support.ready_made import WORDS, add, load, shown
from tests.support.segments import enter, take_up

LANGUAGES: tuple[Language, ...] = ("en", "ru", "pl")


def test_the_same_again_changes_nothing_and_thresholds_change_only_when_asked_to(
    client: TestClient, context: Caller, events: list[Event]
) -> None:
    context.workspace_id = new_id("ws")
    load(context, events[:1_000])
    first = add(client, "vip", {"currency": "GBP"}, every="P30D")
    assert {step["action"] for step in first["steps"]} == {"create"}
    load(context, events[1_000:4_000])
    again = add(client, "vip", {"currency": "GBP"}, every="P30D")
    assert {step["action"] for step in again["steps"]} == {"keep"}
    assert again["measured"] == first["measured"]
    tried = add(client, "vip", {"currency": "GBP"}, every="P30D", measure=True, dry_run=True)
    assert not tried["applied"]
    assert tried["measured"] != first["measured"]
    kept = shown(client, "vip")
    assert (kept["measured"], kept["version"], kept["every"]) == (first["measured"], 1, "P30D")
    anew = add(client, "vip", {"currency": "GBP"}, every="P30D", measure=True)
    assert {step["key"] for step in anew["steps"] if step["action"] == "change"} == {"vip", "vip_soon"}
    assert anew["measured"] == tried["measured"]


def test_thresholds_that_are_given_are_not_measured(client: TestClient) -> None:
    found = add(client, "vip", {"currency": "EUR", "above": [10, 20]}, language="pl")
    assert found["measured"] == {}
    document = client.get("/api/segments/vip").json()["definition"]
    assert document["members"]["condition"]["compare"] == {"op": "gt", "value": 20}
    assert document["description"] == "Wydają najwięcej."


def test_everybody_reads_it_in_their_own_language_with_brands_by_their_names_until_somebody_writes_otherwise(
    client: TestClient, context: Caller
) -> None:
    context.workspace_id = new_id("ws")
    asked = {"currency": "GBP", "brands": ["shoes", "hats"]}
    add(client, "cross_brand", asked, language="pl")
    english, russian, polish = (read_in(context, language) for language in LANGUAGES)
    assert set(english) == set(russian) == set(polish) == defined(context)
    name = "segment:brands_very_active_at_shoes"
    assert english[name] == {"Bardzo aktywni w shoes": "Very active at Shoes & Boots"}
    assert polish[name] == {"Bardzo aktywni w shoes": "Bardzo aktywni w Shoes & Boots"}
    assert english["segment:brands_asleep"] == {
        "Śpiący": "Asleep",
        "Nic w żadnej marce przez cały ten czas.": "Nothing at any brand for the whole time.",
    }
    rename(client, "brands_asleep", name="Zzz", description="Our own.")
    rename(client, "brands_low_in_all", description="Our own.")
    add(client, "cross_brand", {**asked, "very_active": 9})
    asleep, low = (client.get(f"/api/segments/brands_{key}").json()["definition"] for key in ("asleep", "low_in_all"))
    assert (asleep["name"], asleep["description"]) == ("Zzz", "Our own.")
    assert (low["name"], low["description"]) == ("Low activity at all brands", "Our own.")
    russian = read_in(context, "ru")
    assert "Zzz" not in russian["segment:brands_asleep"]
    assert russian["segment:brands_low_in_all"] == {low["name"]: "Низкая активность во всех брендах"}


def test_what_another_version_called_otherwise_is_known(client: TestClient, context: Caller) -> None:
    context.workspace_id = new_id("ws")
    add(client, "lifecycle", {})
    rewrite(
        context, "lifecycle", texts={"segment:lifecycle_new": ["Fresh", ""], "segment:lifecycle_gone": ["Gone", ""]}
    )
    assert read_in(context, "pl") == {"segment:lifecycle_new": {"Fresh": "Nowi"}}
    rewrite(context, "lifecycle", parameters={"forgotten": 1})
    assert read_in(context, "pl") == {}


def read_in(context: Caller, language: Language) -> dict[str, dict[str, str]]:
    with context.state.read() as connection:
        return wording(connection, context.workspace_id, WORDS, language)


def defined(context: Caller) -> set[str]:
    """Return what there is, as "segment:key"."""
    kinds: tuple[definition.Kind, ...] = ("trait", "segment")
    with context.state.read() as connection:
        found = [each for kind in kinds for each in definition.current(connection, context.workspace_id, kind)]
    return {f"{each.kind}:{each.key}" for each in found}


def rename(client: TestClient, key: str, **texts: str) -> None:
    found = client.get(f"/api/segments/{key}")
    body = {"definition": {**found.json()["definition"], **texts}}
    assert client.put(f"/api/segments/{key}", json=body, headers={"If-Match": found.headers["etag"]}).is_success


def rewrite(context: Caller, name: str, **changes: Any) -> None:
    """Have something ready-made kept as another version of Portret may have done."""
    with context.state.begin() as connection:
        stored = definition.find(connection, context.workspace_id, "ready", name)
        assert stored
        definition.save(
            connection,
            context.workspace_id,
            "ready",
            name,
            {**stored.document, **changes},
            author="tok_1",
            reason="",
            expected_version=None,
            now_ms=1,
            uses=stored.uses,
        )


def test_nobody_to_measure_is_told_with_what_to_do(client: TestClient, context: Caller) -> None:
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "JPY"}})
    assert answer.status_code == 422
    assert "plain values" in answer.json()["detail"]
    context.workspace_id = "ws_elsewhere"
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "GBP"}})
    assert answer.status_code == 422


def test_what_somebody_else_defined_under_the_same_key_is_left_alone(client: TestClient) -> None:
    own = {"key": "vip", "members": {"kind": "static"}}
    assert client.put("/api/segments/vip", json={"definition": own}).status_code == 200
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "EUR", "above": [1, 2]}})
    assert answer.status_code == 409
    assert "segment vip" in answer.json()["detail"]
    assert client.get("/api/segments/vip").json()["definition"] == own


def test_what_is_no_longer_made_is_told_and_stays(client: TestClient) -> None:
    add(client, "category_affinity", {"categories": ["toys", "garden"]})
    found = add(client, "category_affinity", {"categories": ["toys"]})
    assert found["left"] == ["segment:category_buys_garden", "segment:category_likes_garden"]
    assert client.get("/api/segments/category_likes_garden").status_code == 200
    assert add(client, "category_affinity", {"categories": ["toys", "garden"]})["left"] == []


def test_wrong_requests_are_refused(client: TestClient) -> None:
    assert client.post("/api/segments/ready/vup", json={}).status_code == 404
    answer = client.post("/api/segments/ready/vip", json={"parameters": {"currency": "pounds"}})
    assert answer.json()["errors"][0]["path"] == "/parameters/currency"
    answer = client.post("/api/segments/ready/lifecycle", json={"every": "PT1S"})
    assert answer.json()["errors"][0]["path"] == "/every"
    assert client.get("/api/segments/ready/vip/migration").status_code == 422
    instants = {"since": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}
    assert client.get("/api/segments/ready/rfm/migration", params=instants).status_code == 422


def test_migration_counts_who_was_in_which_segment_then_and_is_in_which_now(
    client: TestClient, context: Caller
) -> None:
    context.workspace_id = new_id("ws")
    told = [
        ("ada", 1, "Segment Entered", "rfm_new"),
        ("ada", 9, "Segment Exited", "rfm_new"),
        ("ada", 9, "Segment Entered", "rfm_champions"),
        ("bob", 2, "Segment Entered", "rfm_new"),
        ("cid", 2, "Segment Entered", "rfm_lost"),
        ("cid", 8, "Segment Exited", "rfm_lost"),
        ("dot", 7, "Segment Entered", "rfm_new"),
        ("eve", 3, "Segment Entered", "vip"),
        ("old", 1, "Segment Entered", "rfm_lost"),
        ("far", 20, "Segment Entered", "rfm_lost"),
    ]
    events = [_told(number, *each) for number, each in enumerate(told, start=1)]
    own = [msgspec.structs.replace(event, workspace_id=context.workspace_id) for event in events]
    context.warehouse.load("events", event_rows(own, [person for person, *_ in told]), new_id("batch"))
    context.warehouse.load("profile_aliases", alias_rows([(context.workspace_id, "old", "bob")], 1), new_id("batch"))
    asked = {"since": "2011-06-05T00:00:00Z", "until": "2011-06-10T00:00:00Z"}
    found = client.get("/api/segments/ready/rfm/migration", params=asked).json()
    assert [(each["before"], each["after"], each["people"]) for each in found["moves"]] == [
        (None, "rfm_new", 1),
        ("rfm_lost", None, 1),
        ("rfm_new", "rfm_champions", 1),
        ("rfm_new", "rfm_new", 1),
    ]
    assert len(found["segments"]) == 11
    moved = client.get("/api/segments/ready/rfm/movers", params={**asked, "before": "rfm_lost"})
    assert moved.json() == {"items": [], "next_cursor": None}, "who is not in the state store is not shown"


def _told(number: int, person: str, day: int, name: str, segment: str) -> Event:
    return make_event(
        number + 5_000_000,
        workspace_id="ws_1",
        name=name,
        message_id=f"told-{number}",
        timestamp_ms=to_ms(datetime(2011, 6, day, tzinfo=UTC)),
        properties={"segment": segment},
        profile_id=person,
    )


def test_thresholds_are_measured_anew_when_due_and_what_fails_is_told_and_waits(
    client: TestClient, context: Caller, events: list[Event]
) -> None:
    context.workspace_id = new_id("ws")
    clock = context.clock
    assert isinstance(clock, ManualClock)
    load(context, events[:1_000])
    first = add(client, "vip", {"currency": "GBP"}, every="P1D")
    load(context, events[1_000:4_000])
    refreshes = Refreshes(
        context.state, context.warehouse, clock, context.settings, lambda *_: WORDS, lambda: [context.workspace_id]
    )
    assert refreshes.refresh_due() == 0
    clock.advance(timedelta(days=1))
    assert (refreshes.refresh_due(), refreshes.refresh_due()) == (1, 0)
    became = shown(client, "vip")
    assert became["measured"] != first["measured"]
    assert (became["author"], became["fault"], became["version"]) == ("portret", "", 2)
    versions = client.get("/api/segments/vip/versions").json()["items"]
    assert versions[0]["reason"] == "Measured anew by schedule"
    assert client.delete("/api/segments/vip").status_code == 200
    assert client.put("/api/segments/vip", json={"definition": {"members": {"kind": "static"}}}).status_code == 200
    clock.advance(timedelta(days=1))
    with context.state.begin() as connection:  # as if it were not of the ready-made ones
        stored = definition.find(connection, context.workspace_id, "ready", "vip")
        assert stored
        own = set(stored.uses) - {"segment:vip"}
        definition.save(
            connection,
            context.workspace_id,
            "ready",
            "vip",
            stored.document,
            author="tok_1",
            reason="",
            expected_version=None,
            now_ms=1,
            uses=own,
        )
    assert (refreshes.refresh_due(), refreshes.refresh_due()) == (1, 0)
    assert shown(client, "vip")["fault_words"]["code"] == "ready-taken"
    assert client.get("/api/segments/vip").json()["definition"]["members"] == {"kind": "static"}


def test_a_segment_that_would_become_far_smaller_is_confirmed_by_name_and_never_changed_by_schedule(
    client: TestClient, context: Caller, orders: list[Invoice], events: list[Event]
) -> None:
    context.workspace_id = new_id("ws")
    load(context, events)
    everybody = sorted({order.customer_id for order in orders})
    add(client, "vip", {"currency": "GBP", "above": [1, 2]})
    in_force(context, "vip", everybody)
    asked = {"parameters": {"currency": "GBP", "above": [1, 50_000]}}
    for said in ({}, {"dry_run": True}, {"confirm": ["vip_soon"]}):
        refused = client.post("/api/segments/ready/vip", json=asked | said)
        assert (refused.status_code, refused.json()["path"]) == (409, "confirm")
        assert f"The segment vip has {len(everybody)} members and would have" in refused.json()["detail"]
    assert client.get("/api/segments/vip").json()["version"] == 1
    assert shown(client, "vip")["parameters"]["above"] == [1, 2]
    done = add(client, "vip", asked["parameters"], confirm=["vip"])
    assert {step["key"] for step in done["steps"] if step["action"] == "change"} == {"vip", "vip_soon"}


def test_thresholds_measured_by_schedule_that_would_change_a_segment_much_wait_for_somebody(
    client: TestClient, context: Caller, orders: list[Invoice], events: list[Event]
) -> None:
    context.workspace_id = new_id("ws")
    clock = context.clock
    assert isinstance(clock, ManualClock)
    load(context, events)
    first = add(client, "vip", {"currency": "GBP"}, every="P1D")
    in_force(context, "vip", sorted({order.customer_id for order in orders}))
    load(context, [msgspec.structs.replace(each, user_id=f"new-{each.user_id}") for each in events[:2_000]])
    clock.advance(timedelta(days=1))
    refreshes = Refreshes(
        context.state, context.warehouse, clock, context.settings, lambda *_: WORDS, lambda: [context.workspace_id]
    )
    assert (refreshes.refresh_due(), refreshes.refresh_due()) == (1, 0)
    became = shown(client, "vip")
    assert became["measured"] == first["measured"]
    assert "The segment vip has" in became["fault"]
    assert became["fault_words"]["values"]["what"]["code"] == "size-would"
    assert client.get("/api/segments/vip").json()["version"] == 1


def in_force(context: Caller, key: str, profile_ids: Sequence[str]) -> None:
    """Have a segment in force with these members."""
    with context.state.begin() as connection:
        stored = definition.find(connection, context.workspace_id, "segment", key)
        assert stored
        take_up(connection, stored)
    enter(context.state, stored, profile_ids)
