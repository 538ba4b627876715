"""All SQL of what is ready-made: values that part people, and moves between segments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from portret.segment.ready.measure import Question
from portret.trait import Scope, values_sql
from portret.warehouse import DATABASE, Bound, Warehouse

_ENTERED = "Segment Entered"
_MOVES = f"""
SELECT before, after, count() AS people FROM (
    SELECT
        person,
        argMaxIf(key, entered_then, is_in_then) AS before,
        argMaxIf(key, entered_now, is_in_now) AS after
    FROM (
        SELECT
            if(a.survivor = '', e.profile_id, a.survivor) AS person,
            key,
            argMaxIf(enters, (timestamp, enters), timestamp <= {{since:DateTime64(3, 'UTC')}}) AS is_in_then,
            maxIf(timestamp, enters AND timestamp <= {{since:DateTime64(3, 'UTC')}}) AS entered_then,
            argMax(enters, (timestamp, enters)) AS is_in_now,
            maxIf(timestamp, enters) AS entered_now
        FROM (
            SELECT profile_id, timestamp, name = {{entered:String}} AS enters,
                JSONExtractString(properties_text, 'segment') AS key
            FROM {DATABASE}.events
            WHERE workspace_id = {{workspace:String}} AND name IN {{names:Array(String)}} AND subject_id != ''
                AND timestamp <= {{until:DateTime64(3, 'UTC')}} AND key IN {{keys:Array(String)}}
        ) AS e
        LEFT JOIN (
            SELECT alias_id, profile_id AS survivor FROM {DATABASE}.profile_aliases FINAL
            WHERE workspace_id = {{workspace:String}} AND alias_id != profile_id
        ) AS a ON e.profile_id = a.alias_id
        GROUP BY person, key
    )
    GROUP BY person
)
GROUP BY before, after
ORDER BY before, after
"""  # noqa: S608 — only names of our own


class Moved(NamedTuple):
    """How many people were in one segment then and in another now; "" is none of them."""

    before: str
    after: str
    people: int


def moves(
    warehouse: Warehouse, workspace_id: str, keys: Collection[str], since: datetime, until: datetime
) -> list[Moved]:
    """Return between which of some segments people have moved, by what was told when they entered and left them."""
    parameters = {
        "workspace": workspace_id,
        "keys": list(keys),
        "names": [_ENTERED, "Segment Exited"],
        "entered": _ENTERED,
        "since": since,
        "until": until,
    }
    rows = warehouse.query(_MOVES, parameters).rows
    return [Moved(*row) for row in rows if row[0] or row[1]]


def parting_values(warehouse: Warehouse, scope: Scope, asked: Sequence[Question]) -> list[list[float]]:
    """Return for each question the values below which the shares of people lie; [] if nobody has any.

    People count who have a value above zero. A value is that of a person: of n in ascending order that with the number
    floor(share * n), the first being 0.
    """
    bound = Bound()
    values = values_sql({number: each.compute for number, each in enumerate(asked, start=1)}, scope, bound)
    columns = []
    for number, each in enumerate(asked, start=1):
        shares = ", ".join(map(str, each.shares))
        column = f"assumeNotNull(toFloat64(f{number}))"
        columns.append(f"quantilesExactIf({shares})({column}, ifNull(f{number} > 0, 0))")
        columns.append(f"countIf(ifNull(f{number} > 0, 0))")
    statement = f"SELECT {', '.join(columns)} FROM ({values})"  # noqa: S608 — typed fragments, values are bound
    row = warehouse.query(statement, bound.parameters).rows[0]
    return [list(row[2 * number]) if row[2 * number + 1] else [] for number in range(len(asked))]
