"""What is odd about the people in a batch's events, noted on each event as flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from portret.kernel import Event
from portret.unify import contact_flags

_DAY_S = 86_400


def remark_people(events: Sequence[Event], phone_region: Callable[[str], str]) -> None:
    """Add the flags of cleaning to the events whose traits are a person's.

    Args:
        events: of one batch; many may share their traits, which are looked at once for each source.
        phone_region: the country of a source's phones and dates, by the source's id.
    """
    seen: dict[tuple[int, str], tuple[str, ...]] = {}
    for event in events:
        traits = event.traits
        if not traits or event.type == "group" or event.profile_id:
            continue
        key = (id(traits), event.source_id)
        flags = seen.get(key)
        if flags is None:
            today = _day(event.received_at_ms // 1_000 // _DAY_S)
            flags = seen[key] = contact_flags(traits, phone_region(event.source_id), today)
        if flags:
            event.flags = tuple(sorted({*event.flags, *flags}))


@lru_cache(maxsize=64)
def _day(number: int) -> date:
    return datetime.fromtimestamp(number * _DAY_S, UTC).date()
