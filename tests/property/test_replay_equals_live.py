"""The log is the truth: processing it anew, in other batches, gives the same people, traits and orders.

Real SQLite, PostgreSQL and RocksDB; the warehouse is left out, it is filled from what is compared here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portret import profile
from tests.support.computing import define_some
from tests.support.databases import Databases
from tests.support.folding import Installation, Request, Worker, append, set_up_at, working

_START_S = 1_789_000_000
_PEOPLE = 4
_PRODUCTS = ("p1", "p2", "p3")
_MONEY = ("0", "5", "9.99", "120.50")

_EXAMPLES = settings().max_examples // 4  # each opens several stores

Json = dict[str, Any]
Sent = tuple[str, Json]
"""(kind of the source, body)."""


_traits = st.dictionaries(
    st.sampled_from(("firstName", "plan", "age")), st.sampled_from(("Ann", "Zoë", 41, None, True, {"a": 1})), max_size=2
)
_contexts = st.sampled_from(
    (
        {},
        {"page": {"url": "https://shop.example/?utm_source=news&utm_medium=email"}, "timezone": "Europe/Warsaw"},
        {"page": {"url": "https://shop.example/a", "referrer": "https://www.google.com/"}, "locale": "pl-PL"},
        {"consent": {"categoryPreferences": {"ads": True, "mail": False}}, "groupId": "g2"},
        {"consentManagement": {"allowedConsentIds": ["mail"], "deniedConsentIds": ["ads"]}},
    )
)
_times = st.one_of(st.integers(0, 300), st.integers(0, 40).map(lambda step: step * 900)).map(
    lambda second: (_START_S + second) * 1_000
)


def _track(names: Sequence[str], **properties: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    said = {"type": st.just("track"), "event": st.sampled_from(names), "properties": st.fixed_dictionaries(properties)}
    return st.fixed_dictionaries(said)


_product = st.fixed_dictionaries(
    {"product_id": st.sampled_from(_PRODUCTS), "price": st.sampled_from(_MONEY), "quantity": st.integers(1, 2)}
)
_currency = st.sampled_from(("EUR", "PLN"))
_orders = ("Order Completed", "Order Updated", "Order Refunded", "Order Cancelled")
_happenings = st.one_of(
    st.fixed_dictionaries({"type": st.sampled_from(("page", "screen")), "name": st.just("Home"), "context": _contexts}),
    st.fixed_dictionaries({"type": st.just("identify"), "traits": _traits}),
    _track(("Product Viewed", "Product Clicked"), product_id=st.sampled_from(_PRODUCTS), currency=_currency),
    _track(
        ("Product Added", "Product Removed", "Cart Viewed"),
        cart_id=st.just("c1"),
        products=st.lists(_product, max_size=2),
    ),
    _track(_orders, order_id=st.sampled_from(("o1", "o2")), currency=_currency, revenue=st.sampled_from(_MONEY)),
    _track(("Products Searched",), query=st.sampled_from(("lamp", "rug"))),
    _track(("Email Opened", "Lamp Rubbed")),
    _track(("Consent Updated",), purposes=st.dictionaries(st.sampled_from(("ads", "mail")), st.booleans(), max_size=2)),
    st.fixed_dictionaries(
        {"type": st.just("track"), "event": st.just("Seen"), "context": st.fixed_dictionaries({"traits": _traits})}
    ),
)
"""What an event says besides who it is about."""


@st.composite
def _events(draw: st.DrawFn, claims: st.SearchStrategy[Json]) -> Json:
    event: Json = draw(_happenings) | {"messageId": f"m{draw(st.integers(0, 60))}", "timestamp": draw(_times)}
    claim = draw(claims)
    email = claim.pop("email", None)
    if email:
        event["traits"] = event.get("traits", {}) | {"email": email}
    return event | claim


def _ids(**choices: st.SearchStrategy[str]) -> st.SearchStrategy[Json]:
    """Draw a claim: any of the ids, possibly none."""
    return st.fixed_dictionaries({}, optional=choices)


_devices = st.integers(0, 5).map(lambda number: f"device-{number}")
_tangled = _ids(
    userId=st.sampled_from(("u1", "u2", "null")), anonymousId=_devices, email=st.sampled_from(("a@x.org", "b@x.org"))
)
"""Whatever comes in: people who share devices, browsers that claim to be two known people, nobody at all."""


_users = st.sampled_from(("u1", "u2"))
_aliases = st.fixed_dictionaries(
    {"type": st.just("alias"), "userId": _users, "previousId": st.sampled_from(("u1", "device-0"))}
)
_groups = st.fixed_dictionaries(
    {
        "type": st.just("group"),
        "groupId": st.sampled_from(("g1", "g2")),
        "anonymousId": _devices,
        "traits": st.fixed_dictionaries({"name": st.sampled_from(("Acme", "Bolt")), "email": st.just("a@x.org")}),
        "timestamp": _times,
    }
)
_anything = st.one_of(_events(_tangled), _events(_tangled), _aliases, _groups, st.just({"type": "?"}))


@st.composite
def _sent(draw: st.DrawFn) -> Sent:
    batches = st.lists(_anything, min_size=1, max_size=6).map(lambda events: {"batch": events})
    return draw(st.sampled_from(("browser", "server", "mobile"))), draw(st.one_of(_anything, batches))


@pytest.fixture(scope="module")
def installation(databases: Databases) -> Iterator[Installation]:
    with databases.database() as url:
        installation = set_up_at(url, databases)
        define_some(installation)
        yield installation


def _portrait(worker: Worker) -> dict[str, Any]:
    """Return all that the pipeline makes of a log; what a table says of the batches it came in is left out."""
    people = {profile_id: (ids, profile.encode(state)) for profile_id, (ids, state) in worker.people().items()}
    return {
        "people": people,
        "identifiers": worker.rows("identifiers"),
        "aliases": worker.rows("profile_aliases"),
        "merges": worker.rows("merges"),
        "search": worker.rows("search_terms"),
        "accounts": worker.rows("accounts", "version"),
        "members": worker.rows("account_members"),
        "quarantine": worker.rows("quarantine", "quarantined_at_ms"),
        "position": worker.pipeline.position,
    }


@settings(max_examples=_EXAMPLES)
@given(
    rounds=st.lists(st.lists(_sent(), min_size=1, max_size=8), min_size=1, max_size=5),
    batch=st.integers(1, 20),
    restarts=st.sets(st.integers(0, 4), max_size=2),
)
def test_replay_from_the_log_equals_live_state(
    installation: Installation, rounds: list[list[Sent]], batch: int, restarts: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log_path = Path(folder) / "log.db"
        with working(installation, log_path, Path(folder) / "live", batch) as live:
            for number, sent in enumerate(rounds):
                append(log_path, _received(installation, sent, number))
                live.work()
                if number in restarts:
                    live.restart()
            expected = _portrait(live)
        with working(installation, log_path, Path(folder) / "replay") as replay:
            replay.work()
            assert _portrait(replay) == expected


def _received(installation: Installation, sent: Sequence[Sent], number: int) -> list[Request]:
    """Return what was sent in a round as it was accepted, a minute after the round before."""
    at_ms = (_START_S + 86_400 + number * 60) * 1_000
    return [Request(installation.sources[kind], at_ms + place, body) for place, (kind, body) in enumerate(sent)]


def _claim_of(person: int) -> st.SearchStrategy[Json]:
    """Draw a claim of one person, who shares neither devices nor addresses with others: no claims conflict."""
    return _ids(
        userId=st.just(f"user-{person}"),
        anonymousId=st.integers(0, 2).map(lambda number: f"device-{person}-{number}"),
        email=st.integers(0, 1).map(lambda number: f"person{person}.{number}@example.com"),
    ).filter(bool)


@st.composite
def _batches(draw: st.DrawFn) -> list[Json]:
    """Draw batches of distinct events; sending any of them again must change nothing."""
    number = 0
    batches: list[Json] = []
    for _ in range(draw(st.integers(1, 8))):
        events = []
        for _ in range(draw(st.integers(1, 5))):
            event = draw(_events(_claim_of(draw(st.integers(1, _PEOPLE)))))
            events.append(event | {"messageId": f"m{number}"})
            number += 1
        batches.append({"batch": events})
    return batches


def _people(installation: Installation, folder: Path, batches: list[Json]) -> dict[frozenset[tuple[str, str]], bytes]:
    """Send batches one after the other and return each person's state by their identifiers; ids may differ."""
    log_path = folder / "log.db"
    append(log_path, _received(installation, [("server", batch) for batch in batches], 0))
    with working(installation, log_path, folder / "worker", batch_max_events=7) as worker:
        worker.work()
        people = list(worker.people().values())
    by_identifiers = {ids: profile.encode(state) for ids, state in people}
    assert len(by_identifiers) == len(people)
    return by_identifiers


@settings(max_examples=_EXAMPLES)
@given(batches=_batches(), data=st.data())
def test_any_order_and_any_duplication_of_batches_gives_the_same_people(
    installation: Installation, batches: list[Json], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(batches), max_size=4))
    shuffled = data.draw(st.permutations([*batches, *again]))
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder) / "one", Path(folder) / "other"
        assert _people(installation, one, batches) == _people(installation, other, list(shuffled))


def test_an_event_set_aside_does_not_stand_in_for_a_good_one_with_its_message_id(
    installation: Installation, tmp_path: Path
) -> None:
    bad: Json = {"type": "page", "userId": "null", "messageId": "m1"}
    good = bad | {"userId": "u1"}
    append(tmp_path / "log.db", _received(installation, [("server", bad), ("server", good)], 0))
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        worker.work()
        assert [ids for ids, _ in worker.people().values()] == [{("user_id", "u1")}]


def test_what_is_computed_by_definition_is_part_of_what_is_compared(installation: Installation, tmp_path: Path) -> None:
    append(tmp_path / "log.db", _received(installation, [("server", {"type": "page", "userId": "u1"})], 0))
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        worker.work()
        ((_, state),) = worker.people().values()
        assert len(state.computed) > 10
