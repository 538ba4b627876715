"""What a merge, a split or an erasure changes in the warehouse, left for the loader in the same transaction.

A correction comes after all batches up to the position it was made at and before all later ones. Each part of it can
be repeated, so a loader that died on the way begins it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec
import zstandard

from portret.warehouse import Warehouse, alias_rows


class Move(msgspec.Struct, frozen=True, array_like=True):
    """Rows change their profile: those at these positions that are stored under one of `from_ids`.

    Attributes:
        kept_origins: ids merged into `to_id`; events that came as theirs keep saying so.
    """

    to_id: str
    from_ids: tuple[str, ...]
    positions: tuple[int, ...]
    kept_origins: tuple[str, ...] = ()


class Correction(msgspec.Struct, frozen=True, array_like=True):
    """What the loader has to do.

    Attributes:
        id: stands for it in the warehouse's memory of what was loaded.
        aliases: (old id, id it resolves to from now on); an id that is a profile of its own again names itself.
        moves: see Move.
        erased: profile ids of which no row may be left.
        changed: profiles to copy into the warehouse anew.
    """

    id: str
    workspace_id: str
    aliases: tuple[tuple[str, str], ...] = ()
    moves: tuple[Move, ...] = ()
    erased: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class Redirected:
    """Where rows belong that the loader has yet to move."""

    def __init__(self, waiting: Sequence[Correction]) -> None:
        """Take the corrections that wait, the oldest first."""
        moves = list(chain.from_iterable(correction.moves for correction in waiting))
        self._moves = moves
        self._to = {position: move for move in moves for position in move.positions}

    def sources(self, profile_ids: Sequence[str]) -> list[str]:
        """Return the ids under which rows of these profiles may still be stored."""
        found = dict.fromkeys(profile_ids)
        for move in reversed(self._moves):
            if move.to_id in found:
                found |= dict.fromkeys(move.from_ids)
        return list(found)

    def owner(self, position: int, stored_id: str, origin_id: str) -> tuple[str, str]:
        """Return the id under which the event at a position will be stored, and its origin then."""
        move = self._to.get(position)
        if move is None:
            return stored_id, origin_id
        return move.to_id, origin_id if origin_id in move.kept_origins else move.to_id


def pack(correction: Correction) -> bytes:
    """Return a correction as it stands in the state store."""
    return zstandard.ZstdCompressor(level=1).compress(msgspec.msgpack.encode(correction))


def unpack(body: bytes) -> Correction:
    """Return the correction that `pack` packed."""
    return msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(body), type=Correction)


def apply(warehouse: Warehouse, correction: Correction, position: int) -> None:
    """Change the warehouse as a correction that was made at a log position says, but for the profiles it changed."""
    workspace_id = correction.workspace_id
    if correction.aliases:
        aliases = [(workspace_id, *alias) for alias in correction.aliases]
        warehouse.load("profile_aliases", alias_rows(aliases, version=position), correction.id, again=True)
    for move in correction.moves:
        warehouse.move(workspace_id, move.from_ids, move.to_id, move.positions, move.kept_origins)
    if correction.erased:
        warehouse.erase(workspace_id, correction.erased)
