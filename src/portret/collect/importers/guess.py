"""What a file is, by its content alone: nobody's word for it is taken, nor its name's."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec

from portret.collect.importers.read import FileFormat, first_bytes
from portret.kernel import Invalid, told

_LOOKED_AT_BYTES = 64 * 1024
_LINES = 20
_DELIMITERS = (",", ";", "\t", "|")
_FOREIGN: Mapping[bytes, str] = {
    b"PK\x03\x04": told(
        "file-zip", "This is a workbook or a ZIP archive. Save the sheet as CSV, or unpack the archive first."
    ),
    b"\xd0\xcf\x11\xe0": told("file-excel", "This is an old Excel workbook. Save the sheet as CSV."),
    b"%PDF": told("file-pdf", "This is a PDF document. Export the data as CSV."),
    b"BZh": told("file-bzip2", "This is packed with bzip2. Unpack it, or pack it with gzip."),
    b"\xfd7zXZ": told("file-xz", "This is packed with xz. Unpack it, or pack it with gzip."),
}
_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".encode("cp1250"))
_WESTERN = frozenset("àâäçèéêëîïôöùûüßñÀÄÇÈÉÊÖÜÑ".encode("cp1252"))
_CYRILLIC_SHARE = 0.7
_ASCII_END, _LETTERS = 0x80, 0xC0  # from there on cp1251 has Cyrillic letters alone


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a file seems to be; `delimiter` of a CSV file, `encoding` of any text."""

    file_format: FileFormat
    delimiter: str = ""
    encoding: str = "utf-8"


def guess_file(path: Path) -> Guess:
    """Return what a file is. Raises Invalid if it is nothing that can be imported."""
    head = first_bytes(path, _LOOKED_AT_BYTES)
    if not head.strip():
        raise Invalid(told("file-empty", "The file is empty."))
    if head.startswith(b"PAR1"):
        return Guess(file_format="parquet")
    for begin, what in _FOREIGN.items():
        if head.startswith(begin):
            raise Invalid(what)
    encoding = guess_encoding(head)
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    if "\0" in text:
        raise Invalid(
            told("file-no-text", "This is no text: CSV, TSV, JSON, NDJSON and Parquet files can be imported.")
        )
    begin_text = text.lstrip()[:1]
    if begin_text in ("[", "{"):
        return Guess(file_format="json" if begin_text == "[" or not _is_a_line(head) else "ndjson")
    delimiter = guess_delimiter(text)
    return Guess(file_format="csv", delimiter=delimiter, encoding=encoding)


def guess_encoding(head: bytes) -> str:
    """Return the encoding of a text by its beginning: Unicode, or the Windows one of its most likely languages."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4 and len(head) >= _LOOKED_AT_BYTES - 4:  # cut through a character
            return "utf-8"
    else:
        return "utf-8"
    high = [byte for byte in head if byte >= _ASCII_END]
    if sum(byte >= _LETTERS for byte in high) >= _CYRILLIC_SHARE * len(high) and _runs(head) > len(high) / 4:
        return "cp1251"
    polish, western = sum(byte in _POLISH for byte in high), sum(byte in _WESTERN for byte in high)
    return "cp1250" if polish > western else "cp1252"


def guess_delimiter(text: str) -> str:
    """Return what stands between the cells: what gives the same number of them, more than one, most often."""
    lines = "\n".join(text.splitlines()[:_LINES])

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(cells) for cells in csv.reader(io.StringIO(lines), delimiter=delimiter) if cells]
        except csv.Error:
            return 0, 0
        width = widths[0] if widths else 0
        return (widths.count(width) if width > 1 else 0), width

    return max(_DELIMITERS, key=score)


def _runs(head: bytes) -> int:
    """Return how many letters beyond ASCII follow another such: words of another alphabet, not accents."""
    return sum(min(pair) >= _LETTERS for pair in pairwise(head))


def _is_a_line(head: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(head.lstrip(b"\xef\xbb\xbf \r\n\t").split(b"\n", 1)[0]), dict)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
