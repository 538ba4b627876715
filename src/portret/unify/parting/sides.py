"""To which side of a cut an event belongs."""

from __future__ import annotations

from collections.abc import Callable

from portret.kernel import Event
from portret.unify.identifiers import Reader
from portret.unify.model import IdentityRules
from portret.unify.parting.model import Cut


class Sides:
    """Decides event by event.

    Where a merge is undone, what came before it goes back to whose it was. All else goes by the best identifier of
    the event that the profile holds; where it holds none of them any more (a device that went to somebody else), the
    event stays where it came to.
    """

    def __init__(self, cut: Cut, rules: IdentityRules, phone_region: Callable[[str], str]) -> None:
        """Take the cut, the workspace's rules, and the default phone region of a source by its id."""
        self._cut = cut
        self._reader = Reader(rules)
        self._phone_region = phone_region
        self._former = frozenset((cut.other_id, *cut.parted_aliases))

    def is_parted(self, event: Event, origin_id: str) -> bool:
        """Say whether an event goes to the other profile; `origin_id` is whose it was when it came."""
        came_as_other = origin_id in self._former
        if event.profile_id:
            return came_as_other or event.profile_id in self._former
        undone = self._cut.undone
        if undone and event.position < undone.position:
            return came_as_other
        for identifier in self._reader.read(event, self._phone_region(event.source_id)).identifiers:
            if identifier in self._cut.parted:
                return True
            if identifier in self._cut.kept:
                return False
        return came_as_other
