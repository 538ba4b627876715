"""What somebody of the workspace sets by hand, as an event in the log like any other, and when it has come through."""

from __future__ import annotations

import threading
import time
from typing import Any, NamedTuple

from portret.collect.own_events import OwnEvent, own_body, own_entry
from portret.collect.sources import system_source
from portret.collect.store import processed
from portret.kernel import CONSENT_UPDATED, Clock
from portret.log import Log
from portret.state import State

_ASK_EVERY_S = 0.02
_WAIT_S = 5.0
_MOST_WAITING = 16
_waiting = threading.BoundedSemaphore(_MOST_WAITING)


class Author(NamedTuple):
    """Who sets something: a user or a token, by id and name."""

    id: str
    name: str


class Subject(NamedTuple):
    """Of whom something is set."""

    workspace_id: str
    profile_id: str


def traits_set(subject: Subject, author: Author, reason: str, traits: dict[str, Any], at_ms: int) -> OwnEvent:
    """Return the event by which traits are set by hand."""
    return OwnEvent(
        workspace_id=subject.workspace_id,
        profile_id=subject.profile_id,
        name="",
        at_ms=at_ms,
        traits=traits,
        context=_context(author, reason),
    )


def consents_set(
    subject: Subject, author: Author, reason: str, brand: str, purposes: dict[str, bool], at_ms: int
) -> OwnEvent:
    """Return the event by which answers are set by hand, at a brand."""
    return OwnEvent(
        workspace_id=subject.workspace_id,
        profile_id=subject.profile_id,
        name=CONSENT_UPDATED,
        at_ms=at_ms,
        properties={"purposes": purposes},
        context=_context(author, reason),
        brand=brand,
    )


def tell(state: State, log: Log, clock: Clock, event: OwnEvent) -> bool:
    """Append an event to the log; return whether it is processed within five seconds. Raises Unavailable.

    Few may wait at a time, so that requests in waiting leave threads for others.
    """
    now_ms = clock.now_ms()
    with state.begin() as connection:
        source = system_source(connection, now_ms, event.workspace_id)
    [position] = log.append([own_entry(source.id, now_ms, 1, own_body([event]))])
    if not _waiting.acquire(blocking=False):
        return False
    try:
        return _comes_through(state, position, time.monotonic() + _WAIT_S)
    finally:
        _waiting.release()


def _comes_through(state: State, position: int, until_s: float) -> bool:
    while time.monotonic() < until_s:
        with state.read() as connection:
            if processed(connection) >= position:
                return True
        time.sleep(_ASK_EVERY_S)
    return False


def _context(author: Author, reason: str) -> dict[str, Any]:
    context: dict[str, Any] = {"author": {"id": author.id, "name": author.name}}
    return {**context, "reason": reason} if reason else context
