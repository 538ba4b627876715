"""Profiles as rows of the warehouse's table `profiles`, one version each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.kernel import to_ms
from portret.profile.accounts.store import by_workspace
from portret.profile.catalogue import comparables
from portret.profile.store import Key, Profile, load_stored
from portret.profile.traits import current
from portret.profile.view import summary
from portret.unify import identifiers_of_many


def snapshot_rows(connection: sa.Connection, keys: Sequence[Key], version: int, now: datetime) -> dict[str, list[Any]]:
    """Return as columns a row for each profile as it is now; one that is gone (merged or erased) becomes a deletion.

    Args:
        connection: an open transaction.
        keys: (workspace id, profile id), each once.
        version: the log position the rows stand for; a later one replaces them.
        now: the instant that ages the engagement score.
    """
    now_ms = to_ms(now)
    rows = []
    for workspace_id, ids in by_workspace(keys).items():
        found = {profile.id: profile for profile in load_stored(connection, workspace_id, ids)}
        identifiers = identifiers_of_many(connection, workspace_id, list(found))
        for profile_id in ids:
            profile = found.get(profile_id)
            content = _content(profile, identifiers[profile_id], now_ms) if profile else _GONE
            rows.append({"workspace_id": workspace_id, "profile_id": profile_id, **content})
    stamp = {"version": [version] * len(rows), "updated_at": [now_ms] * len(rows)}
    return {name: [row[name] for row in rows] for name in _COLUMNS} | stamp


_COLUMNS = ("workspace_id", "profile_id", "deleted", "identifiers", "traits", "computed_text", "comparable")
_GONE: dict[str, Any] = {"deleted": 1, "identifiers": {}, "traits": {}, "computed_text": "", "comparable": {}}


def _content(profile: Profile, identifiers: dict[str, list[str]], now_ms: int) -> dict[str, Any]:
    return {
        "deleted": 0,
        "identifiers": identifiers,
        "traits": current(profile.state.claims),
        "computed_text": msgspec.json.encode(summary(profile.state, now_ms)).decode(),
        "comparable": comparables(profile.state),
    }
