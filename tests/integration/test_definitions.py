"""Definitions: every version is kept, nobody overwrites what he has not seen, and what is used is not deleted."""

from __future__ import annotations

from typing import Any

import pytest

from portret import definition
from portret.definition import Stored
from portret.kernel import Conflict, NotFound
from portret.state import State

WORKSPACE = "ws_1"


def saved(state: State, key: str, document: dict[str, Any] | None = None, **more: Any) -> Stored:
    given = {"author": "tok_1", "reason": "why", "expected_version": None, "now_ms": 1, **more}
    kind = given.pop("kind", "trait")
    workspace_id = given.pop("workspace_id", WORKSPACE)
    with state.begin() as connection:
        return definition.save(connection, workspace_id, kind, key, document or {"key": key}, **given)


def removed(state: State, key: str, expected_version: int | None = None) -> Stored:
    with state.begin() as connection:
        return definition.remove(
            connection,
            WORKSPACE,
            "trait",
            key,
            author="tok_2",
            reason="done with",
            expected_version=expected_version,
            now_ms=9,
        )


def keys(state: State, workspace_id: str = WORKSPACE) -> list[tuple[str, int]]:
    with state.read() as connection:
        return [(each.key, each.version) for each in definition.current(connection, workspace_id, "trait")]


def number_of_changes(state: State) -> int:
    with state.read() as connection:
        return definition.changes(connection)


def test_the_newest_version_is_in_force_in_its_workspace_alone(state: State) -> None:
    first = saved(state, "orders_30d", {"name": "Żółw"})
    second = saved(state, "orders_30d", {"name": "two"}, expected_version=1)
    saved(state, "a_trait")
    saved(state, "a_trait", kind="segment")
    assert (first.id, first.id[:4], second.version) == (second.id, "trt_", 2)
    assert keys(state) == [("a_trait", 1), ("orders_30d", 2)]
    assert keys(state, "ws_2") == []
    with state.read() as connection:
        assert definition.find(connection, WORKSPACE, "trait", "orders_30d") == second
        assert definition.find(connection, "ws_2", "trait", "orders_30d") is None
        assert definition.versions(connection, WORKSPACE, "trait", "orders_30d") == [second, first]
        assert definition.versions(connection, WORKSPACE, "trait", "orders_30d", before=2, limit=1) == [first]


def test_what_changed_meanwhile_is_not_overwritten(state: State) -> None:
    saved(state, "t", expected_version=0)
    for wrong in (0, 2):
        with pytest.raises(Conflict):
            saved(state, "t", expected_version=wrong)
    with pytest.raises(Conflict, match="any more"):
        saved(state, "never", expected_version=1)
    with pytest.raises(Conflict):
        removed(state, "t", expected_version=7)
    assert keys(state) == [("t", 1)]


def test_what_was_deleted_is_gone_but_its_versions_are_kept_and_its_successor_is_another(state: State) -> None:
    before = saved(state, "t", {"name": "one"})
    gone = removed(state, "t")
    assert (gone.deleted, gone.version, gone.reason, gone.document) == (True, 2, "done with", {"name": "one"})
    assert keys(state) == []
    with pytest.raises(NotFound):
        removed(state, "t")
    after = saved(state, "t", expected_version=0)
    assert after.version == 3
    assert after.id != before.id


def test_what_others_use_is_not_deleted_and_they_are_named(state: State) -> None:
    saved(state, "t")
    saved(state, "vip", kind="segment", uses=["trait:t", "segment:other"])
    saved(state, "elsewhere", kind="segment", uses=["trait:t"], workspace_id="ws_2")
    with pytest.raises(Conflict, match=r"the segment vip\.") as caught:
        removed(state, "t")
    assert "elsewhere" not in caught.value.detail
    saved(state, "vip", kind="segment")
    assert removed(state, "t").deleted


def test_every_change_in_whatever_workspace_is_counted(state: State) -> None:
    assert number_of_changes(state) == 0
    saved(state, "t")
    saved(state, "t", workspace_id="ws_2")
    assert number_of_changes(state) == 2
    removed(state, "t")
    assert number_of_changes(state) == 3
