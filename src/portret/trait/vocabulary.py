"""What a workspace's definitions may name besides each other: brands, events, what is built in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

OWN_EVENTS = ("Profile Merged", "Profile Split", "Segment Entered", "Segment Exited")
"""Names of the events by which Portret tells of what it did itself; they count nowhere."""


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of a workspace.

    Attributes:
        brands: what its brands are called, by their slugs.
        built_in: the names of the traits that every profile has.
        spelling: returns the name under which an event is kept: "Order Completed" for "order_completed".
    """

    brands: Mapping[str, str]
    built_in: Collection[str]
    spelling: Callable[[str], str]


Words = Callable[[sa.Connection, str], Vocabulary]
"""Gives the vocabulary of a workspace, by its id."""
