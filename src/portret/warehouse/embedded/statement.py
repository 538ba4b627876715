"""Split an HTTP request's text into the statement and the rows that follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# One token of SQL: a comment, a quoted thing (quotes doubled or escaped inside), a heredoc, a word, one character.
_TOKEN = re.compile(
    rb"""
    (?P<comment> --[^\n]*(?:\n|$) | \#[!\ ][^\n]*(?:\n|$) | /\*.*?\*/ )
  | (?P<quoted> '(?:[^'\\]|\\.|'')*' | "(?:[^"\\]|\\.|"")*" | `(?:[^`\\]|\\.|``)*` )
  | (?P<heredoc> \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
  | (?P<word> \w+ )
  | (?P<space> \s+ )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_STREAMED = ("SELECT", "WITH", "FROM", "(")
_SESSION = ("SET", "USE")
_LAST_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*(?:SETTINGS\s[^;]*)?;?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """A statement and, for an INSERT with rows, the format and the bytes of the rows."""

    sql: str
    rows_format: str = ""
    rows: bytes = b""

    @property
    def keyword(self) -> str:
        """The statement's first word, upper case, comments passed over."""
        for token in _TOKEN.finditer(self.sql.encode()):
            if token["word"] or token["other"]:
                return token[0].decode("utf-8", "replace").upper()
        return ""

    @property
    def is_stream(self) -> bool:
        """Whether its answer may be long and can be taken block by block."""
        return self.keyword in _STREAMED

    @property
    def is_session(self) -> bool:
        """Whether it changes the session it runs in."""
        return self.keyword in _SESSION

    @property
    def output_format(self) -> str:
        """The format its own FORMAT clause asks for; "" if none."""
        found = _LAST_FORMAT.search(self.sql)
        return found.group(1) if found else ""


def split(url_sql: str, body: bytes, default_format: str) -> Statement:
    """Return the statement that a request's `query` parameter and body make together.

    As in ClickHouse the body continues the parameter; in an INSERT, what follows `FORMAT X` (and one line break) or
    `VALUES` is rows. An INSERT that names no format has its rows in `default_format`.
    """
    text = url_sql.encode() + b"\n" + body if url_sql else body
    found = _rows_start(text, len(url_sql.encode()) if url_sql else len(text))
    if found is None:
        return Statement(text.decode("utf-8", "surrogateescape").strip().rstrip(";"))
    head_end, rows_start, rows_format = found
    sql = text[:head_end].decode("utf-8", "surrogateescape").strip()
    return Statement(sql, rows_format or default_format or "Values", text[rows_start:])


def _rows_start(text: bytes, sql_end: int) -> tuple[int, int, str] | None:
    """Where an INSERT's head ends, where its rows start, and their format; None if no rows follow the statement."""
    depth, words, last_end = 0, 0, 0
    for token in _TOKEN.finditer(text):
        if token["comment"] or token["space"]:
            continue
        if token.start() >= sql_end and words:
            return last_end, min(sql_end + 1, len(text)), ""
        word = token["word"].upper() if token["word"] else b""
        if not words and word != b"INSERT":
            return None
        words += 1
        last_end = token.end()
        depth += {b"(": 1, b")": -1}.get(token[0], 0)
        if depth or not word:
            continue
        if word == b"FORMAT":
            return _after_format(text, token.start(), token.end())
        if word == b"VALUES":
            return token.start(), token.end(), "Values"
        if word in (b"SELECT", b"WITH", b"INFILE"):
            return None
    return None


def _after_format(text: bytes, head_end: int, position: int) -> tuple[int, int, str] | None:
    name = re.compile(rb"\s+(\w+)[ \t\r]*;?[ \t\r]*\n?").match(text, position)
    return (head_end, name.end(), name.group(1).decode()) if name else None
