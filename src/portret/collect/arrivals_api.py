"""HTTP of what arrives: the newest events of a source, each as it came."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from portret.collect import arrivals, sources
from portret.collect.api_models import CollectContext, Dependency, Input
from portret.collect.arrivals import Arrival
from portret.collect.model import Check
from portret.collect.values import json_of
from portret.kernel import HarmlessText, Permission, from_ms, needs
from portret.kernel.api_models import Wording, wording_of

_SHOWN_BYTES = 16 * 1024
_SHOWN_LETTERS = 200


class AskedArrivals(Input):
    """Which arrivals, out of the newest events of the log."""

    after: int | None = Field(default=None, ge=0, lt=2**62, description="`upto` of the look before.")
    search: str = Field(default="", max_length=200, description="Text that stands in the event, whatever its case.")
    faulty: bool = Field(default=False, description="Only events that are set aside.")
    limit: int = Field(default=50, ge=1, le=100)


class ArrivalView(BaseModel):
    """An event as it arrived; `event` is its JSON, `text` its beginning where it is none, or long."""

    position: int
    received_at: datetime
    type: HarmlessText
    name: HarmlessText
    user_id: str
    anonymous_id: str
    message_id: HarmlessText
    bytes: int
    library: HarmlessText = Field(description="The SDK and its version, as the event says.")
    origin: HarmlessText = Field(description="The site it came from, where a browser sent it.")
    user_agent: str
    code: HarmlessText = Field(description="Why it is set aside; empty if it can be used.")
    detail: str
    words: Wording | None
    event: Any | None
    text: str | None


class ArrivalPage(BaseModel):
    """What arrived, newest first."""

    items: list[ArrivalView]
    upto: int = Field(description="Give it as `after` with the next look.")
    skipped: int = Field(description="How many events of all sources came since `after` and were passed over unread.")


def routes(context: Dependency, check: Check) -> APIRouter:
    """Return the routes; see `portret.collect.api.routes`."""
    router = APIRouter(prefix="/api/sources/{source_id}/events", tags=["sources"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get(
        "", summary="What a source sends at this moment, newest first", openapi_extra=needs(Permission.QUALITY_READ)
    )
    def index(source_id: str, caller: Caller, asked: Annotated[AskedArrivals, Query()]) -> ArrivalPage:
        with caller.state.read() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
        found = arrivals.look(
            caller.log,
            check,
            arrivals.Asked(
                source_id=source.id,
                after=asked.after,
                search=asked.search.strip(),
                is_faulty=asked.faulty,
                limit=asked.limit,
            ),
        )
        return ArrivalPage(
            items=[arrival_view(each) for each in found.arrivals], upto=found.upto, skipped=found.skipped
        )

    return router


def arrival_view(arrival: Arrival) -> ArrivalView:
    """Return an event that arrived as the API shows it."""
    document = json_of(arrival.body)
    said: dict[str, Any] = document if isinstance(document, dict) else {}
    is_short = len(arrival.body) <= _SHOWN_BYTES
    fault, head = arrival.fault, arrival.head
    library = _part(said, "context", "library")
    return ArrivalView(
        position=arrival.position,
        received_at=from_ms(arrival.received_at_ms),
        type=_text(said.get("type")) or head.type,
        name=_text(said.get("event")) or _text(said.get("name")),
        user_id=_text(said.get("userId")),
        anonymous_id=_text(said.get("anonymousId")),
        message_id=_text(said.get("messageId")),
        bytes=len(arrival.body),
        library=" ".join(filter(None, (_text(library.get("name")), _text(library.get("version"))))),
        origin=head.origin,
        user_agent=head.user_agent,
        code=fault.code if fault else "",
        detail=fault.detail if fault else "",
        words=wording_of(fault.detail) if fault else None,
        event=document if is_short else None,
        text=None if is_short and document is not None else arrival.body[:_SHOWN_BYTES].decode("utf-8", "replace"),
    )


def _part(document: dict[str, Any], *path: str) -> dict[str, Any]:
    for name in path:
        inner = document.get(name)
        document = inner if isinstance(inner, dict) else {}
    return document


def _text(value: Any) -> str:
    return str(value)[:_SHOWN_LETTERS] if isinstance(value, str | int | float) else ""
