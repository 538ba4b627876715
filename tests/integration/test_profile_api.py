from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.testclient import TestClient

from portret.kernel import Clock, Event, ManualClock, PortretError, Settings
from portret.profile import Defined, empty, fold, merge, remove_many, save_many
from portret.profile.api import routes
from portret.state import State
from portret.trait import Computation, Count, Events, Last, Plan
from portret.trait.model import Latest, Sum, TimeSinceLast
from portret.unify import IdentityRules, Resolver, save_rules
from portret.unify.model import RulesVersion
from portret.warehouse import Warehouse
from tests.support.events import make_event

WS = "ws_1"
_IDENTIFIED = Events(types=("identify",))
DEFINED = Defined(
    {
        "identified": (Computation(events=_IDENTIFIED, aggregate=Count(), per="brand"), 1),
        "identified_lately": (Computation(events=_IDENTIFIED, aggregate=Count(), window=Last(duration="P30D")), 2),
        "identified_at": (Computation(events=_IDENTIFIED, aggregate=Latest()), 3),
        "identified_ago": (Computation(events=_IDENTIFIED, aggregate=TimeSinceLast()), 4),
        "bought": (Computation(events=Events(names=("Order Completed",)), aggregate=Sum(field="revenue")), 5),
    },
    "Europe/Warsaw",
    {"bought": "Spent"},
)
PLAN = Plan({fold_id: compute for compute, fold_id in DEFINED.traits.values()}, DEFINED.zone)


@dataclass(frozen=True)
class Caller:
    workspace_id: str
    state: State
    warehouse: Warehouse
    clock: Clock
    settings: Settings
    author: str = "usr_1"

    def defined(self, _: sa.Connection) -> Defined:
        return DEFINED

    def user_names(self, _: sa.Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
        return dict.fromkeys(user_ids, "Jo of sales")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture
def client(state: State, clock: ManualClock) -> Iterator[TestClient]:
    app = FastAPI()
    warehouse = Warehouse("http://u:p@127.0.0.1:9")
    app.include_router(routes(lambda: Caller(WS, state, warehouse, clock, Settings(phone_region="PL"))))
    app.exception_handler(PortretError)(_problem)
    with TestClient(app) as client:
        yield client
    warehouse.close()


async def _problem(_request: Request, error: PortretError) -> JSONResponse:
    return JSONResponse({"type": error.type, "detail": error.detail}, error.status)


def worked(state: State, *events: Event) -> list[str]:
    """Resolve, fold and save events as the worker does; return their profile ids."""
    with state.begin() as connection:
        rules = IdentityRules()
        resolver = Resolver(lambda _workspace_id: rules, lambda _source_id: "GB")
        resolution = resolver.resolve(connection, events, resolver.claims(events))
        states: dict[tuple[str, str], Any] = {}
        for event, owner in zip(events, resolution.profile_ids, strict=True):
            fold(states.setdefault((WS, owner), empty()), event, plan=PLAN)
        for lost in resolution.merges:
            key = (WS, lost.winner_id)
            states[key] = merge(states.get(key, empty()), empty())
        save_many(connection, states, events[-1].position)
        remove_many(connection, [(WS, lost.loser_id) for lost in resolution.merges])
    return resolution.profile_ids


def ada(number: int = 1, **more: Any) -> Event:
    traits = {"name": "Ada Lovelace", "email": "Ada@Example.com", "plan": "pro"}
    fields = {"type": "identify", "name": "", "user_id": "u/42", "traits": traits, "verified": True}
    return make_event(number, **(fields | more))


@pytest.mark.parametrize("ref", ["email:ada@example.com", "email:ADA@example.com", "user_id:u/42"])
def test_a_profile_is_found_by_any_identifier(client: TestClient, state: State, ref: str) -> None:
    (profile_id,) = worked(state, ada())
    answer = client.get(f"/api/profiles/{quote(ref, safe='')}")
    assert answer.status_code == 200
    got = answer.json()
    assert got["id"] == profile_id
    assert got["traits"]["plan"] == "pro"
    assert got["computed"]["events"] == 1
    assert {each["namespace"] for each in got["identifiers"]} == {"email", "user_id"}
    assert client.get(f"/api/profiles/{profile_id}").json() == got


def test_a_telephone_is_read_as_where_the_installation_is(client: TestClient, state: State) -> None:
    (profile_id,) = worked(state, make_event(1, traits={"phone": "+48 601 234 567"}))
    for written in ("601 234 567", "+48601234567", "0048 601-234-567"):
        assert client.get(f"/api/profiles/phone:{written}").json()["id"] == profile_id


def test_a_reference_is_read_by_the_rules_of_the_workspace_and_as_it_is_held(client: TestClient, state: State) -> None:
    (before,) = worked(state, make_event(1, traits={"email": "jo.x+old@gmail.com"}))
    document = json.dumps({"fold_gmail": True, "namespaces": {"crm_id": {"case": "upper"}}})
    with state.begin() as connection:
        made = RulesVersion(version=1, document=document, author="tok_1", reason="because", created_at_ms=1)
        save_rules(connection, WS, made)
    (after,) = worked(state, make_event(2, traits={"email": "jox@gmail.com", "crm_id": "C-1"}))
    for ref in ("email:j.o.x+new@googlemail.com", "crm_id:c-1"):
        assert client.get(f"/api/profiles/{quote(ref, safe='')}").json()["id"] == after
    assert client.get(f"/api/profiles/{quote('email:jo.x+old@gmail.com', safe='')}").json()["id"] == before


def test_an_id_merged_away_still_leads_to_the_person(client: TestClient, state: State) -> None:
    first, second = worked(state, make_event(1, anonymous_id="a"), make_event(2, user_id="u/42"))
    assert first != second
    worked(state, ada(3, anonymous_id="a"))
    by_old = {client.get(f"/api/profiles/{profile_id}").json()["id"] for profile_id in (first, second)}
    assert len(by_old) == 1
    assert client.get(f"/api/profiles/{first}").json()["merged_ids"]
    found = [client.get("/api/profiles", params={"search": f" {each} "}).json()["items"] for each in (first, second)]
    found.append(client.get("/api/profiles", params={"id": [first, second, "prf_gone"]}).json()["items"])
    assert [[each["id"] for each in items] for items in found] == [list(by_old)] * 3


def test_traits_say_where_they_come_from_and_remember_what_was(client: TestClient, state: State) -> None:
    (profile_id, _) = worked(state, ada(1), ada(2, traits={"plan": "team"}, source_id="src_crm"))
    traits = client.get(f"/api/profiles/{profile_id}/traits").json()
    assert traits["declared"]["plan"] == {
        "value": "team",
        "at": "2023-11-14T22:13:22Z",
        "source_id": "src_crm",
        "author": "",
        "verified": True,
        "identified": True,
    }
    history = client.get(f"/api/profiles/{profile_id}/traits/plan/history").json()
    assert [each["value"] for each in history["items"]] == ["team", "pro"]
    assert client.get(f"/api/profiles/{profile_id}/traits/nope/history").status_code == 404


def test_an_unchanged_profile_is_not_sent_again_until_it_changes_or_the_day_does(
    client: TestClient, state: State, clock: ManualClock
) -> None:
    (profile_id,) = worked(state, ada())
    tag = client.get(f"/api/profiles/{profile_id}").headers["ETag"]
    again = client.get(f"/api/profiles/{profile_id}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    clock.advance(datetime(2026, 5, 2, tzinfo=UTC) - clock.now())
    assert client.get(f"/api/profiles/{profile_id}", headers={"If-None-Match": tag}).status_code == 200
    worked(state, ada(9))
    assert client.get(f"/api/profiles/{profile_id}").headers["ETag"] != tag


def test_computed_traits_show_their_values_now_and_the_tag_changes_with_them(
    client: TestClient, state: State, clock: ManualClock
) -> None:
    at_ms = clock.now_ms() - 60_000
    (profile_id,) = worked(state, ada(timestamp_ms=at_ms))
    answer = client.get(f"/api/profiles/{profile_id}")
    plain = {"name": "", "dimension": None, "per": None}
    by_brand = {"dimension": "brand", "per": {"default": 1}}
    assert answer.json()["computed_traits"] == {
        "bought": {**plain, "type": "number", "value": 0.0, "name": "Spent"},
        "identified": {**plain, "type": "number", "value": 1, **by_brand},
        "identified_ago": {**plain, "type": "duration", "value": "PT1M"},
        "identified_at": {**plain, "type": "instant", "value": "2026-04-30T23:59:00.000Z"},
        "identified_lately": {**plain, "type": "number", "value": 1},
    }
    clock.advance(timedelta(days=30))
    later = client.get(f"/api/profiles/{profile_id}", headers={"If-None-Match": answer.headers["ETag"]})
    assert later.json()["computed_traits"]["identified_lately"]["value"] == 0


@pytest.mark.parametrize(
    ("ref", "status"),
    [
        ("prf_01h455vb4pex5vsknk084sn02q", 404),
        ("email:nobody@example.com", 404),
        ("email:not-an-address", 422),
        ("Bad Namespace:1", 422),
        ("no-colon", 422),
        ("user_id:", 422),
        (":", 422),
    ],
)
def test_a_reference_to_nobody_is_answered_with_what_to_do(client: TestClient, ref: str, status: int) -> None:
    for path in ("", "/traits", "/identifiers", "/timeline"):
        answer = client.get(f"/api/profiles/{quote(ref, safe='')}{path}")
        assert answer.status_code == status
        assert answer.json()["detail"]


def test_profiles_are_searched_and_listed_page_by_page(client: TestClient, state: State) -> None:
    worked(state, *(ada(n, user_id=f"u-{n}", traits={"name": f"Ada Nr{n}"}) for n in range(1, 8)))
    for parameters in ({"search": "ada"}, {}):
        seen: list[str] = []
        cursor: str | None = None
        while cursor is not None or not seen:
            query = parameters | ({"cursor": cursor} if cursor else {}) | {"limit": 3}
            page = client.get("/api/profiles", params=query).json()
            seen += [item["name"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert sorted(seen) == [f"Ada Nr{n}" for n in range(1, 8)]
    assert client.get("/api/profiles", params={"search": "nr4"}).json()["items"][0]["name"] == "Ada Nr4"


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "search=" + "x" * 201])
def test_a_list_out_of_bounds_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/profiles?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/api/profiles?cursor=x", "/api/profiles?search=a&cursor=WyJhIl0"])
def test_a_broken_cursor_is_a_bad_request(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_identifiers_are_listed_with_their_first_claim(client: TestClient, state: State) -> None:
    worked(state, ada())
    items = client.get("/api/profiles/user_id:u%2F42/identifiers").json()["items"]
    assert items[0] == {
        "namespace": "email",
        "value": "ada@example.com",
        "verified": True,
        "source_id": "src_1",
        "message_id": "m-1",
        "via": "user_id:u/42",
        "first_seen_at": "2023-11-14T22:13:21Z",
    }


@pytest.mark.parametrize(
    "query", ["type=nonsense", "since=yesterday", "limit=0", "other=1", "since=2026-01-01T00:00:00"]
)
def test_a_timeline_asked_for_wrongly_is_refused(client: TestClient, state: State, query: str) -> None:
    worked(state, ada())
    assert client.get(f"/api/profiles/user_id:u%2F42/timeline?{query}").status_code == 422


def test_without_the_warehouse_a_timeline_is_temporarily_unavailable(client: TestClient, state: State) -> None:
    worked(state, ada())
    answer = client.get("/api/profiles/user_id:u%2F42/timeline?type=track&type=page&since=2026-01-01T00:00:00Z")
    assert answer.status_code == 503
