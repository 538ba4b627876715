"""Which definitions of a workspace are in force: a new one takes over once the history of all it reads is there.

Until then the one before it goes on, or nothing. Whatever is wrong with a definition stays with that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
import structlog

from portret import profile, trait
from portret.definition import Stored, current
from portret.kernel import digest, told
from portret.segment.book import Book
from portret.segment.evaluate import Evaluator, compile_segments
from portret.segment.faults import uses_of
from portret.segment.model import Definition, Dynamic
from portret.segment.upkeep import store
from portret.segment.upkeep.store import FoldRow, SegmentRow, TraitInForce
from portret.trait import Fold, Plan

_log = structlog.get_logger(__name__)

_Document = TypeVar("_Document", Definition, trait.Definition)


@dataclass(frozen=True, kw_only=True)
class InForce:
    """The definitions in force in a workspace, compiled.

    Attributes:
        plan: what to fold of each event; None if nothing.
        folds: ids of the folds whose states are kept.
        evaluator: the segments.
        numbers: of the segments that have a condition and all they read.
        segments: all that may have members, by number.
    """

    workspace_id: str
    plan: Plan | None
    folds: frozenset[int]
    evaluator: Evaluator
    numbers: frozenset[int]
    segments: Mapping[int, SegmentRow]


def register(connection: sa.Connection, workspace_id: str, zone: str, position: int) -> InForce:
    """Look at the definitions that were saved, write which folds and segments that makes, return what is in force.

    Args:
        connection: of a transaction that writes.
        workspace_id: whose definitions.
        zone: the workspace's IANA time zone.
        position: the log position up to which events are in profiles: new folds take those that come after it.
    """
    return _Register(connection, workspace_id, zone, position).run()


def only_folding(connection: sa.Connection, workspace_id: str, zone: str) -> InForce:
    """Return what folds as before and judges nobody, for definitions that cannot be registered.

    Once they can be again, everybody is judged anew.
    """
    store.forget_meanings(connection, workspace_id)
    folded = {row.id: row.fold for row in store.fold_rows(connection, workspace_id) if not row.fault}
    return InForce(
        workspace_id=workspace_id,
        plan=Plan(folded, zone) if folded else None,
        folds=frozenset(folded),
        evaluator=compile_segments([], Book({}, {}), zone, lambda _: 0),
        numbers=frozenset(),
        segments={},
    )


class _Register:
    """One look at a workspace's definitions."""

    def __init__(self, connection: sa.Connection, workspace_id: str, zone: str, position: int) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._zone = zone
        self._people = profile.count(connection, workspace_id)
        self._folds = _Folds(connection, workspace_id, zone, position, is_empty=not self._people)
        self._rows = {row.segment_id: row for row in store.segment_rows(connection, workspace_id)}
        self._faults: dict[int, str] = {}

    def run(self) -> InForce:
        traits = _readable(current(self._connection, self._workspace_id, "trait"), trait.Definition)
        segments = _readable(current(self._connection, self._workspace_id, "segment"), Definition)
        numbers = self._numbers(stored for stored, _ in segments.values())
        wanted = _book({key: one for key, (_, one) in traits.items()}, {key: one for key, (_, one) in segments.items()})
        computed = {key: one.compute for key, (_, one) in traits.items() if one.enabled}
        enabled = [(numbers[stored.id], one) for stored, one in segments.values() if one.enabled]
        trait_ids, compiled = self._compiled(computed, enabled, wanted)
        if self._folds.has_new:  # a later one may keep what an earlier one needs
            trait_ids, compiled = self._compiled(computed, enabled, wanted)
        self._faults |= compiled.broken
        needed = {*compiled.folds, *trait_ids.values()}
        in_force = self._traits_in_force(traits, trait_ids)
        definitions: dict[int, Definition] = {}
        for stored, one in segments.values():
            number = numbers[stored.id]
            if one.enabled:
                needs = _needs(compiled, number)
                self._note_fault(number, needs)
                is_ready = number not in compiled.broken and self._is_live(needs)
                definitions |= self._take(stored, one, is_ready=is_ready)
        book = _book({row.key: row.definition for row in in_force}, {one.key: one for one in definitions.values()})
        evaluator = compile_segments(list(definitions.items()), book, self._zone, self._folds.id_of)
        self._faults |= evaluator.broken
        needed |= {*evaluator.folds, *(row.fold_id for row in in_force)}
        self._folds.save(needed)
        store.replace_traits(self._connection, self._workspace_id, in_force)
        able = frozenset(number for number in evaluator.numbers if self._is_live(evaluator.needs(number)))
        self._save_segments(book, definitions, able, {number for number, _ in enabled})
        return self._in_force(evaluator, able)

    def _compiled(
        self, computed: Mapping[str, Fold], enabled: Sequence[tuple[int, Definition]], wanted: Book
    ) -> tuple[dict[str, int], Evaluator]:
        """Return the ids of the folds of traits, by key, and the segments that are wanted."""
        ids = {key: self._folds.id_of(fold) for key, fold in computed.items()}
        return ids, compile_segments(enabled, wanted, self._zone, self._folds.id_of)

    def _numbers(self, stored: Iterable[Stored]) -> dict[str, int]:
        """Return the number of each segment, by its id; new ones get one."""
        last = max((row.number for row in self._rows.values()), default=0)
        for one in stored:
            if one.id not in self._rows:
                last += 1
                self._rows[one.id] = SegmentRow(
                    workspace_id=self._workspace_id, number=last, segment_id=one.id, key=one.key, name=""
                )
        return {segment_id: row.number for segment_id, row in self._rows.items()}

    def _traits_in_force(
        self, traits: Mapping[str, tuple[Stored, trait.Definition]], trait_ids: Mapping[str, int]
    ) -> list[TraitInForce]:
        before = {row.key: row for row in store.trait_rows(self._connection, self._workspace_id)}
        found: list[TraitInForce] = []
        for key, fold_id in trait_ids.items():
            stored, _ = traits[key]
            if self._is_live([fold_id]):
                found.append(
                    TraitInForce(
                        workspace_id=self._workspace_id,
                        key=key,
                        version=stored.version,
                        document=stored.document,
                        fold_id=fold_id,
                    )
                )
            elif key in before and self._folds.is_kept(before[key].fold_id):
                found.append(before[key])
        return found

    def _take(self, stored: Stored, definition: Definition, *, is_ready: bool) -> dict[int, Definition]:
        """Put a definition in force if it can be; return number → the one that is in force, if one is."""
        row = self._rows[stored.id]
        if is_ready:
            document = stored.document
            self._rows[stored.id] = replace(
                row, version=stored.version, document=document, key=stored.key, name=definition.name
            )
            return {row.number: definition}
        if row.version and row.status not in {"leaving", "gone"}:
            return {row.number: msgspec.convert(row.document, Definition)}
        self._rows[stored.id] = replace(row, key=stored.key, name=definition.name, status=_waiting(row))
        return {}

    def _save_segments(
        self, book: Book, definitions: Mapping[int, Definition], able: frozenset[int], wanted: Collection[int]
    ) -> None:
        meanings = _Meanings(book, self._zone)
        for segment_id, row in self._rows.items():
            definition = definitions.get(row.number)
            if definition is not None:
                changed = self._begun(row, definition, meanings.of(definition), row.number in able)
            elif row.status != "gone" and (row.status != "filling" or row.number not in wanted):
                changed = replace(row, status="leaving", meaning="")
            else:
                changed = row
            self._rows[segment_id] = replace(changed, fault=self._faults.get(row.number, ""))
        store.save_segments(self._connection, self._rows.values())

    def _begun(self, row: SegmentRow, definition: Definition, meaning: str, is_able: bool) -> SegmentRow:  # noqa: FBT001
        """Return a segment in force: everybody is judged anew if it means something else than before."""
        if not isinstance(definition.members, Dynamic):
            return replace(row, meaning=meaning, status="live")
        if not is_able or (row.meaning == meaning and row.status in {"sweeping", "live"}):
            return row
        return replace(row, meaning=meaning, status="sweeping", swept=0, to_sweep=self._people)

    def _in_force(self, evaluator: Evaluator, able: frozenset[int]) -> InForce:
        folded = {row.id: row.fold for row in self._folds.kept() if not row.fault}
        return InForce(
            workspace_id=self._workspace_id,
            plan=Plan(folded, self._zone) if folded else None,
            folds=frozenset(folded),
            evaluator=evaluator,
            numbers=able,
            segments={row.number: row for row in self._rows.values() if row.status != "gone"},
        )

    def _note_fault(self, number: int, needs: Iterable[int]) -> None:
        fault = next(filter(None, map(self._folds.fault_of, sorted(needs))), "")
        if fault:
            self._faults.setdefault(number, fault)

    def _is_live(self, ids: Iterable[int]) -> bool:
        return all(self._folds.is_live(fold_id) for fold_id in ids)


class _Folds:
    """The folds of a workspace: gives each an id, and keeps those that somebody needs."""

    def __init__(
        self, connection: sa.Connection, workspace_id: str, zone: str, position: int, *, is_empty: bool
    ) -> None:
        self._connection = connection
        self._workspace_id = workspace_id
        self._zone = zone
        self._position = position
        self._is_empty = is_empty
        self._by_key = {row.key: row for row in store.fold_rows(connection, workspace_id)}
        self._stored = frozenset(row.id for row in self._by_key.values())
        self._by_id = {row.id: row for row in self._by_key.values()}
        self._kept: defaultdict[str | None, list[tuple[int, int]]] = defaultdict(list)
        for row in self._by_key.values():
            self._note(row)
        self._last_id = store.last_fold_id(connection, workspace_id)

    @property
    def has_new(self) -> bool:
        """Whether any fold got an id that is not written yet."""
        return not self._stored.issuperset(self._by_id)

    def id_of(self, fold: Fold) -> int:
        """Return the id under which a fold's state is kept; a new one gets one, and its history is read if any.

        It needs no state of its own where there is one that holds the same, in a window as far back or further.
        """
        shared = self._kept_for(fold)
        if shared is not None:
            return shared
        key = f"{trait.fold_key(fold)}:{self._zone}"
        known = self._by_key.get(key)
        if known is None:
            self._last_id += 1
            known = FoldRow(
                workspace_id=self._workspace_id,
                id=self._last_id,
                key=key,
                fold=fold,
                status="live" if self._is_empty else "filling",
                since_position=self._position,
                fault=self._fault(fold),
            )
            self._by_key[key] = self._by_id[known.id] = known
            self._note(known)
        return known.id

    def _note(self, row: FoldRow) -> None:
        """Note a state that others may share: one with all its history, in this time zone."""
        key = trait.state_key(row.fold)
        if key is not None and self.is_live(row.id) and row.key.endswith(f":{self._zone}"):
            self._kept[key].append((_reach_minutes(row.fold), -row.id))

    def _kept_for(self, fold: Fold) -> int | None:
        """Return the id of the state that reaches back furthest, if it reaches as far as a fold needs."""
        kept = self._kept.get(trait.state_key(fold))
        if not kept:
            return None
        reach_min, minus_id = max(kept)
        return -minus_id if reach_min >= _reach_minutes(fold) else None

    def is_live(self, fold_id: int) -> bool:
        """Say whether a fold has all its history."""
        row = self._by_id.get(fold_id)
        return row is not None and row.status == "live" and not row.fault

    def fault_of(self, fold_id: int) -> str:
        """Say why a fold cannot be folded; "" if it can."""
        row = self._by_id.get(fold_id)
        return row.fault if row else ""

    def is_kept(self, fold_id: int) -> bool:
        """Say whether a fold is there at all."""
        return fold_id in self._by_id

    def kept(self) -> Iterable[FoldRow]:
        """Return the folds that somebody needs, once `save` has said which."""
        return self._by_id.values()

    def save(self, needed: set[int]) -> None:
        """Write the new ones among the folds that somebody needs, and retire those that nobody does."""
        new = [row for row in self._by_id.values() if row.id in needed and row.id not in self._stored]
        store.save_folds(self._connection, new)
        retired = sorted(self._stored - needed)
        if retired:
            store.set_fold_status(self._connection, self._workspace_id, retired, "retired")
        self._by_id = {fold_id: row for fold_id, row in self._by_id.items() if fold_id in needed}

    def _fault(self, fold: Fold) -> str:
        """Say what is wrong with a fold, "" if nothing: it must stay with that one."""
        fault = Plan({0: fold}, self._zone).broken.get(0, "")
        if not fault:
            return ""
        _log.warning("fold refused", workspace=self._workspace_id, reason=fault)
        return told("trait-uncomputable", "That cannot be computed: {reason}", reason=fault)


class _Meanings:
    """What stands for all that a segment says: its own words and those of everything it names."""

    def __init__(self, book: Book, zone: str) -> None:
        self._book = book
        self._zone = zone
        self._known: dict[str, str] = {}

    def of(self, definition: Definition) -> str:
        """Return the same text for what means the same."""
        known = self._known.get(definition.key)
        if known is None:
            self._known[definition.key] = "itself"
            named = [self._named(word) for word in sorted(uses_of(definition))]
            own = msgspec.json.encode(definition.members, order="deterministic").decode()
            known = self._known[definition.key] = digest(self._zone, own, *named).hex()
        return known

    def _named(self, word: str) -> str:
        kind, _, key = word.partition(":")
        if kind == "segment":
            nested = self._book.segments.get(key)
            return f"{word}={self.of(nested) if nested else ''}"
        named = self._book.traits.get(key)
        return f"{word}={msgspec.json.encode(named.compute).decode() if named and named.enabled else ''}"


def _reach_minutes(fold: Fold) -> int:
    window = None if isinstance(fold, trait.Sequence) else fold.window
    return 0 if window is None else trait.reach_minutes(window)


def _needs(compiled: Evaluator, number: int) -> frozenset[int]:
    return compiled.needs(number) if number in compiled.numbers else frozenset()


def _waiting(row: SegmentRow) -> Any:
    return "leaving" if row.status == "leaving" else "filling"


def _book(traits: Mapping[str, trait.Definition], segments: Mapping[str, Definition]) -> Book:
    return Book(traits, segments)


def _readable(stored: Iterable[Stored], kind: type[_Document]) -> dict[str, tuple[Stored, _Document]]:
    """Return by key those documents that this version of Portret understands."""
    return dict(_read(stored, kind))


def _read(stored: Iterable[Stored], kind: type[_Document]) -> Iterator[tuple[str, tuple[Stored, _Document]]]:
    for one in stored:
        try:
            yield one.key, (one, msgspec.convert(one.document, kind))
        except msgspec.ValidationError as error:
            _log.error("definition not understood", kind=one.kind, key=one.key, reason=str(error))
