"""Members as a file, piece by piece: CSV, NDJSON or Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from portret.kernel import from_ms
from portret.segment.members.columns import Column, Kind

Format = Literal["csv", "ndjson", "parquet"]
Rows = Sequence[Sequence[Any]]
"""A value per column, row by row."""

MEDIA_TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}

_FORMULA = re.compile(
    r"(^|[;\t\r\n])(?=[=+\-@\t\r\n＝＋－＠])(?![+-]?\d{1,30}(?:\.\d{1,30})?(?:[;\t\r\n]|$))"  # noqa: RUF001 — wide signs count, too
)
"""Where a spreadsheet would begin to calculate, also one that takes a semicolon for the end of a cell."""

_ROW_GROUP = 10_000
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999
_TYPES: Mapping[Kind, pa.DataType] = {
    "id": pa.string(),
    "number": pa.float64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("ms", "UTC"),
    "duration": pa.int64(),
    "list": pa.list_(pa.string()),
    "map": pa.string(),
}


def written(file_format: Format, columns: Sequence[Column], pieces: Iterable[Rows]) -> Iterator[bytes]:
    """Yield a file of these rows; no more of it is in memory than a piece."""
    return _WRITERS[file_format](columns, pieces)


def _csv(columns: Sequence[Column], pieces: Iterable[Rows]) -> Iterator[bytes]:
    yield _lines([[_safe(column.name) for column in columns]])
    for rows in pieces:
        yield _lines([_cells(columns, row) for row in rows])


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cells(columns: Sequence[Column], row: Sequence[Any]) -> list[str]:
    return [_safe(_cell(column.kind, value)) for column, value in zip(columns, row, strict=True)]


def _cell(kind: Kind, value: Any) -> str:
    match _plain(kind, value):
        case None:
            return ""
        case bool() as said:
            return "true" if said else "false"
        case str() as text:
            return text
        case list() as parts if all(isinstance(part, str) for part in parts):
            return ";".join(parts)
        case list() | dict() as document:
            return msgspec.json.encode(document).decode()
        case other:
            return str(other)


def _safe(text: str) -> str:
    """Return text that no spreadsheet calculates: a quote goes before what would be a formula; numbers stay."""
    return _FORMULA.sub(r"\1'", text)


def _ndjson(columns: Sequence[Column], pieces: Iterable[Rows]) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    for rows in pieces:
        found = []
        for row in rows:
            said = {
                column.name: _plain(column.kind, value)
                for column, value in zip(columns, row, strict=True)
                if value is not None
            }
            found.append(encode(said))
        if found:
            yield b"\n".join(found) + b"\n"


def _plain(kind: Kind, value: Any) -> Any:
    """Return a value as JSON says it: instants as RFC 3339, durations in ISO 8601's seconds."""
    if kind == "instant" and isinstance(value, int | float):
        return _instant(round(value))
    if kind == "duration" and isinstance(value, int | float):
        return f"PT{value / 1000:.3f}".rstrip("0").rstrip(".") + "S"
    return value


def _instant(at_ms: int) -> str:
    return from_ms(min(max(at_ms, _FIRST_MS), _LAST_MS)).isoformat().replace("+00:00", "Z")


def _parquet(columns: Sequence[Column], pieces: Iterable[Rows]) -> Iterator[bytes]:
    schema = pa.schema([(column.name, _TYPES[column.kind]) for column in columns])
    sink = _Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows in _gathered(pieces):
            arrays = [
                pa.array([_arrow(column.kind, row[place]) for row in rows], _TYPES[column.kind])
                for place, column in enumerate(columns)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield sink.taken()
    yield sink.taken()


def _gathered(pieces: Iterable[Rows]) -> Iterator[Rows]:
    """Yield larger pieces: each is a row group of its own."""
    rows: list[Sequence[Any]] = []
    for piece in pieces:
        rows += piece
        if len(rows) >= _ROW_GROUP:
            yield rows
            rows = []
    if rows:
        yield rows


def _arrow(kind: Kind, value: Any) -> Any:
    if value is None or kind in ("id", "boolean"):
        return value
    if kind == "number":
        return float(value)
    if kind in ("instant", "duration"):
        return min(max(round(value), _FIRST_MS), _LAST_MS)
    if kind == "list":
        return [_text(part) for part in value]
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


class _Sink:
    """Where a writer writes to, and from where what is written goes on at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was written is there."""

    def close(self) -> None:
        """Take no more."""
        self.closed = True

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


_WRITERS: Mapping[Format, Callable[[Sequence[Column], Iterable[Rows]], Iterator[bytes]]] = {
    "csv": _csv,
    "ndjson": _ndjson,
    "parquet": _parquet,
}
