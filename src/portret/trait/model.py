"""A computed trait as a document: which events it is made from, how they are summed up, over which time.

The structs are the document: JSON in the API, YAML in files. Conditions on events and the comparison operators stand
here, too, because segments speak of them in the same words.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from portret.kernel import told

_KEY = told("shape-key", "1 to 63 lower-case letters, digits and _, of which the first is a letter.")
_DURATION = told("shape-duration", "ISO 8601 in weeks, days, hours, minutes and seconds, such as P30D or PT2H30M.")

Key = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,62}$",
        description=str(_KEY),
        extra={"told": _KEY},
        examples=["orders_30d"],
    ),
]
"""What a definition is called in other definitions, in files and in addresses."""

Duration = Annotated[
    str,
    Meta(
        pattern=r"^P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$",
        max_length=40,
        description=str(_DURATION),
        extra={"told": _DURATION},
        examples=["P30D"],
    ),
]
"""ISO 8601 in weeks, days, hours, minutes and seconds; months and years have no fixed length."""

Field = Annotated[str, Meta(min_length=1, max_length=300)]
"""What is read of an event: `properties.size`, `context.app.version`, or a word of the catalogue such as `revenue`."""

Scalar = str | int | float | bool

Operator = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "contains", "not_contains", "starts_with",
    "ends_with", "matches", "exists", "is_empty", "before", "after", "within_last", "more_than_ago", "within_next",
    "anniversary_in",
]  # fmt: skip
"""How a value is compared.

eq … ge: `value`; between: `value` and `upto`, both included; in, not_in: `values`; contains … matches: text in `value`
(`matches` is a regular expression without look-around); exists, is_empty: nothing. For instants: before, after: an
RFC 3339 instant in `value`; within_last, more_than_ago, within_next: an ISO 8601 duration in `value`; anniversary_in:
whole days in `value`, by calendar days of the workspace's time zone.
"""


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a definition: unknown names are a fault, what is left at its default is not said."""


class Comparison(_Document, frozen=True, kw_only=True):
    """A comparison of one value.

    Attributes:
        case: whether text is compared by upper and lower case, too.
    """

    op: Operator
    value: Scalar | None = None
    upto: Scalar | None = None
    values: tuple[Scalar, ...] = ()
    case: bool = False


class FieldIs(_Document, frozen=True, kw_only=True, tag_field="kind", tag="field"):
    """Whether a field of the event compares so."""

    field: Field
    compare: Comparison


class AllWhere(_Document, frozen=True, kw_only=True, tag_field="kind", tag="all"):
    """Whether all hold; without any it holds."""

    of: tuple[Where, ...]


class AnyWhere(_Document, frozen=True, kw_only=True, tag_field="kind", tag="any"):
    """Whether one holds; without any it does not."""

    of: tuple[Where, ...]


class NotWhere(_Document, frozen=True, kw_only=True, tag_field="kind", tag="not"):
    """Whether it does not hold. A missing value makes a comparison false, and so its opposite true."""

    of: Where


Where = FieldIs | AllWhere | AnyWhere | NotWhere


class Events(_Document, frozen=True, kw_only=True):
    """Which events of a person count. Bots' events and what Portret tells itself never do.

    Attributes:
        names: canonical event names ("Order Completed"); empty means all.
        types: track, page, screen, identify, group, alias; empty means all.
        brands: slugs; empty means all.
        where: a condition on the event.
        lines: count each product line of the event instead of the event; fields are those of a line (`line.category`)
            and `name`, `brand`, `order_id`, `currency`.
    """

    names: tuple[str, ...] = ()
    types: tuple[Literal["track", "page", "screen", "identify", "group", "alias"], ...] = ()
    brands: tuple[str, ...] = ()
    where: Where | None = None
    lines: bool = False


class Last(_Document, frozen=True, kw_only=True, tag_field="kind", tag="last"):
    """The time up to now: later than `duration` ago, not later than now."""

    duration: Duration


class Calendar(_Document, frozen=True, kw_only=True, tag_field="kind", tag="calendar"):
    """The current or the previous calendar day, week (from Monday) or month, in the workspace's time zone."""

    unit: Literal["day", "week", "month"]
    which: Literal["current", "previous"] = "current"


class ThisSession(_Document, frozen=True, kw_only=True, tag_field="kind", tag="session"):
    """The visit that goes on: activity up to now without a pause as long as `idle`, at most a day of it."""

    idle: Duration = "PT30M"


Window = Last | Calendar | ThisSession
"""Which time counts; none means all time, what lies in the future included."""


class Count(_Document, frozen=True, kw_only=True, tag_field="kind", tag="count"):
    """How many. A number, 0 if none. With `half_life` each counts the less the older it is."""

    half_life: Duration | None = None


class Sum(_Document, frozen=True, kw_only=True, tag_field="kind", tag="sum"):
    """The sum of a field's numbers, others left out, each rounded to millionths; 0 if none."""

    field: Field
    half_life: Duration | None = None


class Average(_Document, frozen=True, kw_only=True, tag_field="kind", tag="average"):
    """The mean of a field's numbers; missing if none."""

    field: Field


class Minimum(_Document, frozen=True, kw_only=True, tag_field="kind", tag="min"):
    """The smallest of a field's numbers; missing if none."""

    field: Field


class Maximum(_Document, frozen=True, kw_only=True, tag_field="kind", tag="max"):
    """The largest of a field's numbers; missing if none."""

    field: Field


class First(_Document, frozen=True, kw_only=True, tag_field="kind", tag="first"):
    """The field's value in the earliest event that has one; without a field the instant of the earliest event."""

    field: Field | None = None


class Latest(_Document, frozen=True, kw_only=True, tag_field="kind", tag="last"):
    """The field's value in the latest event that has one; without a field the instant of the latest event."""

    field: Field | None = None


class Exists(_Document, frozen=True, kw_only=True, tag_field="kind", tag="exists"):
    """Whether there is any."""


class UniqueCount(_Document, frozen=True, kw_only=True, tag_field="kind", tag="unique_count"):
    """How many different values a field has, as text. Exact up to 1,000."""

    field: Field


class UniqueList(_Document, frozen=True, kw_only=True, tag_field="kind", tag="unique_list"):
    """The different values of a field, as text, in order; at most `limit`, the first ones."""

    field: Field
    limit: Annotated[int, Meta(ge=1, le=1000)] = 100


class MostFrequent(_Document, frozen=True, kw_only=True, tag_field="kind", tag="most_frequent"):
    """The value that a field has most often, as text; of equals the alphabetically first; missing if none."""

    field: Field
    least: Annotated[int, Meta(ge=1)] = 1


class TopK(_Document, frozen=True, kw_only=True, tag_field="kind", tag="top_k"):
    """The values that a field has most often, as text, most frequent first, then alphabetically."""

    field: Field
    k: Annotated[int, Meta(ge=1, le=100)]


class CountBy(_Document, frozen=True, kw_only=True, tag_field="kind", tag="count_by"):
    """A map: how often a field has each value, as text; at most the 100 most frequent."""

    field: Field


class PercentOf(_Document, frozen=True, kw_only=True, tag_field="kind", tag="percent_of"):
    """Which share of the events fulfils a condition, 0 to 100; missing if there are none."""

    where: Where


class TimeSinceLast(_Document, frozen=True, kw_only=True, tag_field="kind", tag="time_since_last"):
    """How long ago the latest was, a duration; missing if none, zero if it lies in the future."""


class TimeBetween(_Document, frozen=True, kw_only=True, tag_field="kind", tag="time_between"):
    """The mean time between one and the next, a duration: (latest - earliest) / (number - 1); missing below two."""


class Score(_Document, frozen=True, kw_only=True, tag_field="kind", tag="score"):
    """A sum of points by event name; with `half_life` each counts the less the older it is."""

    points: dict[str, Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]]
    half_life: Duration | None = None


class Streak(_Document, frozen=True, kw_only=True, tag_field="kind", tag="streak"):
    """How many calendar days in a row, in the workspace's time zone, ending today or yesterday; 0 if it is broken."""


Aggregate = (
    Count
    | Sum
    | Average
    | Minimum
    | Maximum
    | First
    | Latest
    | Exists
    | UniqueCount
    | UniqueList
    | MostFrequent
    | TopK
    | CountBy
    | PercentOf
    | TimeSinceLast
    | TimeBetween
    | Score
    | Streak
)
"""How events are summed up. Half-lives are whole UTC days; the result is in millionths, a half to the even one."""


class Computation(_Document, frozen=True, kw_only=True):
    """What a trait is computed from and how: what decides its value. Equal computations share one state.

    Attributes:
        events: which events count ("from" in the document).
        aggregate: how.
        window: over which time; None means all.
        per: a field: one value per value of it, at most the 100 most frequent ones; with `brand` the roll-up, too.
    """

    events: Events = msgspec.field(name="from", default=Events())
    aggregate: Aggregate
    window: Window | None = None
    per: Field | None = None


class Follow(_Document, frozen=True, kw_only=True):
    """One step of a sequence and how soon it has to follow the one before."""

    events: Events = msgspec.field(name="from")
    within: Duration


class Sequence(_Document, frozen=True, kw_only=True):
    """Events one after the other: whether the whole of it has happened. A hidden computed trait, true or false.

    Each step happens later than the one before (not at the same instant) and within its time of it. With `same`, the
    fields named have the same values as text in all steps; a step where one is missing does not count.

    Attributes:
        first: the first step.
        then: the following ones, at most 4; with `without` there may be none.
        without: it holds only once this did not happen within its time after the last step, nor can any more.
        window: the last step lies in it.
    """

    first: Events
    then: tuple[Follow, ...]
    without: Follow | None = None
    same: tuple[Field, ...] = ()
    window: Last | None = None


class Definition(_Document, frozen=True, kw_only=True):
    """A computed trait.

    Attributes:
        key: what it is called wherever it is read; no built-in trait has the same.
        name: what people read.
        compute: what it is.
        enabled: whether it is kept up to date; a disabled one has no value.
    """

    key: Key
    name: Annotated[str, Meta(max_length=200)] = ""
    description: Annotated[str, Meta(max_length=2000)] = ""
    compute: Computation
    enabled: bool = True


Fold = Computation | Sequence
"""What is folded of a profile's events and has a state of its own."""

Value = str | int | float | bool | list[str] | dict[str, Any] | None
"""A trait's value: instants are milliseconds since the epoch, durations milliseconds; None is missing."""

ValueType = Literal["number", "text", "boolean", "instant", "duration", "list", "map"]
"""What kind of value a trait has; what is read of events is `text`, whatever it was, and compares by coercion."""
