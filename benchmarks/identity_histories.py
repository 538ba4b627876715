"""Made-up histories of identity: browsers that log in, servers, CRM rows, families with one phone, shared tablets."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from portret.unify.bulk import History
from portret.unify.bulk.history import gathered

WORKSPACE = "ws_1"
_NAMESPACES = ("anonymous_id", "crm_id", "device_id", "email", "phone", "user_id")
_BEST_FIRST = ("user_id", "email", "phone", "crm_id", "device_id", "anonymous_id")
_DAY_MS = 86_400_000
_HAS_ORDERED = 0.5
_HAS_THE_APP = 0.15
_COMES_TO_THE_SITE = 0.3
_BEGAN_MS = 1_700_000_000_000


@dataclass
class _Draft:
    """Claims as they are made up, in no order of time yet."""

    chance: random.Random
    at_ms: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))
    trusted: array[int] = field(default_factory=lambda: array("b"))
    claimed: array[int] = field(default_factory=lambda: array("i"))
    spaces: array[int] = field(default_factory=lambda: array("i"))

    def new(self, namespace: str) -> int:
        self.spaces.append(_NAMESPACES.index(namespace))
        return len(self.spaces) - 1

    def tell(self, at_ms: int, claim: Sequence[int], *, trusted: bool) -> None:
        best_first = sorted(claim, key=lambda number: _BEST_FIRST.index(_NAMESPACES[self.spaces[number]]))
        self.at_ms.append(at_ms)
        self.sizes.append(len(claim))
        self.trusted.append(trusted)
        self.claimed.extend(best_first)

    def happens(self, share: float) -> bool:
        """Say yes with a probability."""
        return self.chance.random() < share

    def some_time(self, days: int = 300) -> int:
        return _BEGAN_MS + self.chance.randrange(days * _DAY_MS)


def make_history(profiles: int, seed: int = 1) -> History:
    """Return a history that makes about so many profiles, with three identifiers each on average."""
    draft = _Draft(random.Random(seed))
    kinds, shares = zip(*_MIXTURE.items(), strict=True)
    made = 0
    while made < profiles:
        (kind,) = draft.chance.choices(kinds, shares)
        made += kind(draft)
    return _history(draft)


def _visitor(draft: _Draft) -> int:
    """Somebody who looks around and leaves; every event names the same cookie."""
    cookie, at_ms = draft.new("anonymous_id"), draft.some_time()
    for visit in range(draft.chance.choice((1, 1, 2, 3))):
        draft.tell(at_ms + visit * 60_000, (cookie,), trusted=False)
    return 1


def _customer(draft: _Draft) -> int:
    """Somebody who looks around on one to three devices and logs in on each; the shop's server tells of orders."""
    user, email = draft.new("user_id"), draft.new("email")
    at_ms = draft.some_time()
    for _ in range(draft.chance.choice((1, 1, 2, 3))):
        cookie = draft.new("anonymous_id")
        draft.tell(at_ms, (cookie,), trusted=False)
        draft.tell(at_ms + 300_000, (cookie, user, email), trusted=False)
        at_ms += draft.chance.randrange(40 * _DAY_MS)
    if draft.happens(_HAS_ORDERED):
        draft.tell(at_ms, (user, email, draft.new("phone")), trusted=True)
    if draft.happens(_HAS_THE_APP):
        draft.tell(at_ms + _DAY_MS, (user, draft.new("device_id")), trusted=False)
    return 1


def _crm_row(draft: _Draft) -> int:
    """Somebody whom the CRM knows; some come to the site later and say their address."""
    email, at_ms = draft.new("email"), draft.some_time(200)
    draft.tell(at_ms, (draft.new("crm_id"), email, draft.new("phone")), trusted=True)
    if draft.happens(_COMES_TO_THE_SITE):
        cookie = draft.new("anonymous_id")
        draft.tell(at_ms + _DAY_MS, (cookie,), trusted=False)
        draft.tell(at_ms + 2 * _DAY_MS, (cookie, email), trusted=False)
    return 1


def _family(draft: _Draft) -> int:
    """Two to four people with accounts of their own and one phone."""
    phone, people = draft.new("phone"), draft.chance.choice((2, 2, 3, 4))
    for _ in range(people):
        user, at_ms = draft.new("user_id"), draft.some_time()
        draft.tell(at_ms, (user, draft.new("email"), phone), trusted=True)
        draft.tell(at_ms + _DAY_MS, (user, draft.new("anonymous_id")), trusted=False)
    return people


def _tablet(draft: _Draft) -> int:
    """A tablet in a shop on which 20 to 200 people log in one after another."""
    tablet, people = draft.new("anonymous_id"), draft.chance.randrange(20, 200)
    at_ms = draft.some_time()
    for turn in range(people):
        user = draft.new("user_id")
        draft.tell(at_ms + turn * 600_000, (user, draft.new("email"), tablet), trusted=False)
        draft.tell(at_ms + turn * 600_000 + 60_000, (tablet,), trusted=False)
    return people


_MIXTURE: dict[Callable[[_Draft], int], float] = {
    _visitor: 0.30,
    _customer: 0.45,
    _crm_row: 0.22,
    _family: 0.0298,
    _tablet: 0.0002,
}
"""How often each kind is made; each makes the profiles that it returns."""


def _history(draft: _Draft) -> History:
    at_ms = np.array(draft.at_ms, np.int64)
    in_order = np.argsort(at_ms, kind="stable")
    starts, places = gathered(np.concatenate([[0], np.cumsum(draft.sizes)]), in_order)
    spaces = np.array(draft.spaces, np.int32)
    return History(
        workspace_id=WORKSPACE,
        positions=np.arange(1, len(at_ms) + 1),
        received_at_ms=at_ms[in_order],
        timestamps_ms=at_ms[in_order],
        message_ids=pa.array([f"m-{number}" for number in range(1, len(at_ms) + 1)], pa.string()),
        verified=np.array(draft.trusted, np.bool_)[in_order],
        starts=starts,
        claimed=np.array(draft.claimed, np.int32)[places],
        proven=np.zeros(int(starts[-1]), np.bool_),
        namespaces=_NAMESPACES,
        spaces=spaces,
        values=pa.array([f"{_NAMESPACES[space]}-{number}" for number, space in enumerate(draft.spaces)], pa.string()),
    )
