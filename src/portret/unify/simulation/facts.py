"""Facts and when they were told, in columns: what each claims under each of several sets of rules."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from portret.kernel import Event
from portret.unify.bulk import Alias, Numbering, alias_of
from portret.unify.bulk.history import Codes, Numbers, Truths
from portret.unify.identifiers import Reader
from portret.unify.model import IdentityRules
from portret.unify.simulation.store import DEVICE_KEYS

PhoneRegion = Callable[[str], str]
"""The country of local numbers, by the id of a source."""

_TIMES = {"fact": np.uint64, "position": np.int64, "received_at_ms": np.int64, "timestamp_ms": np.int64}


@dataclass(frozen=True, eq=False)
class Facts:
    """The facts of a history by number; the claims of fact n are those from `starts[n]` to before `starts[n + 1]`.

    Attributes:
        hashes: per fact, what the warehouse calls it.
        message_ids: per fact, the message that told it first, an Arrow array.
        verified: per fact, whether its source can be trusted.
        claims: for each set of rules.
    """

    hashes: Numbers
    message_ids: pa.Array
    verified: Truths
    claims: list[Claims]


@dataclass(frozen=True, eq=False)
class Claims:
    """What facts claim under a set of rules: as in `History`, with facts for events."""

    starts: Numbers
    claimed: Codes
    proven: Truths
    aliases: dict[int, Alias]


@dataclass
class _Pages:
    """Claims that grow."""

    reader: Reader
    numbering: Numbering
    sizes: array[int] = field(default_factory=lambda: array("i"))
    claimed: array[int] = field(default_factory=lambda: array("i"))
    proven: array[int] = field(default_factory=lambda: array("b"))
    aliases: dict[int, Alias] = field(default_factory=dict)

    def add(self, event: Event, region: str) -> None:
        claim = self.reader.read(event, region)
        if alias := alias_of(event, claim):
            self.aliases[len(self.sizes)] = alias
        self.sizes.append(len(claim.identifiers))
        self.claimed.extend(map(self.numbering.of, claim.identifiers))
        self.proven.extend([each in claim.proven for each in claim.identifiers])

    def claims(self) -> Claims:
        starts = np.concatenate([[0], np.cumsum(np.array(self.sizes, np.int64))])
        return Claims(starts, np.array(self.claimed, np.int32), np.array(self.proven, np.bool_), self.aliases)


class FactReader:
    """Reads facts under several sets of rules at once; an identifier has the same number under all of them."""

    def __init__(self, rules: Sequence[IdentityRules], region: PhoneRegion, trait_keys: Sequence[str]) -> None:
        self._region = region
        self._trait_keys = trait_keys
        self.numbering = Numbering()
        self._pages = [_Pages(Reader(each), self.numbering) for each in rules]
        self._hashes: list[Numbers] = []
        self._message_ids: list[pa.Array] = []
        self._verified = array("b")

    def read(self, table: pa.Table) -> None:
        """Add a table of facts."""
        self._hashes.append(table["fact"].to_numpy())
        self._message_ids += table["first_message_id"].chunks
        for batch in table.to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                self._read(self._event(row))

    def facts(self) -> Facts:
        """Return all that was read."""
        return Facts(
            hashes=np.concatenate([np.zeros(0, np.uint64), *self._hashes]),
            message_ids=pa.concat_arrays([pa.array([], pa.string()), *self._message_ids]),
            verified=np.array(self._verified, np.bool_),
            claims=[pages.claims() for pages in self._pages],
        )

    def _read(self, event: Event) -> None:
        self._verified.append(event.verified)
        for pages in self._pages:
            pages.add(event, self._region(event.source_id))

    def _event(self, row: Mapping[str, Any]) -> Event:
        """Return an event that claims what a fact claims."""
        context: dict[str, Any] = {
            "traits": _document(self._trait_keys, row["context_told"]),
            "device": _document(DEVICE_KEYS, row["device"]),
        }
        if row["external_ids"]:
            context["externalIds"] = msgspec.json.decode(row["external_ids"])
        return Event(
            position=0,
            workspace_id="",
            source_id=row["source_id"],
            brand="",
            message_id="",
            type=row["kind"],
            name="",
            timestamp_ms=0,
            received_at_ms=0,
            user_id=row["user_id"],
            anonymous_id=row["anonymous_id"],
            previous_id=row["previous_id"],
            verified=row["verified"],
            proven=tuple(row["proven"]),
            properties=_document(("email",), [row["email_told"]]),
            traits=_document(self._trait_keys, row["traits_told"]),
            context=context,
        )


def _document(keys: Sequence[str], told: Sequence[str]) -> dict[str, Any]:
    """Return what was said under these keys; nothing at all, if the document was not there."""
    return {key: msgspec.json.decode(text) for key, text in zip(keys, told, strict=True) if text} if told else {}


@dataclass(frozen=True, eq=False)
class Told:
    """Which fact each event told, and when; events are in order, `facts` are numbers in `Facts`."""

    facts: Codes
    positions: Numbers
    received_at_ms: Numbers
    timestamps_ms: Numbers

    def only(self, chosen: Truths | Numbers) -> Told:
        """Return the events that are chosen, by truth or by place."""
        return Told(self.facts[chosen], self.positions[chosen], self.received_at_ms[chosen], self.timestamps_ms[chosen])


def history_told(facts: Facts, tables: Sequence[pa.Table]) -> Told:
    """Return what tables of events say; events of facts that came up only after these were read are left out."""
    columns = {
        name: np.concatenate([np.zeros(0, kind), *(table[name].to_numpy() for table in tables)])
        for name, kind in _TIMES.items()
    }
    in_order = np.argsort(facts.hashes)
    hashes = np.append(facts.hashes[in_order], np.uint64(0))
    places = np.searchsorted(hashes[:-1], columns["fact"])
    known = np.flatnonzero((hashes[places] == columns["fact"]) & (places < len(in_order)))
    return Told(
        in_order[places[known]].astype(np.int32),
        columns["position"][known],
        columns["received_at_ms"][known],
        columns["timestamp_ms"][known],
    )
