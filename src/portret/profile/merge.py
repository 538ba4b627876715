"""Merge two states: commutative, associative, with the empty state as neutral element."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from portret.profile.accounts.fold import add_accounts
from portret.profile.bounded import add_counts, add_points, keep_newest
from portret.profile.consent import add_consents
from portret.profile.fold import IDS_KEPT, POINTS_DAYS, QUERIES_KEPT
from portret.profile.messages import add_messages
from portret.profile.model import Behaviour, OldSessions, ProfileState, Shopping, Touch, decode, encode
from portret.profile.sessions import collapse, insert
from portret.profile.shopping import add_shopping
from portret.profile.traits import add_claims
from portret.trait import merge_states

_Timed = TypeVar("_Timed", tuple[int, str], Touch)


def merge(a: ProfileState, b: ProfileState) -> ProfileState:
    """Return the state of both sets of events together; neither argument is changed."""
    merged = decode(encode(a))
    merged.is_unindexed = True
    merged.ids = set(sorted(merged.ids | b.ids)[:IDS_KEPT])
    for source_id, claims in b.claims.items():
        add_claims(merged.claims.setdefault(source_id, {}), claims)
    for brand, theirs in b.brands.items():
        add_behaviour(merged.brands.setdefault(brand, Behaviour()), theirs)
    add_consents(merged.consents, b.consents)
    add_accounts(merged.accounts, b.accounts)
    merged.push_channels |= b.push_channels
    if a.computed or b.computed:
        merged.computed = merge_states(a.computed, b.computed)
    return merged


def add_behaviour(mine: Behaviour, theirs: Behaviour) -> None:
    """Add another behaviour to one, in place."""
    if theirs.events:
        mine.first_ms = min(mine.first_ms, theirs.first_ms) if mine.events else theirs.first_ms
        mine.last_ms = max(mine.last_ms, theirs.last_ms) if mine.events else theirs.last_ms
    mine.events += theirs.events
    mine.bot_events += theirs.bot_events
    mine.page_views += theirs.page_views
    mine.searches += theirs.searches
    _add_visits(mine, theirs)
    _add_place(mine, theirs)
    for query, at_ms in theirs.queries.items():
        keep_newest(mine.queries, query, at_ms, QUERIES_KEPT)
    add_messages(mine, theirs)
    if theirs.shopping is not None:
        mine.shopping = mine.shopping or Shopping()
        add_shopping(mine.shopping, theirs.shopping)


def _add_visits(mine: Behaviour, theirs: Behaviour) -> None:
    for session in theirs.sessions:
        insert(mine.sessions, msgspec.structs.replace(session))
    if theirs.old_sessions is not None:
        mine.old_sessions = mine.old_sessions or OldSessions()
        mine.old_sessions.count += theirs.old_sessions.count
        mine.old_sessions.duration_ms += theirs.old_sessions.duration_ms
    mine.old_sessions = collapse(mine.sessions, mine.old_sessions)
    mine.hours = _sum(mine.hours, theirs.hours)
    mine.weekdays = _sum(mine.weekdays, theirs.weekdays)
    for day, points in theirs.points:
        add_points(mine.points, day, points, POINTS_DAYS)
    add_counts(mine.devices, theirs.devices)
    add_counts(mine.channels, theirs.channels)


def _add_place(mine: Behaviour, theirs: Behaviour) -> None:
    mine.time_zone = _greatest(mine.time_zone, theirs.time_zone)
    mine.locale = _greatest(mine.locale, theirs.locale)
    mine.country = _greatest(mine.country, theirs.country)
    mine.last_touch = _greatest(mine.last_touch, theirs.last_touch)
    mine.last_direct = _greatest(mine.last_direct, theirs.last_direct)
    touches = [touch for touch in (mine.first_touch, theirs.first_touch) if touch is not None]
    mine.first_touch = min(touches, default=None)


def _sum(a: list[int], b: list[int]) -> list[int]:
    return [x + y for x, y in zip(a, b, strict=True)] if a and b else list(a or b)


def _greatest(a: _Timed | None, b: _Timed | None) -> _Timed | None:
    if a is None or b is None:
        return a if b is None else b
    return max(a, b)
