"""Thresholds taken from the people there are: between whose values so large a share of them lies. Pure.

They are asked of the warehouse with the statement that previews and audits use, so a value is what it is in a segment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from portret import trait
from portret.definition import said
from portret.kernel import Invalid, told
from portret.segment.ready.model import Parameter
from portret.trait import AllWhere, Comparison, Computation, FieldIs

_DAY_MS = 86_400_000
_MOST_DAYS = 36_600
_DIGITS = 6


class Question(NamedTuple):
    """Of what to find the values that part people.

    Attributes:
        parameter: whose values these are.
        part: for which text they are, if the parameter has them for each; else "".
        shares: 0 to 1, ascending: which share of people is not above each value.
    """

    parameter: str
    part: str
    compute: Computation
    shares: tuple[float, ...]


def questions(
    wanted: Mapping[str, Parameter], documents: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
) -> list[Question]:
    """Return what to ask for parameters that are to be measured.

    Args:
        wanted: the parameters, by name.
        documents: the traits that they are measured by.
        values: the other parameters.
    """
    computations = {each["key"]: msgspec.convert(each, trait.Definition).compute for each in documents}
    found = []
    for name, parameter in wanted.items():
        compute = computations[parameter.measured]
        texts = values[parameter.by] if parameter.by else ()
        parts = [(part, _at(compute, part)) for part in texts] or [("", compute)]
        found += [Question(name, part, each, parameter.shares) for part, each in parts]
    return found


def answered(asked: Sequence[Question], found: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Return the values by parameter, as they stand in documents: whole days upwards, and numbers.

    Raises:
        Invalid: nobody has any value to take thresholds from.
    """
    measured: dict[str, Any] = {}
    for question, values in zip(asked, found, strict=True):
        if not values:
            of = f" of {said(question.part)}" if question.part else ""
            message = told(
                "ready-unmeasured",
                "Nobody has anything to measure{of} yet. Give “{parameter}” as plain values instead.",
                of=of,
                parameter=question.parameter,
            )
            raise Invalid(message, path=f"/parameters/{question.parameter}")
        plain = [_plain(value, question.compute) for value in values]
        if question.part:
            measured.setdefault(question.parameter, {})[question.part] = plain
        else:
            measured[question.parameter] = plain
    return measured


def _plain(value: float, compute: Computation) -> Any:
    if trait.value_type(compute) == "duration":
        return f"P{min(max(-(-int(value) // _DAY_MS), 1), _MOST_DAYS)}D"
    rounded = round(value, _DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _at(compute: Computation, part: str) -> Computation:
    """Return one part of a trait with a dimension as a trait of its own."""
    is_part = FieldIs(field=compute.per or "", compare=Comparison(op="eq", value=part, case=True))
    own = compute.events.where
    where = is_part if own is None else AllWhere(of=(is_part, own))
    return replace(compute, per=None, events=replace(compute.events, where=where))
