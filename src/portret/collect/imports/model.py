"""An import: a file that somebody brought, what they said of it, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from portret.collect.importers import About, FileFormat, FileMapping


class Counts(msgspec.Struct, frozen=True):
    """How far an import is, in rows but for events: a row may be one line of an event.

    Attributes:
        rows: read up to now; the next one to read follows.
        events: taken in.
        duplicates: events that had been taken in before.
        set_aside: events in quarantine.
    """

    rows: int = 0
    events: int = 0
    duplicates: int = 0
    set_aside: int = 0


@dataclass(frozen=True, kw_only=True)
class FileImport:
    """An import of a workspace.

    Attributes:
        name: of the file, as its owner calls it; never a path here.
        content: 16 hex digits that stand for what is in the file.
        about: what its rows are; "" until somebody said it.
        mapping: as JSON; "" until somebody said it, and where none is needed.
        source_id: whose events they become; "" until it was begun.
        operation_id: of the work; "" until it was begun.
        counts: how far it is for certain.
        pending: how far it is once the batch that is being written at this moment is in the log.
        finished_at_ms: when it was done, milliseconds since the epoch; 0 until then.
    """

    workspace_id: str
    id: str
    name: str
    size_bytes: int
    content: str
    file_format: FileFormat
    delimiter: str
    encoding: str
    about: About | str = ""
    mapping: str = ""
    source_id: str = ""
    operation_id: str = ""
    counts: Counts = field(default_factory=Counts)
    pending: Counts = field(default_factory=Counts)
    author: str
    created_at_ms: int
    started_at_ms: int = 0
    finished_at_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class Unusable:
    """A row that makes no event: its number, the stable word and the words for why, and as much as could be made."""

    row: int
    code: str
    detail: str
    event: bytes


def mapping_of(found: FileImport) -> FileMapping | None:
    """Return the mapping of an import that was begun; None where its rows are events already."""
    return msgspec.json.decode(found.mapping, type=FileMapping) if found.mapping else None
