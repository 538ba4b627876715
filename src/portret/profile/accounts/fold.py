"""Accounts: the companies, households, teams that people belong to, folded from the events that name them.

A person belongs to every account that one of their events names in `groupId` or `context.groupId`; the traits of a
group call are the account's. Bounds: the alphabetically first 100 accounts of a person, ids of at most 200 characters;
of an account's traits those of a person's.
"""

from __future__ import annotations

from collections.abc import Mapping

from portret.kernel import Event
from portret.profile.model import IDENTIFIED, AccountState
from portret.profile.traits import declare

ACCOUNTS_KEPT = 100
_LONGEST_ID = 200
_NOBODY = frozenset(("null", "undefined", "none", "nan", "[object object]"))


def is_account(group_id: str) -> bool:
    """Tell whether a group id can name an account: no junk such as "null", and not too long."""
    return 0 < len(group_id) <= _LONGEST_ID and group_id.lower() not in _NOBODY


def join(accounts: dict[str, tuple[int, int]], account_id: str, at_ms: int) -> bool:
    """Note in a person's accounts that one was named; return whether it is a new one."""
    known = accounts.get(account_id)
    if known is None:
        if not is_account(account_id):
            return False
        accounts[account_id] = (at_ms, at_ms)
        _keep_first(accounts)
        return True
    first_ms, last_ms = known
    if not first_ms <= at_ms <= last_ms:
        accounts[account_id] = (min(first_ms, at_ms), max(last_ms, at_ms))
    return False


def add_accounts(mine: dict[str, tuple[int, int]], theirs: Mapping[str, tuple[int, int]]) -> None:
    """Add what another profile holds, in place."""
    for account_id, (first_ms, last_ms) in theirs.items():
        known = mine.get(account_id, (first_ms, last_ms))
        mine[account_id] = (min(known[0], first_ms), max(known[1], last_ms))
    _keep_first(mine)


def fold_account(state: AccountState, event: Event, source_priority: int = 0) -> None:
    """Put an event that names an account into the account's state, in place; each event once, in any order."""
    at_ms = event.timestamp_ms
    state.first_ms = min(state.first_ms, at_ms) if state.events else at_ms
    state.last_ms = max(state.last_ms, at_ms) if state.events else at_ms
    state.events += 1
    if event.type == "group" and event.traits:
        claims = state.claims.setdefault(event.source_id, {})
        declare(claims, event.traits, IDENTIFIED, at_ms, source_priority, event.verified)


def _keep_first(accounts: dict[str, tuple[int, int]]) -> None:
    """Drop the alphabetically last ones: which stay does not depend on the order they came in."""
    if len(accounts) > ACCOUNTS_KEPT:
        for account_id in sorted(accounts)[ACCOUNTS_KEPT:]:
            del accounts[account_id]
