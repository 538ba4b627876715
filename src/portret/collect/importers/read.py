"""Rows of a file, one after another, in memory that does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, get_args

import msgspec
import zstandard

from portret.kernel import Invalid, told

FileFormat = Literal["csv", "tsv", "ndjson", "json", "parquet"]

_SUFFIXES: Mapping[str, FileFormat] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "json",
    ".parquet": "parquet",
}
_PACKED = (".gz", ".zst")
_CHUNK_BYTES = 256 * 1024
_MAX_FIELD_BYTES = 4 * 1024 * 1024
_PART_BYTES = 1024 * 1024
_PARQUET_ROWS = 1_000
_ROW_GROUP_BYTES = 1024**3
_MOST_COLUMNS = 2_000
_BETWEEN = " \t\r\n,[]"
_LARGE_GROUPS = told("parquet-groups", "The file has row groups of more than 1 GiB. Write it with smaller ones.")
_NO_OBJECT = told("row-no-object", "A JSON object is needed here.")
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"  # RFC 1952, RFC 8878


class Row(NamedTuple):
    """A row with its number, from 1; where it cannot be read, what is wrong with it, and as much of it as was read."""

    number: int
    values: Mapping[str, Any]
    problem: str = ""
    text: bytes = b""


class _Bounded(io.RawIOBase):
    """What a packed file unpacks to, which may be a thousand times its size: so much of it and no more."""

    def __init__(self, stream: BinaryIO, most_bytes: int) -> None:
        self._stream = stream
        self._most_bytes = most_bytes
        self._left_bytes = most_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._stream.read(len(buffer))
        self._left_bytes -= len(part)
        if self._left_bytes < 0:
            raise Invalid(
                told("file-unpacks", "The file unpacks to more than {most} bytes. Split it.", most=self._most_bytes)
            )
        buffer[: len(part)] = part
        return len(part)


class CountingFile(io.RawIOBase):
    """A file that knows how far it was read: the progress bar goes by bytes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.read_bytes = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; return how many bytes came."""
        count = self._file.readinto(buffer) or 0
        self.read_bytes += count
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def detect(path: Path) -> FileFormat:
    """Return the format that a file's name tells.

    Raises:
        Invalid: the name tells none.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKED]
    if suffixes and suffixes[-1] in _SUFFIXES:
        return _SUFFIXES[suffixes[-1]]
    raise Invalid(
        f"{path.name}: cannot tell the format by the name. Say it with --format {'|'.join(get_args(FileFormat))}."
    )


def identity(path: Path) -> str:
    """Return 16 hex digits that stand for all of the file's content: files that differ anywhere differ in it."""
    content = hashlib.blake2b(digest_size=8)
    with path.open("rb") as file:
        while part := file.read(_PART_BYTES):
            content.update(part)
    return content.hexdigest()


@contextmanager
def read_rows(
    path: Path, file_format: FileFormat, delimiter: str = "", encoding: str = "utf-8", *, most_bytes: int = 0
) -> Iterator[tuple[Iterator[Row], CountingFile]]:
    """Open a file; give its rows and the counter of bytes read.

    Args:
        path: of the file; packed by gzip or Zstandard or not.
        file_format: what it is.
        delimiter: between the cells of a CSV file; "" for the usual one.
        encoding: of text files.
        most_bytes: how much it may unpack to; 0 for any size.

    Raises:
        Invalid: the file is not there, or is not of this format at all.
    """
    try:
        counted = CountingFile(path)
    except OSError as error:
        raise Invalid(f"{path}: the file cannot be read: {error.strerror}.", path=str(path)) from error
    with counted:
        yield _rows(path, counted, file_format, delimiter, encoding, most_bytes), counted


def first_bytes(path: Path, size: int) -> bytes:
    """Return the beginning of a file's content, unpacked. Raises Invalid."""
    with CountingFile(path) as counted:
        try:
            return _unpacked(path, counted, 0).read(size)
        except (EOFError, OSError, zstandard.ZstdError) as error:
            raise _damaged(error) from error


def _damaged(error: Exception) -> Invalid:
    return Invalid(told("file-damaged", "The file is damaged ({why}).", why=error))


def _rows(
    path: Path, counted: CountingFile, file_format: FileFormat, delimiter: str, encoding: str, most_bytes: int
) -> Iterator[Row]:
    try:
        if file_format == "parquet":
            yield from _parquet(path, counted)
            return
        stream = _unpacked(path, counted, most_bytes)
        if file_format in ("csv", "tsv"):
            yield from _delimited(stream, delimiter or ("," if file_format == "csv" else "\t"), encoding)
        elif file_format == "ndjson":
            yield from _lines(stream)
        else:
            yield from _array(stream)
    except (EOFError, OSError, zstandard.ZstdError) as error:
        raise _damaged(error) from error


def _unpacked(path: Path, counted: CountingFile, most_bytes: int) -> BinaryIO:
    """Return the content of a file, which its name or its first bytes say to be packed or not."""
    buffered = io.BufferedReader(counted, _CHUNK_BYTES)
    begin, suffix = buffered.peek(4)[:4], path.suffix.lower()
    opened: Any
    if suffix == ".gz" or begin[:3] == _GZIP:
        opened = gzip.GzipFile(fileobj=buffered)
    elif suffix == ".zst" or begin == _ZSTD:
        opened = zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True)
    else:
        return buffered
    return io.BufferedReader(_Bounded(opened, most_bytes) if most_bytes else opened, _CHUNK_BYTES)


def _delimited(stream: BinaryIO, delimiter: str, encoding: str) -> Iterator[Row]:
    csv.field_size_limit(_MAX_FIELD_BYTES)
    chosen = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    text = io.TextIOWrapper(stream, encoding=chosen, errors="surrogateescape", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    names = _header(reader)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, {}, told("row-unread", "This line cannot be read ({why}).", why=error))
            continue
        if not cells:
            continue
        number += 1
        yield _cells(number, names, cells)


def _header(reader: Iterator[list[str]]) -> list[str]:
    names = [name.strip() for name in next(reader, [])]
    if not names or len(set(names)) != len(names):
        raise Invalid(told("columns-named", "The first line must name the columns, each once."))
    if len(names) > _MOST_COLUMNS:
        message = told(
            "columns-too-many",
            "The first line names {names} columns; a file may have {most}.",
            names=len(names),
            most=_MOST_COLUMNS,
        )
        raise Invalid(message)
    return names


def _cells(number: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        known = dict(zip(names, cells, strict=False))
        problem = told(
            "row-cells",
            "The row has {cells} cells, the first line names {columns} columns.",
            cells=len(cells),
            columns=len(names),
        )
        return Row(number, known, problem)
    return Row(number, dict(zip(names, cells, strict=True)))


def _lines(stream: BinaryIO) -> Iterator[Row]:
    number = 0
    while line := stream.readline(_MAX_FIELD_BYTES + 1):
        if len(line) > _MAX_FIELD_BYTES:
            message = told(
                "ndjson-line",
                "Line {line} has more than 4 MiB: this is not NDJSON, which has one object a line.",
                line=number + 1,
            )
            raise Invalid(message)
        if line.strip():
            number += 1
            yield _document(number, line)


def _document(number: int, line: bytes) -> Row:
    try:
        value = msgspec.json.decode(line)
    except RecursionError:
        return Row(number, {}, told("row-deep", "A value is nested too deeply."), line)
    except (msgspec.MsgspecError, UnicodeError):
        return Row(number, {}, told("row-not-json", "This is not JSON."), line)
    return _object(number, value, line)


def _object(number: int, value: Any, text: bytes = b"") -> Row:
    return Row(number, value) if isinstance(value, dict) else Row(number, {}, _NO_OBJECT, text)


def _array(stream: BinaryIO) -> Iterator[Row]:
    chunks = iter(lambda: stream.read(_CHUNK_BYTES), b"")
    for number, value in enumerate(split_values(chunks), start=1):
        yield _object(number, value)


def split_values(chunks: Iterator[bytes]) -> Iterator[Any]:
    """Yield the elements of a JSON array (or documents one after another) that comes in pieces.

    Raises:
        Invalid: it is not JSON at some place, one element is over 4 MiB, or the end is missing.
    """
    decode = json.JSONDecoder().raw_decode
    text = codecs.getincrementaldecoder("utf-8-sig")("replace")
    pending, seen = "", 0
    for chunk in chunks:
        pending = (pending + text.decode(chunk)).lstrip(_BETWEEN)
        while pending:
            try:
                value, end = decode(pending)
            except json.JSONDecodeError:
                break  # the rest of it comes with the next chunk
            except RecursionError as error:
                message = told("json-deep", "Element {element} of the file is nested too deeply.", element=seen + 1)
                raise Invalid(message) from error
            yield value
            seen += 1
            pending = pending[end:].lstrip(_BETWEEN)
        if len(pending) > _MAX_FIELD_BYTES:
            break
    if pending:
        message = told(
            "json-broken",
            "After element {element} the file is not JSON, or ends too early, or an element is over 4 MiB.",
            element=seen,
        )
        raise Invalid(message)


def _parquet(path: Path, counted: CountingFile) -> Iterator[Row]:
    """Yield the rows of a Parquet file, which does not go through the counter: so that is told by hand."""
    import pyarrow as pa  # noqa: PLC0415 — 100 MB of memory that only this format needs
    import pyarrow.parquet as pq  # noqa: PLC0415 — as above

    try:
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=_CHUNK_BYTES) as file:
            groups = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
            if any(group.total_byte_size > _ROW_GROUP_BYTES for group in groups):
                raise Invalid(_LARGE_GROUPS)
            number, size = 0, path.stat().st_size
            for batch in file.iter_batches(batch_size=_PARQUET_ROWS, use_threads=False):
                for values in batch.to_pylist():
                    number += 1
                    counted.read_bytes = size * number // file.metadata.num_rows
                    yield Row(number, values)
    except (pa.ArrowException, OSError) as error:
        raise Invalid(told("parquet-damaged", "This is not a Parquet file, or it is damaged.")) from error
