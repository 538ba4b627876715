"""What is in a file, and what its first rows would become, by the same steps that the import takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from portret import unify
from portret.collect.enrich import Enricher, open_enricher
from portret.collect.importers import (
    About,
    FileMapping,
    Made,
    Row,
    look_at,
    made_events,
    read_rows,
    suggest_about,
    suggest_mapping,
    unknown_columns,
)
from portret.collect.importers.columns import ColumnLook
from portret.collect.imports.model import FileImport
from portret.collect.model import Source, Workspace
from portret.collect.normalise import Normaliser
from portret.kernel import Event, Invalid, Settings, told
from portret.log import Record
from portret.state import State

MOST_TIMES_UNPACKED = 20
"""How many times the largest file a packed one may unpack to."""

_LOOKED_AT = 200
_SHOWN = 20
_NOBODY = told("row-nobody", "None of its identifiers can be used: map an id, an e-mail or a phone number.")
_HERE = "src_here"


@dataclass(frozen=True)
class Look:
    """What a file holds, and a mapping that fits it."""

    columns: list[ColumnLook]
    about: About
    mapping: FileMapping | None


@dataclass(frozen=True)
class Becomes:
    """What a row, or rows that are one event, become: an event of somebody, or why it is none.

    Attributes:
        made: the rows and the event as it is sent.
        event: the event as it is stored; None if it cannot be used.
        identifiers: by which it finds its person, the strongest first.
        code: why it cannot be used, a stable word; "" if it can.
        detail: the same in words.
    """

    made: Made
    event: Event | None = None
    identifiers: Sequence[tuple[str, str]] = ()
    code: str = ""
    detail: str = ""


def looked_at(found: FileImport, path: Path, limit_bytes: int, about: About | None, time_zone: str) -> Look:
    """Return what a file holds; what its rows are is guessed unless it is said. Raises Invalid."""
    rows = [row.values for row in _first(found, path, limit_bytes) if not row.problem]
    if not rows:
        raise Invalid(
            told("rows-unread", "None of the first rows can be read. Say how the cells are separated, or the encoding.")
        )
    columns = look_at(rows)
    chosen = about or suggest_about(columns)
    return Look(columns, chosen, suggest_mapping(columns, chosen, rows, time_zone))


def become(
    found: FileImport, path: Path, mapping: FileMapping | None, state: State, settings: Settings, region: str
) -> list[Becomes]:
    """Return what the first rows of a file would become; changes nothing. Raises Invalid."""
    rows = _first(found, path, settings.import_max_bytes)
    if mapping and (missing := unknown_columns(mapping, {name for row in rows for name in row.values})):
        raise Invalid(
            told("import-no-column", "The file has no column {column}.", column=f"{missing[0]!r}"), path="/mapping"
        )
    resolver = unify.Resolver(unify.KnownRules(state).of, lambda _: region or settings.phone_region)
    source = Source(id=_HERE, workspace_id=found.workspace_id, brand="", name="", kind="server")
    workspace = Workspace(id=found.workspace_id, name="")
    normaliser = Normaliser({_HERE: source}, {workspace.id: workspace}, _enricher(settings))
    made = islice(made_events(iter(rows), mapping, found.content), _SHOWN)
    return [_becomes(each, normaliser, resolver, found.created_at_ms) for each in made]


def _first(found: FileImport, path: Path, limit_bytes: int) -> list[Row]:
    most = limit_bytes * MOST_TIMES_UNPACKED
    with read_rows(path, found.file_format, found.delimiter, found.encoding, most_bytes=most) as (rows, _):
        return list(islice(_whole(rows), _LOOKED_AT))


def _whole(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows; what is broken behind good ones is no matter yet."""
    good = 0
    try:
        for row in rows:
            yield row
            good += 1
    except Invalid:
        if not good:
            raise


def _becomes(made: Made, normaliser: Normaliser, resolver: unify.Resolver, now_ms: int) -> Becomes:
    if made.kind:
        return Becomes(made, code=made.kind, detail=made.detail)
    body = b'{"batch":[' + made.event + b"]}"
    events, faults = normaliser.events(Record(1, _HERE, now_ms, 1, b"", body))
    if faults:
        return Becomes(made, code=faults[0].code, detail=faults[0].detail)
    [claim] = resolver.claims(events)
    if not claim.identifiers:
        return Becomes(made, code="no-identifier", detail=_NOBODY)
    return Becomes(made, events[0], [(each[0], each[1]) for each in claim.identifiers])


@lru_cache(maxsize=1)
def _enricher(settings: Settings) -> Enricher:
    return open_enricher(settings)
