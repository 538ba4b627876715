"""What was seen, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from portret.trait import ValueType


class SeenEvent(NamedTuple):
    """The name of an event, how often it came, and when it last did, in milliseconds since the epoch."""

    name: str
    type: str
    events: int
    last_ms: int


class SeenField(NamedTuple):
    """A field that events carried, of which type most of its values are, and how many of the sample carry it."""

    field: str
    type: ValueType
    events: int


class SeenValue(NamedTuple):
    """A value as text, and how many events, or people, have it."""

    value: str
    number: int


class Wanted(NamedTuple):
    """Which values are wanted: those that have `part` in them, and how many at most."""

    part: str = ""
    limit: int = 20


@dataclass(frozen=True)
class Bin:
    """How many people have a value from `first` to `last`, both included."""

    first: float
    last: float
    people: int


@dataclass(frozen=True)
class Distribution:
    """How a trait is spread over people.

    Attributes:
        kind: of its values; None for what was told, of any type.
        people: how many there are.
        having: how many of them have a value.
        values: the most frequent ones of texts and lists.
        bins: of numbers, instants and durations, in ascending order.
        quartiles: below which a quarter, half and three quarters of those lie; empty if nobody has any.
        one_in: of how many people one was looked at; numbers are estimates if it is not 1.
    """

    kind: ValueType | None
    people: int
    having: int
    values: tuple[SeenValue, ...] = ()
    bins: tuple[Bin, ...] = ()
    quartiles: tuple[float, ...] = ()
    one_in: int = 1
