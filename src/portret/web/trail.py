"""The record of changes that come over HTTP: who called which route, on what, and what of it may be kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

from portret.govern import Change, record
from portret.kernel import MEMBER, Permission
from portret.web.model import Context

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_RECORDED_BY_THEMSELVES = ("/api/session", "/api/sessions", "/api/me", "/api/users", "/api/invites", "/api/tokens")
_CHANGES_NOTHING = (
    "/api/query",
    "/api/segments/preview",
    "/api/identity/simulations",
    "/api/imports/{import_id}/preview",
)
_WITHOUT_PEOPLE = frozenset(
    (
        Permission.DEFINITIONS_EDIT,
        Permission.SOURCES_MANAGE,
        Permission.IDENTITY_MANAGE,
        Permission.WORKSPACE_MANAGE,
    )
)
"""What is asked for with these alone is kept as it was asked for: definitions and settings, nobody's data."""


def write_change(caller: Context, scope: Scope, answer: bytes) -> None:
    """Record what a request changed, unless its stage did so in the transaction of the change.

    Args:
        caller: who asked.
        scope: of the request.
        answer: its JSON, for the id of what was made; empty for none.
    """
    path = scope["route"].path
    if path.startswith(_RECORDED_BY_THEMSELVES) or path.startswith(_CHANGES_NOTHING):
        return
    asked = set(scope["route"].openapi_extra[MEMBER])
    after = _document(scope.get("body", b"")) if asked and asked <= _WITHOUT_PEOPLE else {}
    change = Change(f"{scope['method']} {path}", _object(scope["path_params"], _document(answer)), after=after)
    with caller.state.begin() as connection:
        record(connection, caller.clock, caller.actor, change)


def _object(parameters: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Return what was changed: the id or key that the answer names, or the address; nothing that names a person."""
    for name in ("id", "key", "name"):
        if isinstance(value := answer.get(name), str):
            return value[:200]
    named = [str(value) for name, value in parameters.items() if name != "ref" or str(value).startswith("prf_")]
    return "/".join(named)[:200]


def _document(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
