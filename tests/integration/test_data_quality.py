"""The report on data quality, from a real warehouse and a real state store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portret.collect import Fault, add_quarantine, create_source, create_workspace
from portret.kernel import ManualClock
from portret.log import Record
from portret.measure.api import routes
from portret.state import State
from portret.unify import contact_flags
from portret.warehouse import Warehouse, event_rows
from tests.support.events import make_event
from tests.support.warehouse import running_warehouse

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # in Warsaw it is half an hour before midnight
NOW_MS = int(NOW.timestamp() * 1000)
HOUR_MS = 3_600_000


@dataclass
class House:
    """A workspace with its sources, and a caller's view of it."""

    state: State
    warehouse: Warehouse
    workspace_id: str
    clock: ManualClock
    author: str = "usr_1"
    source_ids: dict[str, str] = field(default_factory=dict)
    loaded: int = 0

    def load(self, source: str, *people: dict[str, Any], ago_ms: int = HOUR_MS, **fields: Any) -> None:
        """Load an identify event of each person's traits, flagged as the worker flags."""
        events = []
        for traits in people:
            self.loaded += 1
            at_ms = NOW_MS - ago_ms + self.loaded
            defaults = {
                "workspace_id": self.workspace_id,
                "source_id": self.source_ids[source],
                "message_id": f"m-{self.loaded:04}",
                "type": "identify",
                "name": "",
                "user_id": str(self.loaded),
                "timestamp_ms": at_ms,
                "received_at_ms": at_ms,
                "traits": traits,
                "flags": contact_flags(traits, "PL", NOW.date()),
            }
            events.append(make_event(self.loaded, **(defaults | fields)))
        owners = [f"prf_{event.user_id}" for event in events]
        self.warehouse.load("events", event_rows(events, owners), f"{self.workspace_id}-{self.loaded}")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        client = running.client()
        yield client
        client.close()


@pytest.fixture
def house(state: State, warehouse: Warehouse) -> House:
    with state.begin() as connection:
        workspace = create_workspace(connection, NOW_MS, time_zone="Europe/Warsaw")
        house = House(state, warehouse, workspace.id, ManualClock(NOW))
        for name in ("CRM", "Shop"):
            source, _ = create_source(connection, NOW_MS, workspace.id, name=name, kind="server", phone_region="PL")
            house.source_ids[name] = source.id
    return house


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(routes(lambda: house))
    with TestClient(app) as client:
        yield client


def quality(client: TestClient, **asked: Any) -> Any:
    answer = client.get("/api/data-quality", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def people(*phones: str) -> list[dict[str, Any]]:
    return [{"email": f"p{number}@example.com", "phone": phone} for number, phone in enumerate(phones)]


def test_each_source_tells_what_share_of_its_phones_is_invalid_with_examples(client: TestClient, house: House) -> None:
    house.load("CRM", *people("601234567", "12", "601234568", "34", "34"), {"plan": "gold"})
    house.load("Shop", *people("601234567"))
    found = quality(client)
    crm, shop = found["sources"]
    assert (crm["name"], crm["events"], crm["flagged_events"]) == ("CRM", 6, 3)
    assert (shop["name"], shop["flags"], shop["flagged_share"]) == ("Shop", [], 0.0)
    (flag,) = crm["flags"]
    assert (flag["flag"], flag["events"], flag["field"], flag["share"]) == ("invalid-phone", 3, "phone", 0.6)
    assert flag["share_of_events"] == 0.5
    assert [(one["key"], one["value"]) for one in flag["examples"]] == [("phone", "34"), ("phone", "12")]
    carried = {one["field"]: one["events"] for one in crm["carried"]}
    assert carried == {
        "user_id": 6,
        "anonymous_id": 0,
        "email": 5,
        "phone": 5,
        "name": 0,
        "birth_date": 0,
        "postcode": 0,
        "country": 0,
    }


def test_fields_are_counted_under_any_of_their_keys_and_in_an_address(client: TestClient, house: House) -> None:
    house.load("CRM", {"firstName": "Jan", "Last Name": "Nowak", "address": {"zip": "00-001", "email": "no"}})
    house.load("CRM", {"mobile": "1", "phone": "2", "plan.zip": "x", "address": "Long Street 1"}, {"dob": "1985"})
    house.load("CRM", {"name": "Acme", "phone": "5"}, type="group", group_id="acme")
    (source,) = quality(client)["sources"]
    carried = {one["field"]: one["events"] for one in source["carried"] if one["events"]}
    assert carried == {"user_id": 4, "phone": 1, "name": 1, "birth_date": 1, "postcode": 1}


def test_days_are_those_of_the_workspace(client: TestClient, house: House) -> None:
    house.load("CRM", *people("1", "2"), ago_ms=HOUR_MS // 2)
    house.load("CRM", *people("3"), ago_ms=24 * HOUR_MS)
    house.clock.advance(timedelta(hours=1))
    house.load("CRM", *people("4"), ago_ms=-HOUR_MS // 2)  # already the next day in Warsaw
    (source,) = quality(client)["sources"]
    (flag,) = source["flags"]
    assert flag["days"] == [
        {"day": "2026-11-20", "events": 1},
        {"day": "2026-11-21", "events": 2},
        {"day": "2026-11-22", "events": 1},
    ]
    assert flag["first_seen_at"] < flag["last_seen_at"]


def test_a_window_and_a_source_narrow_the_report(client: TestClient, house: House) -> None:
    house.load("CRM", *people("1"), ago_ms=48 * HOUR_MS)
    house.load("CRM", *people("2"), ago_ms=HOUR_MS)
    house.load("Shop", *people("3"), ago_ms=HOUR_MS)
    yesterday = (NOW - timedelta(days=1)).isoformat()
    only = quality(client, since=yesterday, source_id=house.source_ids["CRM"])
    ((source_id, events),) = [(each["source_id"], each["events"]) for each in only["sources"]]
    assert (source_id, events) == (house.source_ids["CRM"], 1)
    before = quality(client, since=(NOW - timedelta(days=3)).isoformat(), until=yesterday)
    assert [each["events"] for each in before["sources"]] == [1]


def test_what_identity_found_wrong_is_shown_too(client: TestClient, house: House) -> None:
    house.load("CRM", {}, user_id="null", flags=("blocked-user_id",))
    house.load("CRM", {"email": "no-reply@x.pl"}, flags=("blocked-email", "role-email"))
    house.load("CRM", {}, anonymous_id="tablet-1", flags=("dropped-anonymous_id", "clock-skew"))
    (source,) = quality(client)["sources"]
    examples = {flag["flag"]: [(one["key"], one["value"]) for one in flag["examples"]] for flag in source["flags"]}
    assert examples == {
        "blocked-email": [("email", "no-reply@x.pl")],
        "role-email": [("email", "no-reply@x.pl")],
        "blocked-user_id": [("user_id", "null")],
        "dropped-anonymous_id": [("anonymous_id", "tablet-1")],
        "clock-skew": [("", None)],
    }


def test_late_events_and_the_delay_are_told(client: TestClient, house: House) -> None:
    house.load("CRM", {}, {}, {})
    house.load("CRM", {}, timestamp_ms=NOW_MS - 50 * HOUR_MS)
    (source,) = quality(client)["sources"]
    assert (source["late_events"], source["late_share"], source["median_delay"]) == (1, 0.25, "PT0S")


def test_quarantine_is_counted_by_source_and_reason(client: TestClient, house: House) -> None:
    source_id = house.source_ids["Shop"]
    record = Record(1, source_id, NOW_MS - HOUR_MS, 2, b"", b'{"batch":[{},{}]}')
    faults = [Fault(1, 0, "missing-name", "…", b"{}"), Fault(2, 1, "missing-name", "…", b"{}")]
    with house.state.begin() as connection:
        add_quarantine(connection, faults, {1: record}, NOW_MS)
    (source,) = quality(client)["sources"]
    assert (source["source_id"], source["events"]) == (source_id, 0)
    assert [(one["code"], one["events"]) for one in source["quarantine"]] == [("missing-name", 2)]


def test_profiles_tell_by_what_they_can_be_reached(client: TestClient, house: House) -> None:
    rows = {
        "workspace_id": [house.workspace_id] * 3,
        "profile_id": ["prf_1", "prf_2", "prf_3"],
        "version": [1, 1, 1],
        "deleted": [0, 0, 1],
        "identifiers": [{"email": ["a@b.pl"], "phone": ["+48601234567"]}, {"email": ["c@d.pl", "e@f.pl"]}, {}],
    }
    house.warehouse.load("profiles", rows, house.workspace_id)
    assert quality(client)["profiles"] == {
        "profiles": 2,
        "identifiers": [
            {"namespace": "email", "profiles": 2, "share": 1.0},
            {"namespace": "phone", "profiles": 1, "share": 0.5},
        ],
    }


def test_examples_go_on_by_cursor_each_once_newest_first(client: TestClient, house: House) -> None:
    house.load("CRM", *people("1", "2", "3", "4", "5", "601234567"))
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        asked = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/data-quality/invalid-phone/examples", params=asked).json()
        seen += [one["value"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (["5", "4", "3", "2", "1"], None)
    assert client.get("/api/data-quality/no-such-flag/examples").json() == {"items": [], "next_cursor": None}


def test_another_workspace_sees_nothing_of_it(house: House, warehouse: Warehouse) -> None:
    house.load("CRM", *people("1"))
    with house.state.begin() as connection:
        other = create_workspace(connection, NOW_MS)
    app = FastAPI()
    app.include_router(routes(lambda: House(house.state, warehouse, other.id, house.clock)))
    with TestClient(app) as client:
        assert quality(client)["sources"] == []
        assert client.get("/api/data-quality/invalid-phone/examples").json()["items"] == []


@pytest.mark.parametrize("hostile", ["') OR 1=1 --", "{x:String}", "a,b", "\\'", "%00"])
def test_a_flag_is_a_value_and_no_sql(client: TestClient, house: House, hostile: str) -> None:
    house.load("CRM", *people("1"))
    answer = client.get(f"/api/data-quality/{hostile}/examples")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_huge_and_strange_traits_do_no_harm(client: TestClient, house: House) -> None:
    strange = {"phone": "\u202e1\x00", "name": {"x": [1]}, "email": 5, 'we"ird': "\\", "long": "x" * 40_000}
    house.load("CRM", strange, {"phone": "\u202e1\u200b🙂", "email": [None], "birthday": 10**18})
    (source,) = quality(client)["sources"]
    flags = {flag["flag"]: flag for flag in source["flags"]}
    assert flags["invalid-phone"]["events"] == 2
    assert [one["value"] for one in flags["invalid-phone"]["examples"]] == ["\u202e1\u200b🙂"]
