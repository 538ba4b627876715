"""What the API of lists takes and gives, as pydantic models."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from portret.kernel import HarmlessText
from portret.segment.lists.read_column import Encoding


class AskedImport(BaseModel):
    """What a file does, and how it is to be read."""

    model_config = ConfigDict(extra="forbid")
    mode: Literal["add", "remove", "replace"] = Field(
        default="add", description="Its people come in, fall out, or are all there are from then on."
    )
    column: str = Field(
        default="", max_length=300, description="Default: the first one called profile_id, or as a namespace is."
    )
    namespace: str = Field(
        default="", max_length=64, description="Of the identifiers; profile_id for ids. Default: the column's name."
    )
    delimiter: Literal["", ",", ";", "\t", "|"] = Field(default="", description="Default: what the header shows.")
    encoding: Encoding = "utf-8"
    confirm: str = Field(
        default="", max_length=100, description="The segment's key, to replace it by one of a very different size."
    )


class Imported(BaseModel):
    """What a file held, and whether it is in force."""

    rows: int = Field(description="Without the header.")
    known: int = Field(description="Rows that name somebody.")
    unknown: int = Field(description="Rows with an identifier that nobody holds.")
    invalid: int = Field(description="Rows whose value is empty or cannot be such an identifier.")
    unknown_lines: list[int] = Field(description="The first 1,000 lines of these; the header is line 1.")
    invalid_lines: list[int] = Field(description="As above.")
    in_force: bool = Field(description="Otherwise it will be in a moment: see lists_waiting of the freshness.")
    size: int = Field(description="Of the segment, at the time of this answer.")


class Asking(BaseModel):
    """Whether the answer is to be taken, however many it names."""

    model_config = ConfigDict(extra="forbid")
    confirm: str = Field(
        default="", max_length=100, description="The segment's key, to have far more or far fewer members by this."
    )


class Answered(BaseModel):
    """What a query answered, and whether that is in force."""

    found: int = Field(description="How many profiles it names.")
    unknown: int = Field(description="How many ids of nobody it names.")
    in_force: bool = Field(description="Otherwise it will be in a moment: see lists_waiting of the freshness.")
    size: int = Field(description="Of the segment, at the time of this answer.")


class Freezing(BaseModel):
    """What to call the copy."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(min_length=1, max_length=63, description="Of the new segment.")
    name: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=2000)
    reason: str = Field(default="", max_length=1_000)


class Frozen(BaseModel):
    """A copy of a segment as it was at one moment."""

    segment_id: HarmlessText
    key: HarmlessText
    members: int
    in_force: bool = Field(description="Otherwise it will be in a moment: see lists_waiting of the freshness.")
