"""Profiles as the pipeline remembers them, for those who judge people or change what is computed of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from portret import profile
from portret.profile import ProfileState
from portret.worker.recent import Recent

Key = tuple[str, str]
"""(workspace id, profile id)."""


class People:
    """Reads profiles, those that are remembered from memory; others are not remembered for having been read."""

    def __init__(self, recent: Recent[ProfileState]) -> None:
        self.recent = recent

    def load(self, connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, ProfileState]:
        """Return those of the profiles that exist. Whoever changes one saves it, or forgets all if that fails."""
        keys = list(keys)
        found = self.recent.known(keys)
        missing: defaultdict[str, list[str]] = defaultdict(list)
        for workspace_id, profile_id in keys:
            if (workspace_id, profile_id) not in found:
                missing[workspace_id].append(profile_id)
        for workspace_id, ids in missing.items():
            for profile_id, state in profile.load_many(connection, workspace_id, ids).items():
                found[workspace_id, profile_id] = state
        return found
