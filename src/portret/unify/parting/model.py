"""How a profile is parted in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from portret.unify.model import Identifier


class Origin(NamedTuple):
    """How an identifier came to its profile: through which other one ("namespace:value", "" for none), and by whom."""

    via: str
    message_id: str


@dataclass(frozen=True, kw_only=True)
class Undone:
    """A recorded merge that is taken back.

    Attributes:
        id: of the record.
        position: up to which events came to the two profiles apart; the merging event itself came to both.
    """

    id: int
    position: int


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Where the line runs through a profile.

    Attributes:
        profile_id: the profile, which keeps what is not the other's.
        other_id: the profile that gets the rest: the merge's loser again, or a new one.
        kept: identifiers that stay.
        parted: identifiers that go to the other.
        kept_aliases: old ids that go on resolving to the profile.
        parted_aliases: old ids that resolve to the other from now on.
        undone: the merge that is taken back; None where chosen identifiers are cut off.
    """

    workspace_id: str
    profile_id: str
    other_id: str
    kept: frozenset[Identifier]
    parted: frozenset[Identifier]
    kept_aliases: tuple[str, ...] = ()
    parted_aliases: tuple[str, ...] = ()
    undone: Undone | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids under which the profile's events are stored."""
        former = (self.other_id,) if self.undone else ()
        return (self.profile_id, *self.kept_aliases, *former, *self.parted_aliases)
