"""Workspaces, sources and write keys, on a real store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portret.collect import KnownKeys, create_source, create_workspace, load_admissions
from portret.collect.auth import Directory, key_digest
from portret.collect.sources import change_source, change_workspace, create_brand, rotate_keys, set_key_enabled
from portret.collect.store import all_sources, find_brand, list_write_keys, write_keys
from portret.kernel import Conflict, Invalid, ManualClock, NotFound, Unavailable
from portret.state import State


def test_a_workspace_has_a_default_brand(state: State) -> None:
    with state.begin() as connection:
        made = create_workspace(connection, 1, time_zone="Europe/Warsaw")
        assert find_brand(connection, made.id, "default")
    assert made.id.startswith("ws_")
    assert made.time_zone == "Europe/Warsaw"


def test_a_write_key_is_kept_as_a_hash_only(state: State) -> None:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, key = create_source(connection, 1, workspace.id, name="shop", kind="browser")
        row = connection.execute(write_keys.select()).one()
    assert row.digest == key_digest(key.text)
    assert row.hint == key.text[-4:]
    assert all(key.text not in str(value) for value in row)
    assert not source.verified


def test_what_was_saved_is_read_back(state: State) -> None:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        create_brand(connection, workspace.id, "outlet", "Outlet")
        source, _ = create_source(
            connection,
            1,
            workspace.id,
            name="shop",
            kind="mobile",
            brand="outlet",
            allowed_origins=("https://a.example", "http://localhost:3000"),
            rate_limit_per_s=5,
            phone_region="PL",
        )
        assert all_sources(connection) == [source]
        changed = change_source(connection, replace(source, enabled=False, name="Shop"), 9)
        assert all_sources(connection) == [changed]
    assert changed.updated_at_ms == 9


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("brand", "none"),
        ("allowed_origins", ("shop.example",)),
        ("allowed_origins", ("https://shop.example/",)),
        ("allowed_origins", ("*",)),
    ],
)
def test_a_source_with_a_bad_value_is_not_made(state: State, field: str, value: Any) -> None:
    fields: dict[str, Any] = {"name": "x", "kind": "server", field: value}
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        with pytest.raises(Invalid) as raised:
            create_source(connection, 1, workspace.id, **fields)
        assert raised.value.path == f"/{field}"
        assert all_sources(connection) == []


def test_brands_are_slugs_unique_in_their_workspace(state: State) -> None:
    with state.begin() as connection:
        one, other = create_workspace(connection, 1), create_workspace(connection, 2)
        create_brand(connection, one.id, "outlet", "Outlet")
        create_brand(connection, other.id, "outlet", "Outlet")
        with pytest.raises(Conflict):
            create_brand(connection, one.id, "outlet", "Again")
        for slug in ("", "Out", "-x", "x-", "a b", "ż"):
            with pytest.raises(Invalid):
                create_brand(connection, one.id, slug, "x")


def test_a_workspace_keeps_to_real_time_zones(state: State) -> None:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        for name in ("Mars/Base", "../../etc/passwd", ""):
            with pytest.raises(Invalid):
                change_workspace(connection, replace(workspace, time_zone=name))


def test_rotation_leaves_old_keys_until_the_given_instant_and_never_longer(state: State) -> None:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, first = create_source(connection, 1, workspace.id, name="shop", kind="server")
        second = rotate_keys(connection, source, 100, 500)
        third = rotate_keys(connection, source, 200, 900)
        keys = {key.id: key.expires_at_ms for key in list_write_keys(connection, workspace.id, source.id)}
    assert keys == {first.key.id: 500, second.key.id: 900, third.key.id: None}


def test_a_disabled_key_is_out_of_force_and_an_unknown_one_is_not_found(state: State) -> None:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, key = create_source(connection, 1, workspace.id, name="shop", kind="server")
        assert not set_key_enabled(connection, source, key.key.id, enabled=False).enabled
        with pytest.raises(NotFound):
            set_key_enabled(connection, source, "key_none", enabled=False)
    assert asyncio.run(_known(state).of_key(key.text)) is None


def test_collection_goes_on_with_the_keys_it_knows_while_the_store_is_away(state: State) -> None:
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, key = create_source(connection, 1, workspace.id, name="shop", kind="server")
    away = False

    def load() -> Directory:
        if away:
            raise OSError("the store is away")
        with state.read() as connection:
            return load_admissions(connection)

    async def run() -> None:
        nonlocal away
        keys = KnownKeys(load, ManualClock(datetime(2026, 1, 1, tzinfo=UTC)))
        assert await keys.of_key(key.text)
        away = True
        assert await keys.of_key("wk_unknown") is None
        found = await keys.of_key(key.text)
        assert found is not None
        assert found.source == source

    asyncio.run(run())


def test_before_any_key_could_be_read_collection_is_unavailable() -> None:
    def load() -> Directory:
        raise OSError("the store is away")

    keys = KnownKeys(load, ManualClock(datetime(2026, 1, 1, tzinfo=UTC)))
    with pytest.raises(Unavailable):
        asyncio.run(keys.of_key("wk_any"))


def test_a_key_past_its_end_is_out_of_force(state: State) -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    with state.begin() as connection:
        workspace = create_workspace(connection, 1)
        source, old = create_source(connection, 1, workspace.id, name="shop", kind="server")
        rotate_keys(connection, source, clock.now_ms(), clock.now_ms() + 1_000)

    async def run() -> None:
        keys = KnownKeys(lambda: _load(state), clock)
        assert await keys.of_header(b"Basic x", old.text)
        assert keys.remembered(b"Basic x")
        clock.advance(timedelta(seconds=1))
        assert keys.remembered(b"Basic x") is None
        assert await keys.of_key(old.text) is None

    asyncio.run(run())


def _load(state: State) -> Directory:
    with state.read() as connection:
        return load_admissions(connection)


def _known(state: State) -> KnownKeys:
    return KnownKeys(lambda: _load(state), ManualClock(datetime(2026, 1, 1, tzinfo=UTC)))
