"""The rules of all workspaces, kept in memory for whoever asks for them with every event."""

from __future__ import annotations

from portret.state import State
from portret.unify.model import IdentityRules
from portret.unify.rules import store


class KnownRules:
    """Rules by workspace, read anew when told to. A workspace that saved none has the default ones."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._rules: dict[str, IdentityRules] = {}
        self._defaults = IdentityRules()
        self.refresh()

    def of(self, workspace_id: str) -> IdentityRules:
        """Return the rules of a workspace as last read: the same object as long as they are the same."""
        return self._rules.get(workspace_id, self._defaults)

    def refresh(self) -> None:
        """Read the rules that changed."""
        with self._state.read() as connection:
            for workspace_id, version in store.newest_versions(connection).items():
                if self.of(workspace_id).version != version:
                    self._rules[workspace_id] = store.rules_of(connection, workspace_id)
