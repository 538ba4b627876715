"""What became of a file or a query that fills a segment."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

MAX_ROWS = 1_000_000
"""How many rows a file may have, and a query may return."""


class Report(msgspec.Struct, frozen=True, omit_defaults=False):
    """What a file held, row by row.

    Attributes:
        rows: how many, without the header.
        known: rows that name somebody; one person may be named by several.
        unknown: rows with an identifier that nobody holds.
        invalid: rows whose value is empty or cannot be such an identifier.
        unknown_lines: the first 1,000 lines of these, the header being line 1.
        invalid_lines: as above.
    """

    rows: int = 0
    known: int = 0
    unknown: int = 0
    invalid: int = 0
    unknown_lines: list[int] = []
    invalid_lines: list[int] = []


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What became of a segment's query.

    Attributes:
        version: of the definition that was asked.
        next_at_ms: when it is asked again, milliseconds since the epoch.
        asked_at_ms: when it was asked last.
        answered_at_ms: when it last answered without a fault; 0 for never.
        found: how many profiles it named then.
        unknown: how many ids of nobody it named then.
        error: what is wrong with it since; "" while it is well.
    """

    version: int
    next_at_ms: int
    asked_at_ms: int
    answered_at_ms: int
    found: int
    unknown: int
    error: str
