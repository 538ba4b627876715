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

from portret.kernel import Invalid

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
_EDGE_BYTES = 1024 * 1024
_PARQUET_ROWS = 1_000
_BETWEEN = " \t\r\n,[]"


class Row(NamedTuple):
    """A row with its number, from 1; or, where it cannot be read, what is wrong with it."""

    number: int
    values: Mapping[str, Any]
    problem: str = ""


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
    """Return 16 hex digits that stand for the file's content: its size, its first and its last MiB."""
    size = path.stat().st_size
    content = hashlib.blake2b(str(size).encode(), digest_size=8)
    with path.open("rb") as file:
        content.update(file.read(_EDGE_BYTES))
        file.seek(max(0, size - _EDGE_BYTES))
        content.update(file.read(_EDGE_BYTES))
    return content.hexdigest()


@contextmanager
def read_rows(
    path: Path, file_format: FileFormat, delimiter: str = "", encoding: str = "utf-8"
) -> Iterator[tuple[Iterator[Row], CountingFile]]:
    """Open a file; give its rows and the counter of bytes read.

    Raises:
        Invalid: the file is not there, or is not of this format at all.
    """
    try:
        counted = CountingFile(path)
    except OSError as error:
        raise Invalid(f"{path}: the file cannot be read: {error.strerror}.", path=str(path)) from error
    with counted:
        yield _rows(path, counted, file_format, delimiter, encoding), counted


def _rows(path: Path, counted: CountingFile, file_format: FileFormat, delimiter: str, encoding: str) -> Iterator[Row]:
    try:
        if file_format == "parquet":
            yield from _parquet(path)
            return
        stream = _unpacked(path, counted)
        if file_format in ("csv", "tsv"):
            yield from _delimited(stream, delimiter or ("," if file_format == "csv" else "\t"), encoding)
        elif file_format == "ndjson":
            yield from _lines(stream)
        else:
            yield from _array(stream)
    except (EOFError, OSError, zstandard.ZstdError) as error:
        raise Invalid(f"{path}: the file is damaged: {error}.", path=str(path)) from error


def _unpacked(path: Path, counted: CountingFile) -> BinaryIO:
    buffered = io.BufferedReader(counted, _CHUNK_BYTES)
    match path.suffix.lower():
        case ".gz":
            return gzip.open(buffered, "rb")  # type: ignore[return-value]  # a GzipFile reads like any binary file
        case ".zst":
            return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(buffered, read_across_frames=True))
        case _:
            return buffered


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
            yield Row(number, {}, f"this line cannot be read: {error}")
            continue
        if not cells:
            continue
        number += 1
        yield _cells(number, names, cells)


def _header(reader: Iterator[list[str]]) -> list[str]:
    names = [name.strip() for name in next(reader, [])]
    if not names or len(set(names)) != len(names):
        raise Invalid("The first line must name the columns, each once.")
    return names


def _cells(number: int, names: list[str], cells: list[str]) -> Row:
    if len(cells) != len(names):
        return Row(number, {}, f"{len(cells)} cells where {len(names)} columns are named")
    return Row(number, dict(zip(names, cells, strict=True)))


def _lines(stream: BinaryIO) -> Iterator[Row]:
    number = 0
    for line in stream:
        if line.strip():
            number += 1
            yield _document(number, line)


def _document(number: int, line: bytes) -> Row:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError):
        return Row(number, {}, "this is not JSON")
    return _object(number, value)


def _object(number: int, value: Any) -> Row:
    return Row(number, value) if isinstance(value, dict) else Row(number, {}, "expected a JSON object")


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
            yield value
            seen += 1
            pending = pending[end:].lstrip(_BETWEEN)
        if len(pending) > _MAX_FIELD_BYTES:
            break
    if pending:
        raise Invalid(f"After element {seen} the file is not JSON, or ends too early, or an element is over 4 MiB.")


def _parquet(path: Path) -> Iterator[Row]:
    import pyarrow as pa  # noqa: PLC0415 — 100 MB of memory that only this format needs
    import pyarrow.parquet as pq  # noqa: PLC0415 — as above

    try:
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=_CHUNK_BYTES) as file:
            number = 0
            for batch in file.iter_batches(batch_size=_PARQUET_ROWS, use_threads=False):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, values)
    except pa.ArrowInvalid as error:
        raise Invalid(f"{path}: this is not a Parquet file, or it is damaged.", path=str(path)) from error
