"""Equal computations have equal keys, however their lists are ordered."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from portret.trait import model


def fold_key(fold: model.Fold, zone: str = "UTC") -> str:
    """Return the content hash of a fold: equal ones share one state.

    Args:
        fold: what is computed.
        zone: the workspace's IANA time zone; what keeps its calendar days is another in another zone.
    """
    said = type(fold).__name__.encode() + b"\0" + _encode(_in_order(fold))
    if isinstance(fold, model.Computation) and isinstance(fold.aggregate, model.Streak):
        said += b"\0" + zone.encode()
    return sha256(said).hexdigest()[:32]


def log_key(fold: model.Fold) -> str | None:
    """Return what is equal for folds whose logs hold the same entries, those of the longer window more of them.

    It is None for what keeps no such log: all time, a session, a sequence.
    """
    if isinstance(fold, model.Sequence) or not isinstance(fold.window, model.Last | model.Calendar):
        return None
    return fold_key(replace(fold, window=None))


def document_bytes(events: model.Events) -> bytes:
    """Return events as bytes, equal for equal ones."""
    return _encode(_sorted(events))


def _in_order(fold: model.Fold) -> model.Fold:
    if isinstance(fold, model.Computation):
        return replace(fold, events=_sorted(fold.events))
    return replace(
        fold,
        first=_sorted(fold.first),
        then=tuple(replace(step, events=_sorted(step.events)) for step in fold.then),
        without=None if fold.without is None else replace(fold.without, events=_sorted(fold.without.events)),
    )


def _sorted(events: model.Events) -> model.Events:
    return replace(
        events,
        names=tuple(sorted(set(events.names))),
        types=tuple(sorted(set(events.types))),
        brands=tuple(sorted(set(events.brands))),
    )


_encode = msgspec.json.Encoder(order="deterministic").encode
