"""All SQL of histories: states of folds that lie beside their profiles, whose blobs need not be written for them.

Whoever reads a profile reads them, too; whoever writes it puts them into its blob. So a back-fill of everybody writes
a few bytes for each, and what it costs to put them in is paid where nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from portret.profile.accounts.store import by_workspace
from portret.state import Text, append, chunks, metadata
from portret.trait import FoldState, decode_states, encode_states, merge_states

Key = tuple[str, str]
"""(workspace id, profile id)."""

Told = dict[Key, dict[int, FoldState]]
"""(workspace id, profile id) → states by fold id, of entries that are not in the profile's blob."""

histories = sa.Table(
    "profile_histories",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Column("fold_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("states", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

_ANY = "SELECT 1 FROM profile_histories LIMIT 1"


def add_histories(
    connection: sa.Connection, workspace_id: str, told: Mapping[str, Mapping[int, FoldState]], fold_id: int
) -> None:
    """Lay states of folds beside profiles; quickest if they come in the order of their ids.

    Args:
        connection: an open write transaction.
        workspace_id: whose.
        told: profile id → states by fold id, of entries that are not in the profile yet.
        fold_id: of one of the folds, which stands for all of them: nothing is there under it yet.
    """
    columns = {"workspace_id": workspace_id, "fold_id": fold_id}
    rows = [columns | {"profile_id": each, "states": encode_states(states)} for each, states in told.items()]
    append(connection, histories, rows)


def told_of(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> dict[str, dict[int, FoldState]]:
    """Return by profile id what lies beside those of the profiles that have anything."""
    told: dict[str, dict[int, FoldState]] = {}
    if not ids or is_settled(connection):
        return told
    for piece in chunks(ids):
        query = sa.select(histories.c.profile_id, histories.c.states).where(_of(workspace_id, piece))
        for profile_id, states in connection.execute(query):
            _add(told, profile_id, states)
    return told


def is_settled(connection: sa.Connection) -> bool:
    """Say whether nothing lies beside any profile, as it mostly is."""
    return connection.exec_driver_sql(_ANY).first() is None


def next_told(connection: sa.Connection, number: int) -> Told:
    """Return what lies beside up to so many profiles, the first by their ids."""
    first = sa.select(histories.c.workspace_id, histories.c.profile_id).distinct()
    first = first.order_by(histories.c.workspace_id, histories.c.profile_id).limit(number)
    keys = [(workspace_id, profile_id) for workspace_id, profile_id in connection.execute(first)]
    return {
        (workspace_id, profile_id): states
        for workspace_id, ids in by_workspace(keys).items()
        for profile_id, states in told_of(connection, workspace_id, ids).items()
    }


def forget_histories(connection: sa.Connection, keys: Collection[Key]) -> None:
    """Take away what lies beside profiles that are written, or removed."""
    if not keys or is_settled(connection):
        return
    for workspace_id, ids in by_workspace(keys).items():
        for piece in chunks(ids):
            connection.execute(sa.delete(histories).where(_of(workspace_id, piece)))


def _add(told: dict[str, dict[int, FoldState]], profile_id: str, states: bytes) -> None:
    had, more = told.get(profile_id), decode_states(states)
    told[profile_id] = merge_states(had, more) if had else more


def _of(workspace_id: str, ids: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.and_(histories.c.workspace_id == workspace_id, histories.c.profile_id.in_(ids))
