"""The packaged tables: words and domains, one file each, read when first needed."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(" ".join(lines(name)).split())


def lines(name: str) -> list[str]:
    """Return the lines of a table without its first, which says what it holds."""
    return (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()[1:]


@cache
def disposable_domains() -> frozenset[str]:
    """Return the domains whose addresses live for minutes."""
    packed = (_FOLDER / "disposable_email_blocklist.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split())
