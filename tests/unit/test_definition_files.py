"""YAML of definitions is read strictly and within bounds, and what is written reads back the same."""

from __future__ import annotations

from typing import Any

import pytest

from portret.definition import read_yaml, write_yaml
from portret.kernel import Invalid


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a: 1", {"a": 1}),
        ('{"a": [1.5, true, null, "x"]}', {"a": [1.5, True, None, "x"]}),
        ("country: no", {"country": "no"}),
        ("at: 2026-01-31", {"at": "2026-01-31"}),
        ("at: 2026-01-31T00:00:00Z", {"at": "2026-01-31T00:00:00Z"}),
        ("on: off", {"on": "off"}),
        ("time: 12:30:00", {"time": "12:30:00"}),
        ("code: 012", {"code": "012"}),
        ("hex: 0x1F", {"hex": "0x1F"}),
        ("many: 1_000", {"many": "1_000"}),
        ("nothing:", {"nothing": None}),
        ("a: [-1, +2, 0, 1.0e+3, .5, 1e5]", {"a": [-1, 2, 0, 1000.0, 0.5, "1e5"]}),
        ("=: 1", {"=": 1}),
        ("<<: 1", {"<<": 1}),
    ],
)
def test_plain_words_read_as_people_mean_them(text: str, value: Any) -> None:
    assert read_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [1]\nb: *x", "line 1"),
        ("a: &a [l]\nb: &b [*a,*a]\nc: [*b,*b]", "write it out"),
        ("a: !!python/object/apply:os.system [id]", "tag"),
        ("!x a", "tag"),
        ("[" * 5_000, "levels"),
        ("{a: " * 5_000, "levels"),
        ("- " * 5_000 + "a", "levels"),
        ("a: 1\nb: 2\na: 3", "the name “a” a second time"),
        ("1: 2", "a name that is not text"),
        ("? [a, b]\n: 1", "a name that is not text"),
        ("a: [1", "expected ',' or ']', but got '<stream end>' (line 1, column 6)"),
        ("a: 1\n---\nb: 2", "neither YAML nor JSON"),
        ("\x00", "neither YAML nor JSON"),
        ("x" * (4 * 1024 * 1024 + 1), "Split it"),
    ],
)
def test_what_is_no_plain_document_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_yaml(text)
    assert words in caught.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "12:30",
        "012",
        "1e5",
        "1.5",
        "null",
        "",
        "~",
        "true",
        "2026-01-31",
        " a",
        "a: b",
        "#x",
        "1_0",
        "é\n",
        "0x1F",
    ],
)
def test_text_reads_back_as_the_same_text(text: str) -> None:
    assert read_yaml(write_yaml({"value": text, text: [text]})) == {"value": text, text: [text]}


@pytest.mark.parametrize("number", [0, -1, 2**53, 0.5, 1e20, 1e-7, -2.0])
def test_numbers_read_back_as_the_same_numbers(number: float) -> None:
    read = read_yaml(write_yaml([number]))
    assert read == [number]
    assert type(read[0]) is type(number)


def test_what_stands_twice_is_written_twice() -> None:
    part = {"a": [1]}
    assert "&" not in write_yaml([part, part])
