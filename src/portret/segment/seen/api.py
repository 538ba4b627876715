"""HTTP of what was seen: what an editor of definitions offers while somebody types."""

from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from portret import definition, profile
from portret.kernel import NotFound, Permission, needs, told
from portret.kernel.api import joined
from portret.segment import store as segments
from portret.segment.book import Book, BuiltIn, Computed, Declared
from portret.segment.built_in_sql import built_in
from portret.segment.context import Context
from portret.segment.document import book_of
from portret.segment.seen import api_models as models
from portret.segment.seen import store
from portret.segment.seen.model import Wanted
from portret.trait import LINE_EVENTS, Events, Scope, ValueType, dynamic_value
from portret.warehouse import Bound, Sql, json_object, json_path

_NEEDED = needs(Permission.DEFINITIONS_READ, Permission.PEOPLE_READ)

Part = Annotated[str, Query(max_length=200, description="What stands in them, upper and lower case alike.")]
Names = Annotated[list[str], Query(max_length=20, description="Of these events; left out, of any.")]
Limit = Annotated[int, Query(ge=1, le=100)]


class AskedTrait(BaseModel):
    """Which trait."""

    model_config = ConfigDict(extra="forbid")
    trait: str = Field(max_length=300, description="As a condition names it: `orders`, `spent_90d`, `traits.plan`.")
    per: str = Field(
        default="", max_length=200, description="Which part: a brand, a currency, a value of its dimension."
    )
    part: str = Field(default="", max_length=200, description="What stands in the values.")
    limit: int = Field(default=20, ge=1, le=100)


def seen_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of what was seen; `context` is the dependency that authenticates."""
    return joined(_events(context), _traits(context))


def _events(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/seen", tags=["seen"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("/events", summary="Which events people caused in the last year", openapi_extra=_NEEDED)
    def events(caller: Caller) -> models.EventList:
        found = store.seen_events(caller.warehouse, caller.workspace_id, caller.clock.now_ms())
        return models.event_list(found, LINE_EVENTS)

    @router.get("/fields", summary="What events carry, by a sample of them", openapi_extra=_NEEDED)
    def fields(caller: Caller, name: Names = []) -> models.FieldList:  # noqa: B006 — FastAPI reads it, nobody changes it
        found = store.seen_fields(caller.warehouse, caller.workspace_id, name, caller.clock.now_ms())
        return models.field_list(found)

    @router.get(
        "/values", summary="The most frequent values of a field of events, by a sample of them", openapi_extra=_NEEDED
    )
    def values(
        caller: Caller,
        field: Annotated[str, Query(max_length=300)],
        name: Names = [],  # noqa: B006 — as above
        *,
        lines: bool = False,
        part: Part = "",
        limit: Limit = 20,
    ) -> models.ValueList:
        chosen = Events(names=tuple(name), lines=lines)
        now_ms = caller.clock.now_ms()
        found = store.seen_values(caller.warehouse, caller.workspace_id, field, chosen, now_ms, Wanted(part, limit))
        return models.value_list(found)

    return router


def _traits(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/seen", tags=["seen"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("/traits", summary="What people told of themselves, by a sample of them", openapi_extra=_NEEDED)
    def told(caller: Caller) -> models.FieldList:
        return models.field_list(store.declared_traits(caller.warehouse, caller.workspace_id))

    @router.get("/trait-values", summary="The most frequent values of a trait over people", openapi_extra=_NEEDED)
    def values(caller: Caller, asked: Annotated[AskedTrait, Query()]) -> models.ValueList:
        bound, sample = Bound(), store.one_in(caller.warehouse, caller.workspace_id)
        rows, *_ = _rows(caller, asked, bound, sample)
        return models.value_list(store.trait_values(caller.warehouse, rows, bound, Wanted(asked.part, asked.limit)))

    @router.get("/distribution", summary="How a trait is spread over people", openapi_extra=_NEEDED)
    def spread(caller: Caller, asked: Annotated[AskedTrait, Query()]) -> models.DistributionView:
        bound, sample = Bound(), store.one_in(caller.warehouse, caller.workspace_id)
        rows, kind, is_folded = _rows(caller, asked, bound, sample)
        found = store.distribution(caller.warehouse, caller.workspace_id, rows, kind, bound, limit=asked.limit)
        return models.distribution_view(store.grown(found, sample) if is_folded else found)

    return router


def _rows(caller: Context, asked: AskedTrait, bound: Bound, sample: int) -> tuple[Sql, ValueType | None, bool]:
    """Return the rows of a trait's values, their kind, and whether they are folded, of one person in `sample`.

    Raises:
        NotFound: there is no such trait. Invalid: it cannot be asked for.
    """
    with caller.state.read() as connection:
        book = _book(connection, caller.workspace_id)
        zone = segments.time_zone(connection, caller.workspace_id)
    part = asked.per or None
    match book.meaning(asked.trait):
        case Computed(compute=compute):
            scope = Scope(caller.workspace_id, caller.clock.now_ms(), zone, one_in=sample)
            return *store.of_fold(compute, part, scope, bound), True
        case Declared(key=key):
            value = dynamic_value(json_path("traits", key), json_object("traits", key))
        case BuiltIn(name=name) if name in profile.BUILT_IN:
            value = built_in(name, None, part)
        case _:
            raise NotFound(
                told(
                    "trait-none",
                    "There is no trait {trait} in force. GET /api/schemas/words lists them.",
                    trait=asked.trait[:100],
                ),
                path="trait",
            )
    return store.of_profiles(caller.workspace_id, value, bound), value.kind, False


def _book(connection: sa.Connection, workspace_id: str) -> Book:
    return book_of(definition.current(connection, workspace_id, "trait"), ())
