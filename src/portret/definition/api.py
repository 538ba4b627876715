"""HTTP that all kinds of definitions have alike: list, show, put, delete, switch on and off, and every version."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Body, Depends, Header, Path, Query, Response

from portret.definition import api_models as models
from portret.definition import store
from portret.definition.etag import require, tag_of
from portret.definition.faults import kind_said
from portret.definition.model import Kind, Stored
from portret.definition.rest import guard_rest
from portret.kernel import (
    Conflict,
    Invalid,
    NotFound,
    Permission,
    key_of_cursor,
    needs,
    read_cursor,
    told,
    write_cursor,
)
from portret.kernel.api import Cursor, Limit, joined
from portret.state import CallContext

Key = Annotated[str, Path(max_length=100)]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=100,
        description="The ETag of what is to be replaced; * for whatever is there. Left out, there must be nothing yet.",
    ),
]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=100)]
Why = Annotated[models.ReasonGiven, Body()]
WhyRest = Annotated[models.Rest, Body()]
WhyDeleted = Annotated[str, Query(alias="reason", max_length=1_000, description="Why.")]
_NO_REASON = models.ReasonGiven()
_REST = models.Rest()
_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Not modified since the ETag given."}}
_KINDS: tuple[Kind, ...] = ("trait", "segment")


@dataclass(frozen=True)
class Checked:
    """A document without fault.

    Attributes:
        document: as it is kept, what is at its default left out.
        uses: what it reads, as "trait:key" or "segment:key".
    """

    document: dict[str, Any]
    uses: Collection[str] = ()


Check = Callable[[Any, sa.Connection, dict[str, Any], str | None], Checked]
"""Whoever knows a kind of definitions: (caller, connection, document, confirmed key) → the document as it is kept.

Without a key, not even an empty one, nothing is tried out on people: it was before, or is not to be.
Raises Invalid for what is wrong with it, Conflict for what wants to be confirmed.
"""


def definition_routes(context: Callable[..., CallContext], kind: Kind, check: Check) -> APIRouter:
    """Return the routes of one kind of definitions; `context` is the dependency that authenticates."""
    return joined(_reading(context, kind), _history(context, kind), _writing(context, kind, check))


def _reading(context: Callable[..., CallContext], kind: Kind) -> APIRouter:
    router = APIRouter(prefix=f"/api/{kind}s", tags=[f"{kind}s"])
    Caller = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary=f"The {kind}s of the workspace, by key", openapi_extra=needs(Permission.DEFINITIONS_READ))
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.DefinitionPage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            used_by = _used_by(connection, caller.workspace_id)
            found = [each for each in store.current(connection, caller.workspace_id, kind) if each.key > after]
        items = [models.definition_view(each, used_by.get(f"{kind}:{each.key}", ())) for each in found[:limit]]
        more = write_cursor(found[limit - 1].key) if len(found) > limit else None
        return models.DefinitionPage(items=items, next_cursor=more)

    @router.get(
        "/{key}",
        summary=f"One {kind}",
        response_model=models.DefinitionView,
        responses=_NOT_MODIFIED,
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def show(
        key: Key, caller: Caller, response: Response, if_none_match: IfNoneMatch = None
    ) -> models.DefinitionView | Response:
        with caller.state.read() as connection:
            found = _found(connection, caller.workspace_id, kind, key)
            tag = tag_of(found.version)
            if if_none_match in (tag, "*"):
                return Response(status_code=304, headers={"ETag": tag})
            return _answer(connection, found, response)

    return router


def _history(context: Callable[..., CallContext], kind: Kind) -> APIRouter:
    router = APIRouter(prefix=f"/api/{kind}s", tags=[f"{kind}s"])
    Caller = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{key}/versions",
        summary=f"All versions that a {kind} ever had, newest first",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def versions(key: Key, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.VersionPage:
        before = read_cursor(cursor, tuple[int])[0] if cursor else None
        with caller.state.read() as connection:
            found = store.versions(connection, caller.workspace_id, kind, key, before, limit + 1)
        if not found and before is None:
            raise NotFound(
                told("definition-never", "There never was a {kind} {key}.", kind=kind_said(kind), key=key[:100]),
                path="key",
            )
        more = write_cursor(found[limit - 1].version) if len(found) > limit else None
        return models.VersionPage(items=[models.definition_view(each) for each in found[:limit]], next_cursor=more)

    @router.get(
        "/{key}/versions/{version}",
        summary=f"One version of a {kind}",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def one_version(key: Key, version: Annotated[int, Path(ge=1, lt=2**62)], caller: Caller) -> models.DefinitionView:
        with caller.state.read() as connection:
            found = store.versions(connection, caller.workspace_id, kind, key, version + 1, 1)
        if not found or found[0].version != version:
            raise NotFound(
                told(
                    "definition-no-version",
                    "There is no such version of the {kind}. …/versions lists them.",
                    kind=kind_said(kind),
                ),
                path="version",
            )
        return models.definition_view(found[0])

    return router


class _Switch(NamedTuple):
    enabled: bool
    reason: str
    confirm: str = ""


def _writing(context: Callable[..., CallContext], kind: Kind, check: Check) -> APIRouter:
    router = APIRouter(prefix=f"/api/{kind}s", tags=[f"{kind}s"])
    Caller = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

    @router.put(
        "/{key}",
        summary=f"Put a {kind} in force; the same again changes nothing",
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def put(
        key: Key, body: models.DefinitionChange, caller: Caller, response: Response, if_match: IfMatch = None
    ) -> models.DefinitionView:
        document = _under(key, body.definition)
        checked, seen = _tried(caller, check, document, body.confirm)
        with caller.state.begin() as connection:
            before = store.find(connection, caller.workspace_id, kind, key)
            _expect(before, if_match)
            if store.changes(connection) != seen:
                checked = check(caller, connection, document, None)
            _guard_rest(connection, before, checked, body.confirm)
            saved = _saved(connection, caller, kind, before, checked, body.reason)
            return _answer(connection, saved, response)

    @router.post(
        "/{key}/enable", summary=f"Keep a {kind} up to date again", openapi_extra=needs(Permission.DEFINITIONS_EDIT)
    )
    def enable(key: Key, caller: Caller, response: Response, body: Why = _NO_REASON) -> models.DefinitionView:
        return _switched(caller, kind, key, check, response, _Switch(enabled=True, reason=body.reason))

    @router.post(
        "/{key}/disable",
        summary=f"Let a {kind} rest: it has no value and no members until enabled again",
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def disable(key: Key, caller: Caller, response: Response, body: WhyRest = _REST) -> models.DefinitionView:
        asked = _Switch(enabled=False, reason=body.reason, confirm=body.confirm)
        return _switched(caller, kind, key, check, response, asked)

    @router.delete(
        "/{key}",
        summary=f"Delete a {kind} that nothing uses; its versions are kept",
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def delete(key: Key, caller: Caller, if_match: IfMatch = None, reason: WhyDeleted = "") -> models.DefinitionView:
        with caller.state.begin() as connection:
            found = _found(connection, caller.workspace_id, kind, key)
            require(if_match or "*", found.version)
            gone = store.remove(
                connection,
                caller.workspace_id,
                kind,
                key,
                author=caller.author,
                reason=reason,
                expected_version=found.version,
                now_ms=caller.clock.now_ms(),
            )
        return models.definition_view(gone)

    return router


def _tried(caller: CallContext, check: Check, document: dict[str, Any], confirm: str) -> tuple[Checked, int]:
    """Check a document while others may write, and say as of which change: what takes long holds nobody up."""
    with caller.state.read() as connection:
        return check(caller, connection, document, confirm), store.changes(connection)


def _switched(
    caller: CallContext, kind: Kind, key: str, check: Check, response: Response, asked: _Switch
) -> models.DefinitionView:
    with caller.state.begin() as connection:
        before = _found(connection, caller.workspace_id, kind, key)
        checked = check(caller, connection, {**before.document, "enabled": asked.enabled}, None)
        _guard_rest(connection, before, checked, asked.confirm)
        return _answer(connection, _saved(connection, caller, kind, before, checked, asked.reason), response)


def _guard_rest(connection: sa.Connection, before: Stored | None, checked: Checked, confirm: str) -> None:
    """Raise Conflict if what others read is to rest and that was not confirmed."""
    if before and before.is_enabled and not checked.document.get("enabled", True):
        readers = store.users(connection, before.workspace_id, before.kind, before.key)
        names = [f"{each.kind}:{each.key}" for each in readers if each.is_enabled]
        guard_rest(before.kind, before.key, names, [confirm])


def _under(key: str, document: dict[str, Any]) -> dict[str, Any]:
    named = document.get("key", key)
    if named != key:
        message = told(
            "definition-other-key",
            "The address names “{key}”: say the same key here, or leave it out. Nothing can change its key.",
            key=key,
        )
        raise Invalid(message, path="/definition/key")
    return {**document, "key": key}


def _expect(before: Stored | None, if_match: str | None) -> None:
    if if_match is not None:
        require(if_match, before.version if before else 0)
    elif before:
        message = told(
            "definition-there-etag",
            "There is a {kind} {key} already. To change it, send its ETag {tag} as If-Match.",
            kind=kind_said(before.kind),
            key=before.key,
            tag=tag_of(before.version),
        )
        raise Conflict(message, path="If-Match")


def _saved(
    connection: sa.Connection, caller: CallContext, kind: Kind, before: Stored | None, checked: Checked, reason: str
) -> Stored:
    """Save a document unless it is the one in force already."""
    if before and before.document == checked.document:
        return before
    return store.save(
        connection,
        caller.workspace_id,
        kind,
        str(checked.document["key"]),
        checked.document,
        author=caller.author,
        reason=reason,
        expected_version=before.version if before else 0,
        now_ms=caller.clock.now_ms(),
        uses=checked.uses,
    )


def _found(connection: sa.Connection, workspace_id: str, kind: Kind, key: str) -> Stored:
    found = store.find(connection, workspace_id, kind, key)
    if found is None:
        raise NotFound(
            told(
                "definition-none-listed",
                "There is no {kind} {key}. GET /api/{kinds}s lists them.",
                kind=kind_said(kind),
                key=key[:100],
                kinds=kind,
            ),
            path="key",
        )
    return found


def _answer(connection: sa.Connection, stored: Stored, response: Response) -> models.DefinitionView:
    response.headers["ETag"] = tag_of(stored.version)
    used_by = _used_by(connection, stored.workspace_id)
    return models.definition_view(stored, used_by.get(f"{stored.kind}:{stored.key}", ()))


def _used_by(connection: sa.Connection, workspace_id: str) -> Any:
    return models.readers(each for kind in _KINDS for each in store.current(connection, workspace_id, kind))
