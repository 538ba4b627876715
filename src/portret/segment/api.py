"""HTTP of segments as definitions, the JSON Schema of their documents, and many definitions at once."""

from collections.abc import Callable
from itertools import chain
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends

from portret import trait
from portret.definition import refuse
from portret.definition.api import Checked, definition_routes
from portret.kernel import Invalid, Permission, needs, told
from portret.kernel.api import joined
from portret.segment import api_models as models
from portret.segment.apply import apply_bundle, shelf_of
from portret.segment.book import Book
from portret.segment.compile_faults import compile_faults
from portret.segment.context import Context, Reader
from portret.segment.document import (
    MOST_SEGMENTS,
    book_of,
    document_of,
    parse_segment,
    readers_faults,
    schema,
    with_segment,
    with_trait,
)
from portret.segment.faults import uses_of
from portret.segment.in_use_api import routes as routes_in_use
from portret.segment.lists.try_queries import try_queries
from portret.segment.ready.api import ready_routes
from portret.segment.ready.scores_api import score_routes
from portret.segment.size_guard import Change, guard_sizes
from portret.trait import Vocabulary, Words


def routes(context: Callable[..., Reader], words: Words) -> APIRouter:
    """Return the routes of segments; `context` is the dependency that authenticates."""

    def check(caller: Context, connection: sa.Connection, document: dict[str, Any], confirm: str | None) -> Checked:
        shelf = shelf_of(connection, caller.workspace_id)
        book = book_of(shelf.traits, shelf.segments)
        segment = parse_segment(document, book, words(connection, caller.workspace_id), "/definition")
        if segment.key not in book.segments and len(book.segments) >= MOST_SEGMENTS:
            message = told(
                "segments-too-many",
                "There are {count_now} segments already; {most_segments} are the most. Delete some.",
                count_now=len(book.segments),
                most_segments=MOST_SEGMENTS,
            )
            raise Invalid(message)
        if confirm is not None:
            named = try_queries(connection, caller, [("/definition", segment)])
            change = Change(with_segment(book, segment), {f"segment:{segment.key}"}, named)
            if confirm != segment.key:
                guard_sizes(connection, caller, change, shelf.segments, confirmed=[])
        return Checked(document_of(segment), uses_of(segment))

    router = APIRouter()

    @router.get(
        "/api/schemas/segment",
        tags=["schemas"],
        summary="The JSON Schema of a segment",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def json_schema(_: Annotated[Context, Depends(context)]) -> dict[str, Any]:
        return schema()

    @router.get(
        "/api/schemas/words",
        tags=["schemas"],
        summary="What definitions may name in this workspace",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def known_words(caller: Annotated[Context, Depends(context)]) -> models.Words:
        with caller.state.read() as connection:
            book = book_in_force(connection, caller.workspace_id)
            return models.words_view(book, words(connection, caller.workspace_id))

    return joined(
        router,
        ready_routes(context, words),
        score_routes(context),
        routes_in_use(context, words),
        _together(context, words),
        definition_routes(context, "segment", check),
    )


def check_readers(
    caller: Context, connection: sa.Connection, becomes: trait.Definition, words: Vocabulary, confirm: str | None
) -> None:
    """Look at the segments that read a computed trait as it becomes.

    Raises:
        Invalid: one cannot read it then.
        Conflict: one would be far larger or smaller, and `confirm` is neither the trait's key nor its own.
    """
    shelf = shelf_of(connection, caller.workspace_id)
    book, changed = with_trait(book_of(shelf.traits, shelf.segments), becomes), {f"trait:{becomes.key}"}
    refuse(chain(readers_faults(book, words, changed, book.segments), compile_faults(book, changed)), "/definition")
    if confirm not in (None, becomes.key):
        guard_sizes(connection, caller, Change(book, changed), shelf.segments, confirmed=[confirm])


def book_in_force(connection: sa.Connection, workspace_id: str) -> Book:
    """Return the definitions of a workspace."""
    shelf = shelf_of(connection, workspace_id)
    return book_of(shelf.traits, shelf.segments)


def _together(context: Callable[..., Context], words: Words) -> APIRouter:
    router = APIRouter(prefix="/api/definitions", tags=["definitions"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post(
        "/apply",
        summary="Put many definitions in force at once, or say what that would change",
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def apply(body: models.Bundle, caller: Caller) -> models.Applied:
        steps = apply_bundle(caller, body, words)
        return models.applied(steps, dry_run=body.dry_run)

    return router
