"""Which column of an uploaded file names people, and what is no such file."""

from __future__ import annotations

import io

import pytest

from portret.kernel import Invalid
from portret.segment.lists.read_column import Cell, Chosen, read_column

SPACES = ("profile_id", "user_id", "email", "id")


def read(content: bytes, **chosen: str) -> tuple[str, list[Cell]]:
    with read_column(io.BytesIO(content), Chosen(**chosen), SPACES) as (namespace, cells):  # type: ignore[arg-type]
        return namespace, list(cells)


def test_the_first_column_that_is_called_as_a_namespace_is_read() -> None:
    content = b"name,Email,user_id\nAda,ada@x.example,u1\n\nBob,bob@x.example,\n"
    assert read(content) == ("user_id", [Cell(2, "u1"), Cell(4, "")])
    assert read(content, namespace="email") == ("email", [Cell(2, "ada@x.example"), Cell(4, "bob@x.example")])


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_shows_in_the_header(delimiter: str) -> None:
    content = f'name{delimiter}email\r\n"Ada{delimiter} née Byron"{delimiter}ada@x.example\r\n'
    assert read(content.encode()) == ("email", [Cell(2, "ada@x.example")])


def test_a_column_of_any_name_is_read_as_what_is_said() -> None:
    assert read(b"Adres;Imie\na@x.example;A\n", column="Adres", namespace="email")[1] == [Cell(2, "a@x.example")]
    assert read(b"whatever\na@x.example\n", namespace="email") == ("email", [Cell(2, "a@x.example")])


def test_a_byte_order_mark_and_other_encodings_are_understood() -> None:
    assert read(b"\xef\xbb\xbfemail\na@x.example\n")[0] == "email"
    assert read("user_id\nżółw\n".encode("utf-16"), encoding="utf-16")[1] == [Cell(2, "żółw")]
    assert read("user_id\nżółw\n".encode("cp1250"), encoding="windows-1250")[1] == [Cell(2, "żółw")]


def test_cells_over_several_lines_and_short_rows_keep_their_place() -> None:
    assert read(b'name,email\n"a\nb",x@x.example\nc\n')[1] == [Cell(3, "x@x.example"), Cell(4, "")]


def test_the_quote_of_an_export_is_taken_off_again() -> None:
    assert read(b"user_id\n'=2+2\n'@ada\n'quoted'\n")[1] == [Cell(2, "=2+2"), Cell(3, "@ada"), Cell(4, "'quoted'")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04rest of a workbook", "ZIP archive"),
        (b"\x1f\x8b\x08packed", "gzip"),
        (b"PAR1....PAR1", "Parquet"),
        (b"", "there are none"),
        (b"a,b\n1,2\n", "“a”, “b”"),
        ("user_id\nżółw\n".encode("cp1250"), "is not utf-8"),
        ("user_id\nada\n".encode("utf-16-le"), "NUL"),
        (b"user_id\na\0b\n", "NUL"),
        (b"user_id\n" + b"x" * 2_000_000, "more than"),
        (b'user_id\n"' + b"x\n" * 200_000, "no CSV"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_reason(content: bytes, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        read(content)
