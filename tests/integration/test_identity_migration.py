"""A store of the first shape keeps its identities and merges when it is brought to the newest one."""

from __future__ import annotations

import importlib

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from portret.state import State
from portret.unify import identifiers_of, merges_of

_SHAPES = "portret.state.migrations.versions"
_IDENTIFIER = (
    "INSERT INTO identifiers"
    " (workspace_id, namespace, value, profile_id, verified, source_id, message_id, first_seen_ms)"
    " VALUES ('ws_1', 'user_id', 'u', 'prf_1', true, 'src_1', 'm-1', 7)"
)
_MERGE = (
    "INSERT INTO merges (position, loser_id, workspace_id, winner_id, message_id, at_ms, identifiers)"
    " VALUES ({0}, 'prf_{0}', 'ws_1', 'prf_1', 'm-{0}', {0}, '[\"user_id:u\"]')"
)


def test_what_was_known_before_is_known_after(state_url: str) -> None:
    state = State(state_url)
    with state.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        importlib.import_module(f"{_SHAPES}.0001_foundation").upgrade()
        for statement in (_IDENTIFIER, _MERGE.format(9), _MERGE.format(8)):
            connection.execute(sa.text(statement))
        importlib.import_module(f"{_SHAPES}.0002_identity").upgrade()
    with state.read() as connection:
        [held] = identifiers_of(connection, "ws_1", "prf_1")
        merges = merges_of(connection, "ws_1", [], None, 10)
    state.close()
    assert (held["value"], held["via"]) == ("u", "")
    assert [(row.id, row.merge.loser_id, row.merge.reason, row.undone_at_ms) for row in merges] == [
        (2, "prf_9", "event", 0),
        (1, "prf_8", "event", 0),
    ]
    assert merges[0].merge.identifiers == ("user_id:u",)
