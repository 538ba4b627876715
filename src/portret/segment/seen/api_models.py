"""What the API of what was seen gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from portret.kernel import Harmless, HarmlessText, from_ms
from portret.segment.seen.model import Distribution, SeenEvent, SeenField, SeenValue
from portret.trait import ValueType

_SEVERAL = Harmless()


class EventView(BaseModel):
    """The name of an event that people caused."""

    name: HarmlessText
    type: HarmlessText
    events: int = Field(description="How often in the last year.")
    last_at: datetime
    has_lines: bool = Field(description="Whether its product lines can be counted.")


class EventList(BaseModel):
    """Names of events, the most frequent first."""

    items: list[EventView]


class FieldView(BaseModel):
    """What events, or people, carried."""

    name: HarmlessText = Field(description="As definitions write it, such as properties.size or traits.plan.")
    type: ValueType
    share: float = Field(description="Which part of the sample has it.")


class FieldList(BaseModel):
    """Fields, the most frequent first."""

    items: list[FieldView]


class ValueView(BaseModel):
    """A value, as text."""

    value: str
    number: int = Field(description="How many events of the sample, or people, have it.")


class ValueList(BaseModel):
    """Values, the most frequent first."""

    items: list[ValueView]


class BinView(BaseModel):
    """How many people have a value from `first` to `last`, both included; instants and durations in milliseconds."""

    first: float
    last: float
    people: int


class DistributionView(BaseModel):
    """How a trait is spread over people."""

    type: ValueType | Literal["any"]
    people: int
    having: int = Field(description="How many of them have a value.")
    values: list[ValueView] = Field(description="Of texts and lists, the most frequent ones.")
    bins: list[BinView] = Field(description="Of numbers, instants and durations.")
    quartiles: Annotated[list[float], _SEVERAL] = Field(
        description="A quarter, half, three quarters lie below; or none."
    )
    one_in: int = Field(description="Of how many people one was looked at; numbers are estimates if it is not 1.")


def event_list(found: list[SeenEvent], with_lines: frozenset[str]) -> EventList:
    """Return events as the API shows them."""
    return EventList(
        items=[
            EventView(
                name=each.name,
                type=each.type,
                events=each.events,
                last_at=from_ms(each.last_ms),
                has_lines=each.name in with_lines,
            )
            for each in found
        ]
    )


def field_list(found: list[SeenField]) -> FieldList:
    """Return fields as the API shows them."""
    most = max((each.events for each in found), default=1)
    return FieldList(
        items=[FieldView(name=each.field, type=each.type, share=round(each.events / most, 4)) for each in found]
    )


def value_list(found: list[SeenValue]) -> ValueList:
    """Return values as the API shows them."""
    return ValueList(items=[ValueView(value=each.value, number=each.number) for each in found])


def distribution_view(found: Distribution) -> DistributionView:
    """Return a distribution as the API shows it."""
    return DistributionView(
        type=found.kind or "any",
        people=found.people,
        having=found.having,
        values=value_list(list(found.values)).items,
        bins=[BinView(first=each.first, last=each.last, people=each.people) for each in found.bins],
        quartiles=list(found.quartiles),
        one_in=found.one_in,
    )
