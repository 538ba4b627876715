"""Bounded maps that stay monoids: counts, newest entries, sums by day. Each trims late, to give slack its use.

Counts are exact while a map holds at most `COUNTED_MOST` keys; beyond, the smallest are dropped. Newest-of maps are
exact whatever the order: what was dropped has enough newer ones above it.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import nlargest
from typing import TypeVar

_Rank = TypeVar("_Rank", int, tuple[int, str])

COUNTED_MOST = 96
COUNTED_KEPT = 64
_LONGEST_KEY = 200


def count(counts: dict[str, int], key: str, by: int = 1) -> None:
    """Add to the count of a key."""
    key = key[:_LONGEST_KEY]
    known = counts.get(key)
    if known is not None:
        counts[key] = known + by
        return
    counts[key] = by
    if len(counts) > COUNTED_MOST:
        _keep_largest(counts)


def add_counts(counts: dict[str, int], other: dict[str, int]) -> None:
    """Add another map's counts."""
    for key, by in other.items():
        counts[key] = counts.get(key, 0) + by
    if len(counts) > COUNTED_MOST:
        _keep_largest(counts)


def keep_newest(entries: dict[str, _Rank], key: str, rank: _Rank, keep: int) -> None:
    """Raise a key's rank (its time, or a tuple that begins with it); keep at least the `keep` newest keys."""
    known = entries.get(key)
    if known is not None:
        if known < rank:
            entries[key] = rank
        return
    entries[key] = rank
    if len(entries) > keep + keep // 2:
        for gone in sorted(entries, key=lambda name: (entries[name], name))[:-keep]:
            del entries[gone]


def newest(entries: dict[str, _Rank], keep: int) -> list[tuple[str, _Rank]]:
    """Return the newest keys with their ranks, newest first."""
    return nlargest(keep, entries.items(), key=lambda entry: (entry[1], entry[0]))


def add_points(points: list[tuple[int, int]], day: int, by: int, keep_days: int) -> None:
    """Add to the sum of a day; days more than `keep_days` before the newest are dropped."""
    if points and points[-1][0] == day:
        points[-1] = (day, points[-1][1] + by)
        return
    at = bisect_left(points, (day, -1))
    if at < len(points) and points[at][0] == day:
        points[at] = (day, points[at][1] + by)
        return
    points.insert(at, (day, by))
    oldest = points[-1][0] - keep_days
    while points[0][0] < oldest:
        del points[0]


def favourite(counts: dict[str, int]) -> str | None:
    """Return the key with the largest count, of equal ones the alphabetically first; None if there is none."""
    return min(counts, key=lambda key: (-counts[key], key)) if counts else None


def largest(counts: dict[str, int], keep: int) -> dict[str, int]:
    """Return the largest counts, largest first, equal ones alphabetically."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:keep])


def _keep_largest(counts: dict[str, int]) -> None:
    for key in sorted(counts, key=lambda name: (-counts[name], name))[COUNTED_KEPT:]:
        del counts[key]
