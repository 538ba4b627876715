"""A workspace's history as identity sees it: who claimed what, in order, as columns of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portret.kernel import Event, stable_id
from portret.unify.model import Claim, Identifier

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]
Columns = tuple[tuple[str, ...], Codes, pa.Array]
"""Identifiers by number: the names of namespaces, the number of each one's namespace, and its value."""


class Alias(NamedTuple):
    """The previous id of an alias: an anonymous id or a user id; and whether, as the latter, a token proves it."""

    previous_id: str
    proven: bool


@dataclass(frozen=True, eq=False)
class History:
    """Events with their usable identifiers. An identifier is its number: its place in `spaces` and `values`.

    Attributes:
        workspace_id: whose.
        positions: per event, its place in the log, increasing.
        received_at_ms: per event.
        timestamps_ms: per event, when it happened.
        message_ids: per event, an Arrow array of text.
        verified: per event, whether its source can be trusted with all that it claims.
        starts: the claims of event n are those from `starts[n]` to before `starts[n + 1]`, at least one, best first.
        claimed: per claim, the number of the identifier.
        proven: per claim, whether a signed user token proves it.
        namespaces: their names; `spaces` counts in them.
        spaces: per identifier, the number of its namespace.
        values: per identifier, its value in normal form, an Arrow array of text.
        aliases: the events of type alias by number.
    """

    workspace_id: str
    positions: Numbers
    received_at_ms: Numbers
    timestamps_ms: Numbers
    message_ids: pa.Array
    verified: Truths
    starts: Numbers
    claimed: Codes
    proven: Truths
    namespaces: tuple[str, ...]
    spaces: Codes
    values: pa.Array
    aliases: Mapping[int, Alias] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.positions)

    @property
    def identifiers(self) -> int:
        """How many different identifiers there are."""
        return len(self.spaces)

    def identifier(self, number: int) -> Identifier:
        """Return an identifier by its number."""
        return self.namespaces[self.spaces[number]], self.values[number].as_py()

    def identified(self, numbers: Numbers) -> dict[int, Identifier]:
        """Return identifiers by their numbers."""
        values = self.values.take(numbers).to_pylist()
        spaces = [self.namespaces[space] for space in self.spaces[numbers].tolist()]
        return dict(zip(numbers.tolist(), zip(spaces, values, strict=True), strict=True))

    def created_id(self, event: int) -> str:
        """Return the id of the profile that an event made."""
        return self.created_ids(np.array([event]))[0]

    def created_ids(self, events: Numbers) -> list[str]:
        """Return the ids of the profiles that some events made."""
        message_ids = self.message_ids.take(events).to_pylist()
        told = zip(self.received_at_ms[events].tolist(), message_ids, strict=True)
        return [stable_id("prf", at_ms, self.workspace_id, message_id) for at_ms, message_id in told]

    def trusted(self) -> Truths:
        """Return, per claim, whether it is verified: by its source, or by a token."""
        return np.repeat(self.verified, np.diff(self.starts)) | self.proven

    def events_of_claims(self) -> Codes:
        """Return, per claim, the number of its event."""
        return np.repeat(np.arange(self.events, dtype=np.int32), np.diff(self.starts))


def gathered(starts: Numbers, chosen: Codes | Numbers) -> tuple[Numbers, Numbers]:
    """Return, for some of the lists that start there, their starts one after another, and where each entry was."""
    sizes = np.diff(starts)[chosen]
    begins = np.concatenate([[0], np.cumsum(sizes)])
    places = np.repeat(starts[chosen] - begins[:-1], sizes) + np.arange(begins[-1])
    return begins, places


def alias_of(event: Event, claim: Claim) -> Alias | None:
    """Return the alias that an event tells of, if it is one."""
    if event.type != "alias" or not event.previous_id:
        return None
    return Alias(event.previous_id, ("user_id", event.previous_id) in claim.proven)


class Numbering:
    """Gives identifiers their numbers, the same one whenever the same identifier comes."""

    def __init__(self) -> None:
        self._numbers: dict[Identifier, int] = {}

    def of(self, identifier: Identifier) -> int:
        """Return an identifier's number."""
        return self._numbers.setdefault(identifier, len(self._numbers))

    def columns(self) -> Columns:
        """Return what is numbered so far."""
        namespaces = tuple(dict.fromkeys(namespace for namespace, _ in self._numbers))
        places = {namespace: place for place, namespace in enumerate(namespaces)}
        spaces = np.array([places[namespace] for namespace, _ in self._numbers], np.int32)
        return namespaces, spaces, pa.array([value for _, value in self._numbers], pa.string())


def history_of(
    workspace_id: str,
    events: Sequence[Event],
    claims: Sequence[Claim],
    numbering: Numbering | None = None,
) -> History:
    """Return the history of events, which are in order, with their claims; events without a claim are left out."""
    numbering = numbering or Numbering()
    told = [(event, claim) for event, claim in zip(events, claims, strict=True) if claim.identifiers]
    claimed = [numbering.of(identifier) for _, claim in told for identifier in claim.identifiers]
    proven = [identifier in claim.proven for _, claim in told for identifier in claim.identifiers]
    namespaces, spaces, values = numbering.columns()
    return History(
        workspace_id=workspace_id,
        positions=np.array([event.position for event, _ in told], np.int64),
        received_at_ms=np.array([event.received_at_ms for event, _ in told], np.int64),
        timestamps_ms=np.array([event.timestamp_ms for event, _ in told], np.int64),
        message_ids=pa.array([event.message_id for event, _ in told], pa.string()),
        verified=np.array([event.verified for event, _ in told], np.bool_),
        starts=np.cumsum([0, *(len(claim.identifiers) for _, claim in told)], dtype=np.int64),
        claimed=np.array(claimed, np.int32),
        proven=np.array(proven, np.bool_),
        namespaces=namespaces,
        spaces=spaces,
        values=values,
        aliases={place: alias for place, each in enumerate(told) if (alias := alias_of(*each))},
    )
