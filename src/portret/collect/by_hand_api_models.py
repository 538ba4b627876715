"""What the API of edits by hand takes and gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, JsonValue

from portret.collect.api_models import Input
from portret.kernel import HarmlessText

_Reason = Annotated[str, Field(default="", max_length=500, description="Why; it stands with the event.")]


class TraitsByHand(Input):
    """Which traits to set."""

    traits: dict[str, JsonValue] = Field(min_length=1, max_length=50, description="By key; null takes a value away.")
    seen: dict[str, JsonValue] = Field(
        default={},
        max_length=50,
        description="What you saw of them before: if it is not so any more, nothing is set.",
    )
    reason: _Reason


class ConsentsByHand(Input):
    """Which answers to set, of one brand."""

    brand: str = Field(min_length=1, max_length=100)
    purposes: dict[str, bool] = Field(min_length=1, max_length=50, description="Whether they agree, by purpose.")
    reason: _Reason


class SetByHand(BaseModel):
    """An edit that is kept; it is an event of the person like any other."""

    id: HarmlessText = Field(description="Of the profile.")
    at: datetime
    processed: bool = Field(description="Whether the profile shows it already; if not, it will before long.")
