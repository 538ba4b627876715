"""What kind of value a fold has."""

from __future__ import annotations

from portret.trait import model

_TEXT = (model.MostFrequent,)
_LISTS = (model.UniqueList, model.TopK)
_DURATIONS = (model.TimeSinceLast, model.TimeBetween)
_ENDS = (model.First, model.Latest)


def value_type(fold: model.Fold) -> model.ValueType:
    """Return the type of a fold's value; by a dimension it is a map."""
    if isinstance(fold, model.Sequence):
        return "boolean"
    return "map" if fold.per is not None else part_type(fold.aggregate)


def part_type(aggregate: model.Aggregate) -> model.ValueType:
    """Return the type of an aggregate's value: what each part of a map is, if there is a dimension."""
    if isinstance(aggregate, _ENDS):
        return "instant" if aggregate.field is None else "text"
    if isinstance(aggregate, _DURATIONS):
        return "duration"
    if isinstance(aggregate, _LISTS):
        return "list"
    if isinstance(aggregate, model.CountBy):
        return "map"
    if isinstance(aggregate, model.Exists):
        return "boolean"
    return "text" if isinstance(aggregate, _TEXT) else "number"
