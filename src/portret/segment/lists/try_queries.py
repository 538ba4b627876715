"""A query is asked once before it is saved: what could not be asked again and again is refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portret.definition import refuse
from portret.kernel import Fault, Invalid, Told, TooLarge, told
from portret.segment.context import Context
from portret.segment.lists.ask import count_known, ids_named
from portret.segment.model import Definition, Query


def try_queries(connection: sa.Connection, caller: Context, asked: Iterable[tuple[str, Definition]]) -> dict[str, int]:
    """Ask the queries among segments; return how many people each names, by the segment's key.

    Args:
        connection: of the state store.
        caller: whose workspace it is.
        asked: (path of its document, segment).

    Raises:
        Invalid: some cannot be asked, in time and within the workspace, or name nobody who could be a profile.
        Unavailable: the warehouse cannot be reached.
    """
    found: dict[str, int] = {}
    faults: list[Fault] = []
    for path, segment in asked:
        if isinstance(segment.members, Query):
            try:
                found[segment.key] = _count(connection, caller, segment.members.sql)
            except (Invalid, TooLarge) as error:
                faults.append(Fault(f"{path}/members/sql", _advised(error.detail)))
    refuse(faults)
    return found


def _advised(detail: str) -> str:
    fault = detail if isinstance(detail, Told) else " ".join(detail.split())  # what the warehouse says has many lines
    return told("query-refused", "{fault} Try it with `portret query` first.", fault=fault)


def _count(connection: sa.Connection, caller: Context, sql: str) -> int:
    ids = ids_named(caller.warehouse, caller.workspace_id, sql, caller.settings)
    known = count_known(connection, caller.workspace_id, ids)
    if ids and not known:
        raise Invalid(
            told(
                "query-no-profiles",
                "None of the {ids_count} ids that it names is a profile's: see the column profile_id of events.",
                ids_count=len(ids),
            )
        )
    return known
