"""What the API of imports takes and gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, Field, StrictBool, StrictFloat, StrictInt, StrictStr

from portret.collect.api_models import Input
from portret.collect.importers import About, FileFormat, FileMapping
from portret.collect.importers.columns import ColumnLook, Holds
from portret.collect.imports.model import Counts, FileImport
from portret.collect.imports.preview import Becomes, Look
from portret.collect.sources import DEFAULT_BRAND
from portret.collect.values import json_of
from portret.kernel import HarmlessText, Invalid, Told, find_zone, from_ms, told
from portret.kernel.api_models import Wording, wording_of
from portret.operation import Operation, Problem

Delimiter = Literal[",", ";", "\t", "|", ""]
Encoding = Literal["utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "iso-8859-2", "koi8-r"]
Status = Literal["draft", "queued", "running", "done", "failed", "cancelled"]

_MOST_PARTS = 500


class ColumnPart(Input):
    """A column's value, converted."""

    column: str = Field(max_length=1_000)
    type: Literal["text", "number", "integer", "boolean", "datetime", "json"] | None = None
    format: str | None = Field(default=None, max_length=100, description="Of a datetime, as strptime reads it.")
    decimal: Literal[".", ","] = "."
    default: StrictBool | StrictInt | StrictFloat | StrictStr | None = None


Part = ColumnPart | StrictBool | StrictInt | StrictFloat | StrictStr


class MappingDocument(Input):
    """Which column becomes which part of an event: as in a mapping file of `portret import`."""

    type: Part = "track"
    event: Part | None = None
    name: Part | None = None
    category: Part | None = None
    user_id: Part | None = None
    anonymous_id: Part | None = None
    previous_id: Part | None = None
    group_id: Part | None = None
    timestamp: Part | None = None
    message_id: Part | None = None
    properties: dict[str, Part] = Field(default={}, max_length=_MOST_PARTS)
    traits: dict[str, Part] = Field(default={}, max_length=_MOST_PARTS)
    context: dict[str, Part] = Field(default={}, max_length=_MOST_PARTS)
    lines: dict[str, Part] = Field(default={}, max_length=_MOST_PARTS, description="Of one product of an order.")
    group_by: str = Field(default="", max_length=1_000, description="Rows alike in this column are one event.")
    rest: Literal["properties", "traits", "ignore"] = "ignore"
    time_zone: str = Field(default="UTC", max_length=64, description="IANA zone of instants that name none.")


class AskedReading(Input):
    """How a file is to be read; what is left out stays as it was found."""

    delimiter: Delimiter | None = None
    encoding: Encoding | None = None


class AskedLook(AskedReading):
    """How a file is to be read, and what its rows are."""

    about: About | None = None


class AskedRowsPreview(AskedReading):
    """A mapping to be tried; null for rows that are events already."""

    mapping: MappingDocument | None = None
    source_id: str = Field(default="", max_length=100, description="Whose phone region counts.")


class NewImportSource(Input):
    """A source to be made for an import."""

    name: str = Field(min_length=1, max_length=200)
    brand: str = DEFAULT_BRAND
    phone_region: str = Field(default="", pattern="^([A-Z]{2})?$", description="ISO 3166 country of local numbers.")


class ImportStart(AskedReading):
    """All that an import needs to begin."""

    about: About
    mapping: MappingDocument | None = None
    source_id: str = Field(default="", max_length=100, description="A source of the kind server.")
    new_source: NewImportSource | None = None


class ImportProblem(BaseModel):
    """Why an import failed."""

    type: HarmlessText
    detail: str
    words: Wording | None


class ImportView(BaseModel):
    """An import: its file, what was said of it, and how far it is."""

    id: HarmlessText
    name: str = Field(description="Of the file.")
    size_bytes: int
    format: FileFormat
    delimiter: HarmlessText
    encoding: HarmlessText
    about: About | None
    mapping: dict[str, Any] | None
    source_id: HarmlessText
    operation_id: HarmlessText
    status: Status = Field(description="draft: uploaded, not begun.")
    progress: float = Field(description="0 to 1.")
    is_waiting: bool = Field(description="Whether it waits until earlier events are processed.")
    problem: ImportProblem | None
    rows: int = Field(description="Read up to now.")
    events: int = Field(description="Taken in.")
    duplicates: int = Field(description="Events that had been taken in before.")
    set_aside: int = Field(description="Events in quarantine.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportPage(BaseModel):
    """Some imports, newest first, and the cursor of the next ones if there are more."""

    items: list[ImportView]
    next_cursor: HarmlessText | None


class FileColumn(BaseModel):
    """A column as the first rows show it."""

    name: str
    holds: Holds
    filled: float = Field(description="The share of rows that have a value, 0 to 1.")
    samples: list[str]


class FileLook(BaseModel):
    """What a file holds, how it is read, and a mapping that fits it."""

    format: FileFormat
    delimiter: HarmlessText
    encoding: HarmlessText
    columns: list[FileColumn]
    about: About
    mapping: MappingDocument | None


class RowIdentifier(BaseModel):
    """An identifier in its normal form."""

    namespace: str
    value: str


class BecomesView(BaseModel):
    """What a row becomes: an event of somebody, or why it is none."""

    row: int
    last_row: int = Field(description="Of rows that are one event.")
    name: str
    timestamp: datetime | None
    identifiers: list[RowIdentifier]
    traits: dict[str, Any]
    properties: dict[str, Any]
    code: HarmlessText = Field(description="Why it cannot be used; empty if it can.")
    detail: str
    words: Wording | None
    event: dict[str, Any] | None = Field(description="As it is sent.")


class RowsPreview(BaseModel):
    """What the first rows become."""

    items: list[BecomesView]


def mapping_of_document(document: MappingDocument | None) -> FileMapping | None:
    """Return a mapping as the importer reads it. Raises Invalid."""
    if document is None:
        return None
    if find_zone(document.time_zone) is None:
        raise Invalid(
            told("import-zone", "time_zone is not an IANA zone such as Europe/Warsaw."), path="/mapping/time_zone"
        )
    try:
        return msgspec.convert(document.model_dump(exclude_none=True), FileMapping)
    except msgspec.ValidationError as error:
        raise Invalid(
            told("import-mapping", "This is not a mapping: {error}.", error=error), path="/mapping"
        ) from error


def _waits(note: str) -> bool:
    return isinstance(note, Told) and note.code.startswith("waiting-")


def import_view(found: FileImport, work: Operation | None) -> ImportView:
    """Return an import as the API shows it, with the operation that does the work, if it is known."""
    counts: Counts = found.counts
    return ImportView(
        id=found.id,
        name=found.name,
        size_bytes=found.size_bytes,
        format=found.file_format,
        delimiter=found.delimiter,
        encoding=found.encoding,
        about=found.about or None,  # type: ignore[arg-type]  # the database has one of them
        mapping=msgspec.json.decode(found.mapping) if found.mapping else None,
        source_id=found.source_id,
        operation_id=found.operation_id,
        status=_status(found, work),
        progress=1.0 if found.finished_at_ms else work.progress if work else 0.0,
        is_waiting=work is not None and work.status == "running" and _waits(work.note),
        problem=_problem_view(work.problem) if work and work.problem else None,
        rows=counts.rows,
        events=counts.events,
        duplicates=counts.duplicates,
        set_aside=counts.set_aside,
        created_at=from_ms(found.created_at_ms),
        started_at=from_ms(found.started_at_ms) if found.started_at_ms else None,
        finished_at=from_ms(found.finished_at_ms) if found.finished_at_ms else None,
    )


def _problem_view(problem: Problem) -> ImportProblem:
    words = Wording(code=problem.code, values=problem.values) if problem.code else None
    return ImportProblem(type=problem.type, detail=problem.detail, words=words)


def look_view(found: FileImport, look: Look) -> FileLook:
    """Return a look at a file as the API shows it."""
    mapping = None if look.mapping is None else MappingDocument.model_validate(msgspec.to_builtins(look.mapping))
    return FileLook(
        format=found.file_format,
        delimiter=found.delimiter,
        encoding=found.encoding,
        columns=[_column_view(column) for column in look.columns],
        about=look.about,
        mapping=mapping,
    )


def becomes_view(found: Becomes) -> BecomesView:
    """Return what a row becomes as the API shows it."""
    event = found.event
    return BecomesView(
        row=found.made.row,
        last_row=found.made.last_row,
        name=(event.name or event.type) if event else "",
        timestamp=from_ms(event.timestamp_ms) if event else None,
        identifiers=[RowIdentifier(namespace=namespace, value=value) for namespace, value in found.identifiers],
        traits=dict(event.traits) if event else {},
        properties=dict(event.properties) if event else {},
        code=found.code,
        detail=found.detail,
        words=wording_of(found.detail),
        event=_object(found.made.event),
    )


def _object(text: bytes) -> dict[str, Any] | None:
    """Return what JSON holds; None where it is none, or no object."""
    found = json_of(text)
    return found if isinstance(found, dict) else None


def _status(found: FileImport, work: Operation | None) -> Status:
    if found.finished_at_ms:
        return "done"
    if not found.operation_id:
        return "draft"
    return work.status if work else "failed"


def _column_view(column: ColumnLook) -> FileColumn:
    return FileColumn(name=column.name, holds=column.holds, filled=column.filled, samples=list(column.samples))
