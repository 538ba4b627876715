"""All SQL of accounts: their states in bulk, and who belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.profile.model import AccountState, decode_account, encode_account
from portret.profile.search import plain
from portret.profile.traits import account_name
from portret.state import Text, chunks, insert_new, metadata, upsert

Key = tuple[str, str]
"""(workspace id, account or profile id)."""

_LAST = "\U0010ffff"
_LONGEST_NAME = 100

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Index("accounts_by_name", "workspace_id", "name", "id"),
)

account_members = sa.Table(
    "account_members",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("account_id", Text, primary_key=True),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Index("account_members_by_profile", "workspace_id", "profile_id"),
    sqlite_with_rowid=False,
)


class Account(msgspec.Struct, frozen=True):
    """An account as stored; `version` is the log position up to which it was last folded."""

    id: str
    version: int
    state: AccountState


def load_accounts(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> dict[str, Account]:
    """Return those accounts that exist, by id."""
    found: dict[str, Account] = {}
    for piece in chunks([account_id for account_id in ids if "\0" not in account_id]):  # which no store can hold
        query = _select_account().where(accounts.c.workspace_id == workspace_id, accounts.c.id.in_(piece))
        found |= {row.id: _account(row) for row in connection.execute(query)}
    return found


def save_accounts(connection: sa.Connection, states: Mapping[Key, AccountState], version: int) -> None:
    """Insert or replace accounts by (workspace id, account id)."""
    rows = [
        {
            "workspace_id": workspace_id,
            "id": account_id,
            "version": version,
            "name": plain(account_name(state) or "")[:_LONGEST_NAME],
            "state": encode_account(state),
        }
        for (workspace_id, account_id), state in states.items()
    ]
    upsert(connection, accounts, rows)


def list_accounts(connection: sa.Connection, workspace_id: str, question: str, after: str, limit: int) -> list[Account]:
    """Return accounts by id, those after an id ("" for the start).

    Args:
        connection: an open transaction.
        workspace_id: where to look.
        question: how their id or name begins; "" for all.
        after: the id of the last one found before.
        limit: how many at most.
    """
    query = _select_account().where(accounts.c.workspace_id == workspace_id, accounts.c.id > after)
    question = question.replace("\0", "")
    if question:
        by_id = sa.and_(accounts.c.id >= question, accounts.c.id < question + _LAST)
        name = plain(question)
        query = query.where(sa.or_(by_id, sa.and_(accounts.c.name >= name, accounts.c.name < name + _LAST)))
    return [_account(row) for row in connection.execute(query.order_by(accounts.c.id).limit(limit))]


def members(connection: sa.Connection, workspace_id: str, account_id: str, after: str, limit: int) -> list[str]:
    """Return the ids of an account's people, those after an id ("" for the start)."""
    here = account_members.c
    query = sa.select(here.profile_id).where(
        here.workspace_id == workspace_id, here.account_id == account_id, here.profile_id > after
    )
    return list(connection.execute(query.order_by(here.profile_id).limit(limit)).scalars())


def enrol(connection: sa.Connection, wanted: Mapping[Key, Collection[str]]) -> None:
    """Bring the memberships of profiles in line with their accounts; what stays the same is not touched."""
    fresh: list[dict[str, str]] = []
    for workspace_id, ids in by_workspace(wanted).items():
        had = _memberships(connection, workspace_id, ids)
        for profile_id in ids:
            now, before = wanted[workspace_id, profile_id], had.get(profile_id, frozenset())
            _drop_memberships(connection, workspace_id, profile_id, before.difference(now))
            fresh += (
                {"workspace_id": workspace_id, "account_id": account_id, "profile_id": profile_id}
                for account_id in sorted(set(now) - before)
            )
    insert_new(connection, account_members, fresh)


def by_workspace(keys: Iterable[Key]) -> dict[str, list[str]]:
    """Return the ids by workspace."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for workspace_id, profile_id in keys:
        grouped[workspace_id].append(profile_id)
    return grouped


def _memberships(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    here = account_members.c
    some = sa.select(here.profile_id).where(here.workspace_id == workspace_id).limit(1)
    if connection.execute(some).first() is None:
        return {}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for piece in chunks(ids):
        query = sa.select(here.profile_id, here.account_id).where(
            here.workspace_id == workspace_id, here.profile_id.in_(piece)
        )
        for profile_id, account_id in connection.execute(query):
            found[profile_id].add(account_id)
    return {profile_id: frozenset(names) for profile_id, names in found.items()}


def _drop_memberships(
    connection: sa.Connection, workspace_id: str, profile_id: str, account_ids: Collection[str]
) -> None:
    if account_ids:
        here = account_members.c
        mine = sa.and_(here.workspace_id == workspace_id, here.profile_id == profile_id)
        connection.execute(sa.delete(account_members).where(mine, here.account_id.in_(sorted(account_ids))))


def _select_account() -> sa.Select[Any]:
    return sa.select(accounts.c.id, accounts.c.version, accounts.c.state)


def _account(row: Any) -> Account:
    return Account(id=row.id, version=row.version, state=decode_account(row.state))
