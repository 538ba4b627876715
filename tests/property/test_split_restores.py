"""Split after merge gives back what was there, to the byte, whatever was merged with whom and in whichever order.

Real state stores, and a real warehouse, which is squashed or still behind by chance.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portret.profile import ProfileState, empty, encode, fold, merge
from portret.profile.traits import KEPT_CLAIMS
from portret.warehouse import Warehouse
from tests.support.computing import define_some
from tests.support.databases import Databases
from tests.support.folding import Installation, set_up_at, working
from tests.support.histories import histories
from tests.support.identity import Studio
from tests.support.warehouse import make_anew, running_warehouse

Json = dict[str, Any]

_EXAMPLES = max(settings().max_examples // 10, 1)  # each opens several stores and merges for seconds

_who = st.fixed_dictionaries(
    {},
    optional={
        "userId": st.sampled_from(("u1", "u2", "u3")),
        "anonymousId": st.integers(0, 4).map(lambda number: f"device-{number}"),
    },
).filter(bool)
_emails = st.sampled_from(("a@example.com", "b@example.com", "c@example.com"))
_line = st.fixed_dictionaries({"product_id": st.sampled_from("pqr"), "price": st.sampled_from(("5", "9.99"))})
_what = st.one_of(
    st.just({"type": "page"}),
    st.fixed_dictionaries({"type": st.just("identify"), "traits": st.fixed_dictionaries({"email": _emails})}),
    st.fixed_dictionaries(
        {"type": st.just("identify"), "traits": st.dictionaries(st.sampled_from(("plan", "a.b")), st.integers(0, 3))}
    ),
    st.fixed_dictionaries({"type": st.just("group"), "groupId": st.sampled_from(("g1", "g2"))}),
    st.fixed_dictionaries(
        {
            "type": st.just("track"),
            "event": st.sampled_from(("Order Completed", "Order Refunded", "Product Added", "Email Opened")),
            "properties": st.fixed_dictionaries(
                {"order_id": st.sampled_from(("o1", "o2")), "currency": st.just("EUR"), "products": st.lists(_line)}
            ),
        }
    ),
)
_event = st.builds(
    lambda what, who, minute: {**what, **who, "timestamp": 1_789_000_000_000 + minute * 60_000},
    _what,
    _who,
    st.integers(0, 300),
)
_batch = st.tuples(st.sampled_from(("browser", "server")), st.lists(_event, min_size=1, max_size=6))
_merging = st.tuples(st.integers(0, 50), st.integers(0, 50), st.sampled_from(("nothing", "load", "squash")))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        client = process.client()
        yield client
        client.close()


@pytest.fixture(scope="module")
def installation(databases: Databases) -> Iterator[Installation]:
    with databases.database() as url:
        installation = set_up_at(url, databases)
        define_some(installation)
        yield installation


def emptied(warehouse: Warehouse) -> Warehouse:
    """Return the warehouse without anything in it."""
    make_anew(warehouse)
    return warehouse


def portrait(studio: Studio) -> dict[str, Any]:
    """Return everybody as the state store has them."""
    return {profile_id: studio.present(profile_id) for profile_id in studio.living()}


def in_warehouse(studio: Studio) -> dict[str, Any]:
    """Return everybody's events and order lines as the warehouse has them."""
    events = "SELECT profile_id, message_id FROM portret.resolved_events WHERE workspace_id = {ws}"
    lines = "SELECT profile_id, message_id, line FROM portret.resolved_order_lines WHERE workspace_id = {ws}"
    timelines = {profile_id: studio.timeline(profile_id) for profile_id in studio.living()}
    return {
        "events": sorted(studio.sql(events)),
        "lines": sorted(studio.sql(lines)),
        "timelines": timelines,
        "snapshots": studio.snapshots(),
    }


@settings(max_examples=_EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    rounds=st.lists(_batch, min_size=2, max_size=8),
    edits=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), max_size=3),
    merges=st.lists(_merging, min_size=1, max_size=6),
    data=st.data(),
)
def test_whatever_was_merged_is_as_before_once_all_is_undone(
    running: Warehouse,
    installation: Installation,
    rounds: list[tuple[str, list[Json]]],
    edits: list[tuple[int, int]],
    merges: list[tuple[int, int, str]],
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log_path = Path(folder) / "log.db"
        with working(installation, log_path, Path(folder) / "worker", 4) as worker:
            studio = Studio(worker, installation, log_path, emptied(running))
            for kind, events in rounds:
                studio.send(*events, kind=kind)
            for whose, value in edits:
                living = sorted(studio.living())
                studio.set_by_hand(living[whose % len(living)], {"plan": value or None})
            before = portrait(studio)
            studio.load()
            stored = in_warehouse(studio)
            made = _merge_some(studio, merges)
            for merged in data.draw(st.permutations(made)):
                studio.ask("profile-split", profile=merged["merged_id"], undo=str(merged["merge"]))
                if data.draw(st.booleans()):
                    studio.load(squash=True)
            assert portrait(studio) == before
            studio.load()
            assert in_warehouse(studio) == stored


def _merge_some(studio: Studio, merges: list[tuple[int, int, str]]) -> list[Json]:
    made = []
    for first, second, then in merges:
        living = sorted(studio.living())
        one, other = living[first % len(living)], living[second % len(living)]
        if one != other:
            made.append(studio.ask("profile-merge", profile=one, other=other, force=True))
            if then != "nothing":
                studio.load(squash=then == "squash")
    return made


@given(histories(), histories())
def test_no_known_value_vanishes_in_a_merge(some: Any, others: Any) -> None:
    a, b = _folded(some), _folded(others)
    merged = merge(a, b)
    for side in (a, b):
        for source_id, claims in side.claims.items():
            for key, known in claims.items():
                kept = merged.claims[source_id][key]
                for claim in known:
                    stands = any(each[3] == claim[3] and each >= claim for each in kept)
                    assert stands or (len(kept) == KEPT_CLAIMS and min(kept) > claim)
    assert _orders(merged) >= _orders(a) | _orders(b)
    assert encode(merge(b, a)) == encode(merged)


def _folded(events: Any) -> ProfileState:
    state = empty()
    for event in events:
        fold(state, event, source_priority=int(event.verified))
    return state


def _orders(state: ProfileState) -> set[tuple[str, str]]:
    shops: Mapping[str, Any] = {brand: each.shopping for brand, each in state.brands.items() if each.shopping}
    return {(brand, order_id) for brand, shop in shops.items() for order_id in shop.orders}
