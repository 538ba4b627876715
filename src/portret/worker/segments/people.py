"""Profiles as the pipeline remembers them, for those who judge people or change what is computed of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from portret import profile, trait
from portret.profile import ProfileState
from portret.trait import FoldState
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
        return found | profile.load_all(connection, [key for key in keys if key not in found])

    def add_computed(
        self, connection: sa.Connection, workspace_id: str, folded: Mapping[str, Mapping[int, FoldState]], version: int
    ) -> None:
        """Put states of folds into profiles, those that are remembered and those that are stored; unknown ones not.

        Args:
            connection: an open write transaction; if it fails, all that is remembered is to be forgotten.
            workspace_id: whose.
            folded: profile id → states by fold id, of entries that are not in the profile yet.
            version: the log position up to which the profiles are folded.
        """
        known = self.recent.known((workspace_id, profile_id) for profile_id in folded)
        for (_, profile_id), state in known.items():
            state.computed = trait.merge_states(state.computed, folded[profile_id])
        profile.save_many(connection, known, version)
        others = {each: states for each, states in folded.items() if (workspace_id, each) not in known}
        profile.add_computed(connection, workspace_id, others, version)
