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

    def add_history(
        self,
        connection: sa.Connection,
        workspace_id: str,
        told: Mapping[str, Mapping[int, FoldState]],
        fold_id: int,
        *,
        united: Iterable[str],
        version: int,
    ) -> None:
        """Give profiles the states that folds have of history, those that are remembered at once; unknown ones not.

        Args:
            connection: an open write transaction; if it fails, all that is remembered is to be forgotten.
            workspace_id: whose.
            told: profile id → states by fold id, of entries that are not in the profile yet.
            fold_id: of one of the folds, which stands for all of them.
            united: the ids under which history stands for several profiles, and so may be told more than once.
            version: the log position up to which the profiles are folded.
        """
        known = self.recent.known((workspace_id, each) for each in told)
        known |= self.load(connection, [(workspace_id, each) for each in united])
        for (_, profile_id), state in known.items():
            state.computed = trait.merge_states(state.computed, told[profile_id])
        profile.save_many(connection, known, version)
        others = {each: states for each, states in told.items() if (workspace_id, each) not in known}
        profile.add_history(connection, workspace_id, others, fold_id)
