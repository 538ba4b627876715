"""Weeks pass at once: people do things by the hour, windows end off the hour, and every flip is known beforehand."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import NamedTuple

import sqlalchemy as sa

from portret.collect import own_events
from portret.kernel import to_ms
from portret.unify.store import identifiers
from portret.worker import store
from tests.support.folding import Request, append
from tests.support.keeping import START, Document, Shop, performed

_STEP_MS = 6 * 3_600_000
_DAY_MS = 86_400_000
_OFF_MS = 13 * 60_000
_BATCH = 100
_TOLD_AT_ONCE = 20_000

SEEN, BOUGHT = "Product Viewed", "Order Completed"


class Flip(NamedTuple):
    """Somebody enters or leaves a segment at an instant, ms since the epoch."""

    at_ms: int
    person: str
    segment: str
    entered: bool


class _Window(NamedTuple):
    """So many events of a name in so many days and 13 minutes."""

    name: str
    days: int
    least: int

    @property
    def length_ms(self) -> int:
        return self.days * _DAY_MS + _OFF_MS

    @property
    def condition(self) -> Document:
        return performed(self.name, {"op": "ge", "value": self.least}, last=f"P{self.days}DT13M")

    def holds(self, times: Sequence[int], at_ms: int) -> bool:
        return bisect_right(times, at_ms) - bisect_right(times, at_ms - self.length_ms) >= self.least


_ACTIVE, _LOYAL, _RECENT = _Window(SEEN, 7, 1), _Window(SEEN, 20, 3), _Window(BOUGHT, 14, 1)
_LAPSED: Document = {"kind": "all", "of": [performed(BOUGHT), {"kind": "not", "of": _RECENT.condition}]}
SEGMENTS: Mapping[str, Document] = {"active": _ACTIVE.condition, "loyal": _LOYAL.condition, "lapsed": _LAPSED}

Lives = Mapping[str, Mapping[str, Sequence[int]]]
"""Person → name of the event → its instants in order."""


def lives(people: int, days: int, seed: int) -> Lives:
    """Return what people do: some much, some little, all at whole steps of time."""
    chance = Random(seed)
    steps = days * _DAY_MS // _STEP_MS
    began_ms = to_ms(START)
    found: dict[str, dict[str, list[int]]] = {}
    for number in range(people):
        eager = chance.choice((2, 6, 14))
        own = {SEEN: chance.randint(1, eager), BOUGHT: chance.randint(0, eager // 2)}
        found[f"p{number}"] = {
            name: sorted({began_ms + chance.randint(1, steps) * _STEP_MS for _ in range(times)})
            for name, times in own.items()
        }
    return found


def expected(of: Lives, until_ms: int) -> set[Flip]:
    """Return every flip up to an instant, from the definitions alone: judged anew wherever anything can change."""
    return {flip for person, did in of.items() for flip in _flips(person, did, until_ms)}


def live(shop: Shop, of: Lives, days: int) -> Iterator[list[Flip]]:
    """Let time pass step by step; after each, give the flips that the log is told of."""
    for key, condition in SEGMENTS.items():
        shop.segment(key, condition)
    shop.settle()
    by_step: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, did in of.items():
        for name, times in did.items():
            for at_ms in times:
                by_step[at_ms].append((person, name))
    known: dict[str, str] = {}
    for _ in range(days * _DAY_MS // _STEP_MS):
        shop.clock.advance(timedelta(milliseconds=_STEP_MS))
        while shop.upkeep.timers.run():
            pass
        _accept(shop, by_step[shop.clock.now_ms()])
        while shop.worker.pipeline.step():
            pass
        known |= _ids(shop, known)
        yield _told(shop, known)


def _accept(shop: Shop, did: Sequence[tuple[str, str]]) -> None:
    now_ms = shop.clock.now_ms()
    timestamp = shop.clock.now().isoformat()
    requests = []
    for start in range(0, len(did), _BATCH):
        batch = [
            {
                "type": "track",
                "event": name,
                "userId": person,
                "messageId": f"{person}-{name}-{now_ms}",
                "timestamp": timestamp,
                "properties": {"order_id": f"{person}-{now_ms}"},
            }
            for person, name in did[start : start + _BATCH]
        ]
        requests.append(Request(shop.source_id, now_ms, {"batch": batch}))
    append(shop.log_path, requests)


def _ids(shop: Shop, known: Mapping[str, str]) -> dict[str, str]:
    """Return profile id → person, of all people if there are new ones."""
    held = sa.select(identifiers.c.profile_id, identifiers.c.value).where(identifiers.c.namespace == "user_id")
    with shop.worker.state.read() as connection:
        number = connection.execute(sa.select(sa.func.count()).select_from(held.subquery())).scalar_one()
        return {} if number == len(known) else {row.profile_id: row.value for row in connection.execute(held)}


def _told(shop: Shop, known: Mapping[str, str]) -> list[Flip]:
    """Return what the log is to be told, and take it for told."""
    found: list[Flip] = []
    while True:
        with shop.worker.state.begin() as connection:
            waiting = store.next_announcements(connection, _TOLD_AT_ONCE)
            if not waiting:
                return found
            store.remove_announcements(connection, waiting[-1].id)
        found += [
            Flip(event.at_ms, known[event.profile_id], event.properties["segment"], event.name == "Segment Entered")
            for each in waiting
            for event in own_events(each.workspace_id, each.body)
        ]


def _flips(person: str, did: Mapping[str, Sequence[int]], until_ms: int) -> Iterator[Flip]:
    seen, bought = did[SEEN], did[BOUGHT]
    moments = {*seen, *bought}
    moments |= {at_ms + window.length_ms for window in (_ACTIVE, _LOYAL) for at_ms in seen}
    moments |= {at_ms + _RECENT.length_ms for at_ms in bought}
    inside = dict.fromkeys(SEGMENTS, False)
    for at_ms in sorted(moment for moment in moments if moment <= until_ms):
        now = {
            "active": _ACTIVE.holds(seen, at_ms),
            "loyal": _LOYAL.holds(seen, at_ms),
            "lapsed": bool(bought) and bought[0] <= at_ms and not _RECENT.holds(bought, at_ms),
        }
        yield from (Flip(at_ms, person, key, is_in) for key, is_in in now.items() if is_in != inside[key])
        inside = now
