"""One column of a CSV file, value by value, in memory that does not grow with the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Literal, NamedTuple, TextIO

from portret.kernel import Invalid, TooLarge, told
from portret.segment.lists.model import MAX_ROWS

Encoding = Literal["utf-8", "utf-16", "windows-1250", "windows-1252", "iso-8859-1", "iso-8859-2"]

_DELIMITERS = ",;\t|"
_LONGEST_ROW = 256 * 1024  # characters; the limit of the csv module is one for the whole process
_MOST_SHOWN = 20
_FOREIGN = {
    b"PK\x03\x04": told(
        "file-zip", "This is a workbook or a ZIP archive. Save the sheet as CSV, or unpack the archive first."
    ),
    b"\x1f\x8b": told("file-gzip", "This file is packed with gzip. Unpack it."),
    b"\x28\xb5\x2f\xfd": told("file-zstd", "This file is packed with zstd. Unpack it."),
    b"\xd0\xcf\x11\xe0": told("file-excel", "This is an old Excel workbook. Save the sheet as CSV."),
    b"PAR1": told("file-parquet", "This is a Parquet file. Save it as CSV."),
    b"%PDF": told("file-pdf", "This is a PDF document. Export the data as CSV."),
}
_FORMULA_QUOTED = ("'=", "'+", "'-", "'@")
_NEEDED = told("csv-needed", "Send CSV whose first line names its columns")


class Cell(NamedTuple):
    """A value of the column, and the line it stands in; the header is line 1."""

    line: int
    value: str


class Chosen(NamedTuple):
    """Which column of a file to read; "" lets the header tell."""

    column: str = ""
    namespace: str = ""
    delimiter: str = ""
    encoding: Encoding = "utf-8"


@contextmanager
def read_column(file: BinaryIO, chosen: Chosen, namespaces: Sequence[str]) -> Iterator[tuple[str, Iterator[Cell]]]:
    """Give of which namespace a column of a file is, and its values.

    Args:
        file: at its beginning; it can be sought.
        chosen: which column, and how the file is written.
        namespaces: by which of them a column is found whose name was not said, best first.

    Raises:
        Invalid: it is no CSV, holds what is not text, or has no such column. TooLarge: it has too many rows.
    """
    _refuse_foreign(file)
    text = io.TextIOWrapper(file, "utf-8-sig" if chosen.encoding == "utf-8" else chosen.encoding, newline="")
    try:
        yield _column(_lines(text, chosen.encoding), chosen, namespaces)
    finally:
        text.detach()  # whoever opened the file closes it


def _column(lines: Iterator[str], chosen: Chosen, namespaces: Sequence[str]) -> tuple[str, Iterator[Cell]]:
    try:
        first = next(lines, "").removeprefix("\ufeff")
        delimiter = chosen.delimiter or max(_DELIMITERS, key=first.count)
        header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error as error:
        raise Invalid(
            told("csv-header", "The first line is no CSV: {error}. {needed}.", error=error, needed=_NEEDED), path="body"
        ) from error
    place, namespace = _place(header, chosen, namespaces)
    return namespace, _cells(lines, delimiter, place)


def _refuse_foreign(file: BinaryIO) -> None:
    start = file.read(8)
    file.seek(0)
    for mark, what in _FOREIGN.items():
        if start.startswith(mark):
            raise Invalid(what, path="body")


def _lines(text: TextIO, encoding: Encoding) -> Iterator[str]:
    number = 0
    try:
        while line := text.readline(_LONGEST_ROW):
            number += 1
            if len(line) == _LONGEST_ROW:
                raise Invalid(
                    told(
                        "csv-line-long",
                        "Line {number} has more than {longest_row} characters. {needed}.",
                        number=number,
                        longest_row=_LONGEST_ROW,
                        needed=_NEEDED,
                    ),
                    path="body",
                )
            if "\0" in line:
                message = told(
                    "csv-nul",
                    "Line {number} holds the character NUL: the file is no text, or another encoding than said.",
                    number=number,
                )
                raise Invalid(message, path="encoding")
            yield line
    except UnicodeError as error:
        message = told(
            "csv-encoding",
            "After line {number} the file is not {encoding}. Say how it is encoded, such as windows-1250.",
            number=number,
            encoding=encoding,
        )
        raise Invalid(message, path="encoding") from error


def _place(header: Sequence[str], chosen: Chosen, namespaces: Sequence[str]) -> tuple[int, str]:
    """Return which column it is, and its namespace."""
    if chosen.column:
        if chosen.column not in header:
            raise Invalid(
                told(
                    "csv-no-column",
                    "There is no column “{column}”; there are {columns}.",
                    column=chosen.column[:100],
                    columns=_shown(header),
                ),
                path="column",
            )
        return header.index(chosen.column), chosen.namespace or chosen.column.lower()
    wanted = [chosen.namespace] if chosen.namespace else namespaces
    lowered = [name.lower() for name in header]
    for name in wanted:
        if name in lowered:
            return lowered.index(name), name
    if chosen.namespace and len(header) == 1:
        return 0, chosen.namespace
    names = ", ".join(wanted)
    message = told(
        "csv-which-column",
        "No column is named as a namespace of identifiers is ({names}); there are {columns}. Say which.",
        names=names,
        columns=_shown(header),
    )
    raise Invalid(message, path="column")


def _shown(header: Sequence[str]) -> str:
    names = ", ".join(f"“{name[:100]}”" for name in header[:_MOST_SHOWN])
    return names + (" and more" if len(header) > _MOST_SHOWN else "") if names else "none"


def _cells(lines: Iterator[str], delimiter: str, place: int) -> Iterator[Cell]:
    taken = 0

    def bounded() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += len(line)
            if taken > _LONGEST_ROW:
                raise csv.Error(f"a row of more than {_LONGEST_ROW} characters, as if a quote did not end")
            yield line

    reader = csv.reader(bounded(), delimiter=delimiter)
    rows = 0
    while True:
        taken = 0
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Invalid(
                told("csv-line", "Line {line} is no CSV: {error}.", line=reader.line_num + 1, error=error), path="body"
            ) from error
        if row is None:
            return
        if not row:
            continue
        rows += 1
        if rows > MAX_ROWS:
            raise TooLarge(
                told(
                    "csv-rows",
                    "A file may have {max_rows} rows. Split it; “add” puts them together.",
                    max_rows=f"{MAX_ROWS:,}",
                ),
                path="body",
            )
        yield Cell(reader.line_num + 1, _plain(row[place]) if place < len(row) else "")


def _plain(value: str) -> str:
    """Return a value without the quote that an export puts before what a spreadsheet would calculate."""
    return value[1:].strip() if value.startswith(_FORMULA_QUOTED) else value.strip()
