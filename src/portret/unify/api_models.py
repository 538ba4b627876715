"""What the API of identity takes and gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from portret.kernel import HarmlessText, from_ms
from portret.unify.model import Drop, MergeRow, RulesVersion
from portret.unify.rules import RulesDocument, document_of, parse_rules


class RulesView(BaseModel):
    """A version of the identity rules, with nothing left out; version 0 are the default ones."""

    version: int
    rules: RulesDocument
    author: str = Field(description="Who saved it: the id of an API token; empty for version 0.")
    reason: str
    created_at: datetime | None


class RulesChange(BaseModel):
    """Rules to put in force."""

    model_config = ConfigDict(extra="forbid")
    rules: RulesDocument
    reason: str = Field(min_length=1, max_length=1_000, description="Why; it is shown beside the version for ever.")


class RulesVersionPage(BaseModel):
    """Some versions, newest first, and the cursor of the next ones if there are more."""

    items: list[RulesView]
    next_cursor: str | None


class DropView(BaseModel):
    """An identifier that a rule keeps from a profile."""

    profile_id: HarmlessText = Field(description="Who does not hold it.")
    namespace: HarmlessText
    value: str
    rule: HarmlessText = Field(
        description="limit of NAMESPACE, unverified claim, do not merge, shared device, or verified elsewhere."
    )
    holder_id: HarmlessText | None = Field(description="Who held it when it was last claimed.")
    source_id: HarmlessText
    events: int = Field(description="How many events claimed it.")
    first_message_id: HarmlessText
    first_at: datetime
    last_message_id: HarmlessText
    last_at: datetime
    rules_version: int


class DropPage(BaseModel):
    """Some of what was dropped, latest first, and the cursor of the next ones if there are more."""

    items: list[DropView]
    next_cursor: HarmlessText | None


class MergeView(BaseModel):
    """Two profiles that became one."""

    id: int
    winner_id: HarmlessText
    loser_id: HarmlessText
    at: datetime
    reason: Literal["event", "manual", "matching"]
    message_id: HarmlessText = Field(description="The event, or the operation, that merged them.")
    identifiers: list[str] = Field(description="What joined them, as namespace:value.")
    loser_identifiers: list[str] = Field(description="What the loser held, as namespace:value.")
    rules_version: int
    author: HarmlessText = Field(description="Who merged them; empty for an event.")
    undone_at: datetime | None


class MergePage(BaseModel):
    """Some merges, latest first, and the cursor of the next ones if there are more."""

    items: list[MergeView]
    next_cursor: HarmlessText | None


def rules_view(version: RulesVersion | None) -> RulesView:
    """Return a version as the API shows it, the default rules for none."""
    if version is None:
        return RulesView(version=0, rules=document_of(parse_rules("{}")), author="", reason="", created_at=None)
    return RulesView(
        version=version.version,
        rules=document_of(parse_rules(version.document)),
        author=version.author,
        reason=version.reason,
        created_at=from_ms(version.created_at_ms),
    )


def drop_view(drop: Drop) -> DropView:
    """Return a drop as the API shows it."""
    fields = msgspec.structs.asdict(drop)
    times = {name.removesuffix("_ms"): from_ms(fields.pop(name)) for name in ("first_at_ms", "last_at_ms")}
    return DropView.model_validate(fields | times | {"holder_id": drop.holder_id or None})


def merge_view(row: MergeRow) -> MergeView:
    """Return a merge as the API shows it."""
    merge = row.merge
    return MergeView(
        id=row.id,
        winner_id=merge.winner_id,
        loser_id=merge.loser_id,
        at=from_ms(merge.at_ms),
        reason=merge.reason,
        message_id=merge.message_id,
        identifiers=list(merge.identifiers),
        loser_identifiers=list(merge.loser_identifiers),
        rules_version=merge.rules_version,
        author=merge.author,
        undone_at=from_ms(row.undone_at_ms) if row.undone_at_ms else None,
    )
