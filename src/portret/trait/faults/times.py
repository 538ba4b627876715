"""Whether a duration, a half-life or a window makes sense where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portret.definition import pointer, said
from portret.kernel import Fault, Invalid, coercion, told
from portret.trait.model import Aggregate, Calendar, Duration, Last, Streak, ThisSession, TimeBetween, Window
from portret.trait.states import SHORTEST_IDLE_MS

_DAY_MS = 86_400_000
_LONGEST_DAYS = 3_660  # ten years


def duration_faults(
    value: object, path: str, least_ms: int = 1, most_days: int = _LONGEST_DAYS, *, advice: str = ""
) -> Iterator[Fault]:
    """Yield what is wrong with a duration: it is none, nothing, or too long, which for windows is ten years.

    Args:
        value: the duration.
        path: where it stands.
        least_ms: how long it is at least.
        most_days: how long it is at most.
        advice: what to do if it is too long, after a blank.
    """
    length = _length_ms(value)
    if length is None:
        hint = (
            told("no-months", "P1M is not a month: months have no fixed length. ")
            if re.match(r"P\d+[MY]", str(value))
            else ""
        )
        yield Fault(
            path,
            told(
                "not-a-duration",
                "{value} is no duration. {hint}Write one such as P30D, P2W or PT12H.",
                value=said(value),
                hint=hint,
            ),
        )
        return
    if length and length < least_ms:
        yield Fault(
            path,
            told(
                "duration-short",
                "{value} is too short. Write a duration of {what} seconds or more.",
                value=said(value),
                what=least_ms // 1000,
            ),
        )
    elif length < least_ms:
        yield Fault(path, told("duration-none", "No time at all is too short. Write a duration such as P1D."))
    elif length > most_days * _DAY_MS:
        yield Fault(
            path,
            told(
                "duration-long",
                "{value} is longer than {span}.{hint}",
                value=said(value),
                span=told("span-day", "1 day") if most_days == 1 else told("span-days", "{days} days", days=most_days),
                hint=advice,
            ),
        )


def span_faults(window: Last, path: str) -> Iterator[Fault]:
    """Yield what is wrong with the duration of a window."""
    advice = told("for-all-time", " For all time leave the window out.")
    return duration_faults(window.duration, pointer(path, "duration"), advice=advice)


def _length_ms(value: object) -> int | None:
    try:
        return coercion.duration_ms(value) if isinstance(value, str) else None
    except Invalid:
        return None


def window_faults(window: Window | None, aggregate: Aggregate | None, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a window, by itself and for what is computed over it."""
    if isinstance(window, Last):
        found = list(span_faults(window, path))
        if found:
            yield from found
            return
    if isinstance(window, ThisSession):
        yield from duration_faults(window.idle, pointer(path, "idle"), least_ms=SHORTEST_IDLE_MS, most_days=1)
    if isinstance(aggregate, Streak) and is_within_a_day(window):
        yield Fault(
            path,
            told(
                "streak-window",
                "A streak is of days: its window must be longer than one. Leave it out, or make it longer.",
            ),
        )
    if isinstance(aggregate, TimeBetween) and isinstance(window, ThisSession):
        yield Fault(
            path,
            told(
                "session-window",
                "The time between events of one visit is below the pause that ends it. Use a longer window.",
            ),
        )


def half_life_faults(half_life: Duration | None, window: Window | None, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a half-life."""
    if half_life is None:
        return
    found = list(duration_faults(half_life, path))
    yield from found
    if not found and coercion.duration_ms(half_life) % _DAY_MS:
        yield Fault(
            path,
            told(
                "half-life-days",
                "{half_life} is not in whole days, by which values halve. Write one such as P14D.",
                half_life=said(half_life),
            ),
        )
    elif not found and is_within_a_day(window):
        yield Fault(
            path,
            told(
                "half-life-window", "Within a day nothing halves: leave out the half-life, or make the window longer."
            ),
        )


def is_within_a_day(window: Window | None) -> bool:
    """Say whether a window never reaches further back than a day."""
    if isinstance(window, Last):
        return (_length_ms(window.duration) or 0) <= _DAY_MS
    return isinstance(window, ThisSession) or (isinstance(window, Calendar) and window.unit == "day")
