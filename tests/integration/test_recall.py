"""Events read back from a real warehouse are the events that went in; folded anew they give the same profiles."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from portret import profile
from portret.cli.demo_shop import Shop
from portret.collect import RequestHead, recalled, recalled_rows
from portret.kernel import Event
from portret.profile.timeline import Filter, timeline
from portret.warehouse import Warehouse, event_rows
from portret.worker import store
from portret.worker.outbox import unpack
from tests.support.folding import Request, append, set_up, working
from tests.support.normalising import event_of, normaliser, record
from tests.support.warehouse import running_warehouse

SAMPLE = Path(__file__).parents[2] / "examples" / "online_retail_sample.parquet"
AT_MS = 1_790_000_000_000
NORMALISER = normaliser("server")

_numbers = itertools.count(1)

_texts = st.text(st.characters(), max_size=10) | st.sampled_from(
    ["2026-01-01", "2026-01-01T10:00:00Z", "12.50", "1e5", "true", "null", "Łódź", "😀", "", "a.b", "[]", "{}", "0x1"]
)
_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.integers(-3, 3)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts
)
_keys = st.sampled_from(["a", "b", "a.b", "a.b.c", "", "products", "revenue", "currency", "order_id", "email"]) | _texts
_values = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=4), max_leaves=12
)
_objects = st.dictionaries(_keys, _values, max_size=6)
_product = st.fixed_dictionaries(
    {"product_id": _texts}, optional={"price": _scalars, "quantity": _scalars, "name": _texts, "extra": _values}
)
_documents = st.fixed_dictionaries(
    {"type": st.sampled_from(["track", "page", "screen", "identify", "group"])},
    optional={
        "event": st.sampled_from(["Order Completed", "Product Added", "Order Refunded", "Cart Viewed", "Odd"]),
        "properties": _objects | st.fixed_dictionaries({"products": st.lists(_product, max_size=3)}),
        "traits": _objects,
        "userId": _texts,
        "anonymousId": _texts,
        "groupId": _texts,
        "context": st.fixed_dictionaries(
            {},
            optional={
                "traits": _objects,
                "externalIds": st.just([{"id": "c-1", "type": "crm_id", "collection": "users"}]),
                "ip": st.just("81.2.69.142"),
                "userAgent": st.sampled_from(["Googlebot/2.1 (+http://www.google.com/bot.html)", "Mozilla/5.0"]),
                "page": st.just({"url": "https://shop.example/a?utm_source=x&utm_campaign=łódź&gclid=1"}),
                "timezone": st.just("Europe/Warsaw"),
                "locale": st.just("pl-PL"),
                "odd": _values,
            },
        ),
        "timestamp": st.integers(1_600_000_000_000, 1_790_000_000_000),
        "_metadata": _objects,
        "channel": st.sampled_from(["server", "browser"]),
    },
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        client = running.client()
        yield client
        client.close()


def back(warehouse: Warehouse, events: Sequence[Event]) -> list[Event]:
    """Store events as one new profile's and read them back, by position."""
    owner = f"prf_{next(_numbers)}"
    warehouse.load("events", event_rows(events, [owner] * len(events)), owner)
    return sorted(recalled(warehouse, events[0].workspace_id, [owner]), key=lambda event: event.position)


def comparable(event: Event) -> Event:
    """Return the event without what is not kept, its context as its JSON says it."""
    return replace(event, integrations={}, context=json.loads(event.context_json))


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(_documents, min_size=1, max_size=10))
@example([{"type": "track", "event": "x", "properties": {"a": {}, "b": [], "c": None, "d": {"e": None}}}])
@example([{"type": "track", "event": "x", "properties": {"a.b": 1, "a": {"b": 2}}}])
@example([{"type": "track", "event": "x", "properties": {"n": 2**63 - 1, "w": 2**64, "f": 1.0, "e": 1e22, "z": -0.0}}])
def test_an_event_comes_back_as_it_was(warehouse: Warehouse, documents: list[dict[str, Any]]) -> None:
    said = [document | {"messageId": f"m{place}"} for place, document in enumerate(documents)]
    body = json.dumps({"batch": said}).encode()
    events, _ = NORMALISER.events(record(body, len(said), RequestHead(type="track"), position=5))
    if events:
        assert back(warehouse, events) == [comparable(event) for event in events]


def test_a_key_that_came_twice_comes_back_as_it_was_read(warehouse: Warehouse) -> None:
    body = b'{"type":"track","event":"x","messageId":"m","anonymousId":"a","properties":{"k":1,"k":{"k":2},"k":"3"}}'
    [event], _ = NORMALISER.events(record(body))
    assert [each.properties for each in back(warehouse, [event])] == [{"k": "3"}]


def test_proof_origin_and_what_portret_itself_told_come_back(warehouse: Warehouse) -> None:
    proven = replace(event_of(), proven=("email:jo@example.com", "user_id:a,b"))
    told = replace(event_of(), position=2, message_id="m-2", profile_id="prf_told")
    warehouse.load("events", event_rows([proven, told], ["prf_now"] * 2, ["prf_before", "prf_now"]), "origin")
    found = {row.event.position: row for row in recalled_rows(warehouse, proven.workspace_id, ["prf_now"])}
    assert [found[1].event.proven, found[2].event.profile_id] == [proven.proven, "prf_told"]
    assert [found[1].origin_id, found[2].origin_id] == ["prf_before", "prf_now"]


def test_whoever_was_merged_from_five_thousand_is_read_whole(warehouse: Warehouse) -> None:
    ids = [f"prf_{number:026}" for number in range(5_000)]
    events = [replace(event_of(), position=number, message_id=f"old-{number}") for number in range(5_000)]
    warehouse.load("events", event_rows(events, ids), "five thousand")
    workspace_id = events[0].workspace_id
    assert {event.position for event in recalled(warehouse, workspace_id, ids)} == set(range(5_000))
    assert len(timeline(warehouse, workspace_id, ids, Filter(), 200).entries) == 200


def test_more_events_than_fit_in_one_piece_come_back_once_each(warehouse: Warehouse) -> None:
    many = [
        replace(event_of(), position=number, message_id=f"m-{number}", timestamp_ms=AT_MS - number // 7)
        for number in range(1, 12_001)
    ]
    assert [event.position for event in back(warehouse, many)] == list(range(1, 12_001))


def test_events_that_all_claim_the_same_instant_are_read_in_bounded_pieces(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portret.collect.recall._BYTES_AT_ONCE", 20_000)
    pieces: list[int] = []
    query = Warehouse.query

    def counted(self: Warehouse, *arguments: Any) -> Any:
        answer = query(self, *arguments)
        pieces.append(len(answer.rows) if "properties_json" in answer.columns else 0)
        return answer

    monkeypatch.setattr(Warehouse, "query", counted)
    large = event_of(properties={"text": "x" * 5_000})
    many = [replace(large, position=number, message_id=f"m-{number}", timestamp_ms=AT_MS) for number in range(1, 51)]
    assert [event.position for event in back(warehouse, many)] == list(range(1, 51))
    assert 0 < max(pieces) <= 5


def test_rows_from_before_the_faithful_text_come_back_from_the_json_columns(warehouse: Warehouse) -> None:
    event = event_of(properties={"a": 1, "b": {"c": "x"}})
    rows = event_rows([event], ["prf_older"]).drop_columns(["properties_text", "traits_text", "origin_id", "proven"])
    warehouse.load("events", rows, "older")
    [found] = recalled(warehouse, event.workspace_id, ["prf_older"])
    assert found.properties == {"a": 1, "b": {"c": "x"}}


def test_nothing_of_another_workspace_comes_back(warehouse: Warehouse) -> None:
    event = replace(event_of(), workspace_id="ws_else")
    warehouse.load("events", event_rows([event], ["prf_shared"]), "else")
    assert list(recalled(warehouse, "ws_1", ["prf_shared"])) == []


_BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def _more_than_a_shop(number: int) -> list[dict[str, Any]]:
    """Return what the demo's shop has not: messages, carts seen, mentions, external ids, bots that order."""
    who = {"userId": f"extra-{number % 40}", "timestamp": f"2026-02-{1 + number % 27:02}T10:{number % 60:02}:00Z"}
    line = {"product_id": f"p{number % 9}", "price": "12,50", "quantity": "2", "brand": "Acme", "color": "red"}
    cart = {"cart_id": "c1", "currency": "pln", "products": [line, {**line, "product_id": "other", "price": None}]}
    return [
        {"type": "track", "event": "Email Opened", **who},
        {"type": "track", "event": "Cart Viewed", "properties": cart, **who},
        {"type": "track", "event": "Product Removed", "properties": line, **who},
        {"type": "track", "event": "Products Searched", "properties": {"query": ["a", number]}, **who},
        {"type": "track", "event": "Odd", "context": {"traits": {"plan": None, "n": {}, "a.b": [1]}}, **who},
        {"type": "identify", "traits": {"age": number, "born": "1980-01-01", "big": 2**62, "x": {"y": []}}, **who},
        {"type": "group", "groupId": "g1", "traits": {"name": "Group"}, **who},
        {"type": "page", "context": {"externalIds": [{"id": f"e{number % 40}", "type": "crm_id"}]}, **who},
        {
            "type": "track",
            "event": "Order Completed",
            "properties": {"order_id": f"bot-{number}", "total": 5, "currency": "EUR", "products": [line]},
            "context": {"userAgent": _BOT},
            **who,
        },
    ]


def _history(installation_sources: dict[str, str]) -> list[Request]:
    shop = [(sent.source, json.loads(json.dumps(sent.event, default=str))) for sent in Shop(SAMPLE, 1).events()[:6_000]]
    extra = [("server", event) for number in range(120) for event in _more_than_a_shop(number)]
    said = [(kind, {"messageId": f"own-{place}", **event}) for place, (kind, event) in enumerate([*shop, *extra])]
    return [Request(installation_sources[kind], AT_MS + place, event) for place, (kind, event) in enumerate(said)]


def test_every_profile_of_a_shop_folded_anew_is_the_live_one(warehouse: Warehouse, tmp_path: Path) -> None:
    installation = set_up(tmp_path / "installation.db")
    append(tmp_path / "log.db", _history(dict(installation.sources)))
    with working(installation, tmp_path / "log.db", tmp_path / "worker", batch_max_events=2_000) as worker:
        worker.work()
        _load(warehouse, worker.state)
        people = worker.people()
        aliases = worker.rows("profile_aliases")
        assert len(people) > 300
        ids = list(people)
        for several in (ids[start : start + 25] for start in range(0, len(ids), 25)):
            now = {each: each for each in several}
            now |= {row["old_id"]: row["profile_id"] for row in aliases if row["profile_id"] in now}
            again = {profile_id: profile.empty() for profile_id in several}
            for row in recalled_rows(warehouse, installation.workspace_id, list(now)):
                profile.fold(again[now[row.profile_id]], row.event, source_priority=int(row.event.verified))
            for profile_id in several:
                assert profile.encode(again[profile_id]) == profile.encode(people[profile_id][1])


def _load(warehouse: Warehouse, state: Any) -> None:
    with state.read() as connection:
        bodies = [body for _, _, body in store.waiting_in_outbox(connection)]
    for number, body in enumerate(bodies):
        resolved = unpack(body)
        warehouse.load("events", event_rows(resolved.events, resolved.owners), f"shop-{number}")


@pytest.fixture
def new_warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path) as running, closing(running.client()) as client:
        yield client


def test_a_warehouse_of_the_first_shape_gets_the_new_columns_and_keeps_its_rows(new_warehouse: Warehouse) -> None:
    warehouse = new_warehouse
    old, new = event_of(properties={"a": 1}), replace(event_of(properties={"a": None}), position=2, message_id="m-2")
    added = ["origin_id", "subject_id", "proven", "properties_text", "traits_text"]
    dropped = ", ".join(f"DROP COLUMN {name}" for name in added)
    warehouse.command("DROP VIEW portret.resolved_events")
    for name in ("properties", "traits"):
        warehouse.command(f"ALTER TABLE portret.events MODIFY COLUMN {name} REMOVE DEFAULT")
        warehouse.command(f"ALTER TABLE portret.events DROP COLUMN {name}_sent")
    warehouse.command(f"ALTER TABLE portret.events {dropped}")
    warehouse.command("ALTER TABLE portret.migrations DELETE WHERE version > 1 SETTINGS mutations_sync = 2")
    warehouse.insert_arrow("portret.events", event_rows([old], ["prf_first"]).drop_columns(added), {})
    warehouse.migrate()
    warehouse.load("events", event_rows([new], ["prf_first"]), "of new")
    found = recalled(warehouse, old.workspace_id, ["prf_first"])
    assert sorted(str(event.properties) for event in found) == ["{'a': 1}", "{'a': None}"]
    assert (
        len(warehouse.query("SELECT origin_id FROM portret.resolved_events WHERE profile_id = 'prf_first'").rows) == 2
    )
