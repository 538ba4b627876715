"""What a process knows of sources and workspaces; sources are disabled, never deleted, so it only grows."""

from __future__ import annotations

from collections.abc import Iterable

from portret.collect.model import Source, Workspace
from portret.collect.store import all_sources, all_workspaces
from portret.state import State


class SourceBook:
    """Sources and workspaces by id, read anew when asked or when an unknown source turns up."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.sources: dict[str, Source] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        with self._state.read() as connection:
            self.workspaces.update((workspace.id, workspace) for workspace in all_workspaces(connection))
            self.sources.update((source.id, source) for source in all_sources(connection))

    def know(self, source_ids: Iterable[str]) -> None:
        """Make sure that sources made a moment ago are known, too."""
        if any(source_id not in self.sources for source_id in source_ids):
            self.refresh()

    def phone_region(self, source_id: str) -> str:
        """Return the default phone region of a source, "" if it has none."""
        source = self.sources.get(source_id)
        return source.phone_region if source else ""

    def zone(self, workspace_id: str) -> str:
        """Return the IANA time zone by which a workspace counts its hours and days."""
        return self.workspaces[workspace_id].time_zone

    def zones(self) -> list[tuple[str, str]]:
        """Return (workspace id, IANA time zone) of all workspaces."""
        return [(workspace.id, workspace.time_zone) for workspace in self.workspaces.values()]
