"""What the state store promises, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from portret.govern import at_the_machine
from portret.govern.access.tokens import create_token, revoke_token
from portret.kernel import Conflict, Invalid, ManualClock, Unavailable
from portret.state import State, claim, upsert
from portret.unify.store import find_prefix, identifiers
from tests.support.postgres import Postgres
from tests.support.server import free_ports, wait_until

WORDS = ["Zebra", "_x", "a-b", "a1", "ab", "aB", "zoë", "ångström", "łódź", "\U0001f600"]
HOLDING = """
import sys
from portret.state import State, claim
with claim(State(sys.argv[1]), "worker"):
    print("held", flush=True)
    sys.stdin.read()
"""


def keep(state: State, values: list[str]) -> None:
    same = {"workspace_id": "ws_1", "namespace": "user_id", "profile_id": "prf_1", "verified": True}
    rows = [same | {"value": value, "source_id": "", "message_id": "", "first_seen_ms": 1} for value in values]
    with state.begin() as connection:
        upsert(connection, identifiers, rows)


def found(state: State, prefix: str) -> list[str]:
    with state.read() as connection:
        return [value for value, _ in find_prefix(connection, "ws_1", "user_id", prefix, 100)]


@contextmanager
def another_process_holding(state: State) -> Iterator[subprocess.Popen[bytes]]:
    url = state.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", HOLDING, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_text_is_ordered_by_its_bytes(state: State) -> None:
    keep(state, WORDS)
    assert found(state, "") == sorted(WORDS, key=str.encode)


def test_a_prefix_finds_what_begins_with_it_and_nothing_else(state: State) -> None:
    keep(state, WORDS)
    assert [found(state, prefix) for prefix in ("a", "aB", "z", "Z", "ł")] == [
        ["a-b", "a1", "aB", "ab"],
        ["aB"],
        ["zoë"],
        ["Zebra"],
        ["łódź"],
    ]


def test_of_two_admin_tokens_only_one_can_be_revoked_however_close_the_calls(state: State) -> None:
    clock, actor = ManualClock(datetime(2026, 11, 21, tzinfo=UTC)), at_the_machine("ws_1")
    made = [create_token(state, clock, actor, "admin", name)[0].id for name in ("one", "other")]
    together = threading.Barrier(2)
    refused: list[str] = []

    def revoke(token_id: str) -> None:
        together.wait()
        try:
            revoke_token(state, clock, actor, token_id)
        except Conflict:
            refused.append(token_id)

    threads = [threading.Thread(target=revoke, args=(token_id,)) for token_id in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_a_reader_keeps_its_view_while_others_write(state: State) -> None:
    count = sa.select(sa.func.count()).select_from(identifiers)
    with state.read() as connection:
        assert connection.execute(count).scalar_one() == 0
        keep(state, ["a"])
        assert connection.execute(count).scalar_one() == 0
    with state.read() as connection:
        assert connection.execute(count).scalar_one() == 1


def test_a_part_is_played_by_one_process_and_free_again_when_that_is_killed(state: State) -> None:
    with another_process_holding(state) as other:
        with pytest.raises(Conflict, match="Another worker"), claim(state, "worker"):
            pass
        with claim(state, "loader"):
            pass
        other.kill()
        other.wait()
        wait_until(lambda: _is_free(state), 10, "a dead process holds its part")


def test_a_part_is_free_again_when_its_block_ends(state: State) -> None:
    for _ in range(2):
        with claim(state, "worker") as held:
            held.require()


def test_a_part_whose_session_the_database_ended_is_noticed(postgres: Postgres) -> None:
    with postgres.database() as url, closing(State(url)) as state, claim(state, "worker") as held:
        postgres.end_sessions(url)

        def is_noticed() -> bool:
            try:
                held.require()
            except Unavailable:
                return True
            return False

        wait_until(is_noticed, 10, "the lost session is not noticed")


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "no url", "oracle://h", "postgresql+nothing://h/d"])
def test_a_url_of_another_store_is_refused_without_telling_its_secret(url: str) -> None:
    with pytest.raises(Invalid, match="state_url") as refused:
        State(url)
    assert "secret" not in refused.value.detail


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    (port,) = free_ports(1)
    with closing(State(f"postgresql+psycopg://u:secret@127.0.0.1:{port}/d")) as state:
        for opened in (state.begin(), state.read(), claim(state, "worker")):
            with pytest.raises(Unavailable, match="does not answer"), opened:
                pass


def _is_free(state: State) -> bool:
    try:
        with claim(state, "worker"):
            return True
    except Conflict:
        return False
