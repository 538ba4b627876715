"""Accounts follow the events that name them: one read and one write of the state for a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from portret.kernel import Event
from portret.profile.accounts.fold import fold_account, is_account
from portret.profile.accounts.store import Key, load_accounts, save_accounts
from portret.profile.model import AccountState


def follow_accounts(connection: sa.Connection, events: Iterable[Event], version: int) -> None:
    """Fold the events of a batch into the accounts they name, and save these.

    Args:
        connection: an open write transaction.
        events: each once, whatever they name.
        version: the log position up to which the accounts are folded then.
    """
    naming = [event for event in events if event.group_id]
    if not naming:
        return
    of_account: defaultdict[Key, list[Event]] = defaultdict(list)
    for event in naming:
        if is_account(event.group_id):
            of_account[event.workspace_id, event.group_id].append(event)
    states = _load(connection, of_account)
    for key, its_events in of_account.items():
        for event in its_events:
            fold_account(states[key], event, int(event.verified))
    save_accounts(connection, states, version)


def _load(connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, AccountState]:
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for workspace_id, account_id in keys:
        wanted[workspace_id].append(account_id)
    states: dict[Key, AccountState] = {}
    for workspace_id, ids in wanted.items():
        known = load_accounts(connection, workspace_id, ids)
        for account_id in ids:
            found = known.get(account_id)
            states[workspace_id, account_id] = found.state if found else AccountState()
    return states
