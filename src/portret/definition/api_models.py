"""What the API of definitions takes and gives, as pydantic models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel, ConfigDict, Field

from portret.definition.model import Stored
from portret.kernel import from_ms

IfMatch = Annotated[str, Header(alias="If-Match", max_length=100, description="The ETag of what is to be replaced.")]
Reason = Field(default="", max_length=1_000, description="Why; it is shown beside the version for ever.")


class DefinitionChange(BaseModel):
    """A definition to put in force."""

    model_config = ConfigDict(extra="forbid")
    definition: dict[str, Any] = Field(description="The document; `/api/schemas` has its JSON Schema.")
    reason: str = Reason
    confirm: str = Field(
        default="",
        max_length=100,
        description="The key of a segment whose size may change much by this; its own if it is to rest though read.",
    )


class ReasonGiven(BaseModel):
    """Why somebody does it."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Reason


class Rest(ReasonGiven):
    """Why a definition shall rest."""

    confirm: str = Field(default="", max_length=100, description="Its own key, if others read it and may do without.")


class DefinitionView(BaseModel):
    """A version of a definition."""

    id: str = Field(description="Stays the same through all versions until it is deleted.")
    key: str
    version: int
    definition: dict[str, Any]
    used_by: list[str] = Field(description="What reads it now, as trait:KEY and segment:KEY.")
    author: str = Field(description="Who saved it: the id of an API token.")
    reason: str
    created_at: datetime = Field(description="When this version was saved.")
    deleted: bool = Field(description="Whether this version says that there is none any more.")


class DefinitionPage(BaseModel):
    """Some definitions, by key, and the cursor of the next ones if there are more."""

    items: list[DefinitionView]
    next_cursor: str | None


class VersionPage(BaseModel):
    """Some versions, newest first, and the cursor of the next ones if there are more."""

    items: list[DefinitionView]
    next_cursor: str | None


def definition_view(stored: Stored, used_by: Sequence[str] = ()) -> DefinitionView:
    """Return a version as the API shows it."""
    return DefinitionView(
        id=stored.id,
        key=stored.key,
        version=stored.version,
        definition=stored.document,
        used_by=list(used_by),
        author=stored.author,
        reason=stored.reason,
        created_at=from_ms(stored.created_at_ms),
        deleted=stored.deleted,
    )


def readers(definitions: Iterable[Stored]) -> Mapping[str, list[str]]:
    """Return who of these reads what: "trait:a" → ["segment:b"]."""
    found: dict[str, list[str]] = {}
    for each in definitions:
        for used in each.uses:
            found.setdefault(used, []).append(f"{each.kind}:{each.key}")
    return found
