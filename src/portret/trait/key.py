"""Equal computations have equal keys, however their lists are ordered."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from msgspec.structs import replace

from portret.trait import model
from portret.trait.aggregate import shape_of


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


def state_key(fold: model.Fold) -> str | None:
    """Return what is equal for folds that keep the same of the same events, whatever each says of it.

    Of those with a window the one that reaches back further keeps more. It is None for a session or a sequence, whose
    states others cannot read.
    """
    if isinstance(fold, model.Sequence) or isinstance(fold.window, model.ThisSession):
        return None
    shape = shape_of(fold.aggregate)
    by = fold.aggregate if shape.payload in ("points", "hit") else None
    if isinstance(by, model.Score):
        by = replace(by, half_life=None)
    kept = type(shape.zero()).__name__ if fold.window is None else shape.way
    events = fold_key(replace(fold, aggregate=model.Count(), window=None))
    return sha256(_encode((events, kept, shape.payload, shape.field, by))).hexdigest()[:32]


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
