"""Computed traits as definitions: reads canonical events, gives states, values and SQL; writes definitions."""

from portret.trait.model import (
    Comparison,
    Computation,
    Definition,
    Duration,
    Events,
    Field,
    Fold,
    Follow,
    Key,
    Last,
    Sequence,
    Value,
    ValueType,
    Window,
)

__all__ = [
    "Comparison",
    "Computation",
    "Definition",
    "Duration",
    "Events",
    "Field",
    "Fold",
    "Follow",
    "Key",
    "Last",
    "Sequence",
    "Value",
    "ValueType",
    "Window",
]
