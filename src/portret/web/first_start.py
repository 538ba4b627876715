"""What an empty installation gets: a workspace, a brand, an admin token, a server source with a write key, a set-up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from portret.collect import all_workspaces, create_source, create_workspace
from portret.govern import has_users, keep_token, make_set_up_secret, make_token
from portret.kernel import Clock, Settings
from portret.state import State


@dataclass(frozen=True)
class FirstStart:
    """What was made. The secrets are shown this once; they also lie in files that only their owner can read."""

    workspace_id: str
    admin_token: str
    write_key: str


def first_start(state: State, clock: Clock, settings: Settings) -> FirstStart | None:
    """Equip an installation that has no workspace; return None if it has one.

    The files are written before the transaction ends: a crash in between leaves secrets of nothing, and the next
    start writes them anew.
    """
    with state.begin() as connection:
        if all_workspaces(connection):
            return None
        now_ms = clock.now_ms()
        workspace = create_workspace(
            connection, now_ms, time_zone=settings.time_zone, anonymize_ip=settings.anonymize_ip
        )
        token, text = make_token(clock, workspace.id, "admin", "First administrator")
        keep_token(connection, token, text)
        _, key = create_source(connection, now_ms, workspace.id, name="First server", kind="server")
        _write_secret(settings.admin_token_path, text)
        _write_secret(settings.write_key_path, key.text)
    return FirstStart(workspace.id, text, key.text)


def prepare_set_up(state: State, clock: Clock, settings: Settings) -> None:
    """Make what the set-up asks for, where there is a workspace without users; the file holds it until there is one.

    What lies there stays good until somebody is the owner, so that a link that was printed works after a restart.
    """
    with state.begin() as connection:
        workspaces = all_workspaces(connection)
        if not workspaces or has_users(connection):
            settings.setup_token_path.unlink(missing_ok=True)
        elif not settings.setup_token_path.exists():
            _write_secret(settings.setup_token_path, make_set_up_secret(connection, clock, workspaces[0].id))


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
