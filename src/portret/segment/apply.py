"""Many definitions put in force in one step, or, if one has a fault, none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa

from portret import definition
from portret.definition import guard_rest
from portret.segment.api_models import Bundle as Wanted
from portret.segment.bundle import Bundle, Shelf, Step, book_after, planned, readers_after
from portret.segment.context import Context
from portret.segment.lists.try_queries import try_queries
from portret.segment.size_guard import Change, guard_sizes
from portret.trait import Words


def apply_bundle(
    caller: Context, wanted: Wanted, words: Words, also: Callable[[sa.Connection], None] | None = None
) -> list[Step]:
    """Put a bundle in force and return what that changed, or, on a dry run, would.

    Args:
        caller: in whose workspace.
        wanted: the documents, and how they are meant.
        words: what the workspace's definitions may name.
        also: is done in the same transaction.

    Raises:
        Invalid: documents have faults, by themselves or together.
        Conflict: what wants to be confirmed was not.
    """
    with caller.state.read() as connection:
        shelf = shelf_of(connection, caller.workspace_id)
        steps = _plan(connection, caller, wanted, words)
        _try(connection, caller, wanted, shelf, steps)
        seen = definition.changes(connection)
    if not wanted.dry_run:
        with caller.state.begin() as connection:
            if definition.changes(connection) != seen:
                steps = _plan(connection, caller, wanted, words)
            for step in steps:
                _take(connection, caller, step, wanted.reason)
            if also:
                also(connection)
    return steps


def shelf_of(connection: sa.Connection, workspace_id: str) -> Shelf:
    """Return the definitions of a workspace."""
    return Shelf(
        definition.current(connection, workspace_id, "trait"), definition.current(connection, workspace_id, "segment")
    )


def _try(connection: sa.Connection, caller: Context, wanted: Wanted, shelf: Shelf, steps: Sequence[Step]) -> None:
    """Ask what is new among the queries, and how large the segments would be that change."""
    book = book_after(shelf, steps)
    new = {step.key for step in steps if step.kind == "segment" and step.action in ("create", "change")}
    keys = enumerate(str(each["key"]) for each in wanted.segments)
    asked = [(f"/segments/{number}", book.segments[key]) for number, key in keys if key in new]
    named = try_queries(connection, caller, asked)
    changed = {f"{step.kind}:{step.key}" for step in steps if step.action == "change"}
    guard_sizes(connection, caller, Change(book, changed, named), shelf.segments, confirmed=wanted.confirm)


def _guard_rest(shelf: Shelf, steps: Sequence[Step], confirmed: Collection[str]) -> None:
    readers = readers_after(shelf, steps)
    for step in steps:
        if step.rests:
            guard_rest(step.kind, step.key, readers.get(f"{step.kind}:{step.key}", ()), confirmed)


def _plan(connection: sa.Connection, caller: Context, wanted: Wanted, words: Words) -> list[Step]:
    bundle = Bundle(wanted.traits, wanted.segments)
    shelf = shelf_of(connection, caller.workspace_id)
    steps = planned(bundle, shelf, words(connection, caller.workspace_id), prune=wanted.prune)
    _guard_rest(shelf, steps, wanted.confirm)
    return steps


def _take(connection: sa.Connection, caller: Context, step: Step, reason: str) -> None:
    said: dict[str, Any] = {
        "author": caller.author,
        "reason": reason,
        "expected_version": step.before.version if step.before else 0,
        "now_ms": caller.clock.now_ms(),
    }
    if step.document is None:
        definition.remove(connection, caller.workspace_id, step.kind, step.key, **said)
    elif step.action != "keep":
        definition.save(connection, caller.workspace_id, step.kind, step.key, step.document, uses=step.uses, **said)
