"""What the API of quarantine takes and gives, as pydantic models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from portret.collect.api_models import Input
from portret.collect.model import Quarantined, QuarantineReason, Status
from portret.collect.values import json_of
from portret.kernel import HarmlessText, from_ms
from portret.kernel.api_models import Wording, wording_of


class QuarantinedView(BaseModel):
    """An event set aside; `event` is the original (or mended) JSON, `text` its text where it is not JSON."""

    id: HarmlessText
    source_id: HarmlessText
    index: int
    import_id: HarmlessText = Field(description="Of the import it came with; empty for everything else.")
    code: HarmlessText
    detail: str
    words: Wording | None
    status: Status
    received_at: datetime
    quarantined_at: datetime
    event: Any | None
    text: str | None
    fixed: Any | None


class QuarantineReasonView(BaseModel):
    """How many events of a source are set aside for one reason."""

    source_id: HarmlessText
    code: HarmlessText
    events: int
    last_received_at: datetime


class QuarantineReasons(BaseModel):
    """Why events are set aside, the most frequent first."""

    items: list[QuarantineReasonView]


class QuarantineIds(Input):
    """Which quarantined events."""

    ids: list[Annotated[str, Field(max_length=100)]] = Field(min_length=1, max_length=200)


class RefusedView(BaseModel):
    """A quarantined event that stayed as it is, and why."""

    id: HarmlessText
    detail: str
    words: Wording | None


class QuarantineChange(BaseModel):
    """What became of many quarantined events at once."""

    changed: int
    refused: list[RefusedView]


class QuarantinePage(BaseModel):
    """Some quarantined events, newest first, and the cursor of the next ones if there are more."""

    items: list[QuarantinedView]
    next_cursor: HarmlessText | None


class FixedEvent(Input):
    """A mended event, whole."""

    event: dict[str, Any]


def reason_view(reason: QuarantineReason) -> QuarantineReasonView:
    """Return a reason as the API shows it."""
    return QuarantineReasonView(
        source_id=reason.source_id,
        code=reason.code,
        events=reason.events,
        last_received_at=from_ms(reason.last_ms),
    )


def change_view(asked: QuarantineIds, refused: Mapping[str, str]) -> QuarantineChange:
    """Return what became of many events."""
    return QuarantineChange(
        changed=len(set(asked.ids)) - len(refused),
        refused=[
            RefusedView(id=quarantine_id, detail=detail, words=wording_of(detail))
            for quarantine_id, detail in refused.items()
        ],
    )


def quarantined_view(item: Quarantined) -> QuarantinedView:
    """Return a quarantined event as the API shows it."""
    event = json_of(item.body)
    return QuarantinedView(
        id=item.id,
        source_id=item.source_id,
        index=item.index,
        import_id=item.import_id,
        code=item.code,
        detail=item.detail,
        words=wording_of(item.detail),
        status=item.status,
        received_at=from_ms(item.received_at_ms),
        quarantined_at=from_ms(item.quarantined_at_ms),
        event=event,
        text=item.body.decode("utf-8", "replace") if event is None else None,
        fixed=None if item.fixed is None else json_of(item.fixed),
    )
