"""All SQL of what is ready-made: values that part people, and moves between segments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from portret.segment.ready.measure import Question
from portret.trait import Computation, Scan, Scope, values_sql
from portret.warehouse import DATABASE, Bound, Limits, Sql, Warehouse

_ENTERED = "Segment Entered"
_LIMITS = Limits(seconds=20, memory_bytes=2 * 1024**3, rows=1_000)
_STOOD = f"""
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
"""  # noqa: S608 — only names of our own
_MOVES = f"""
SELECT before, after, count() AS people FROM ({_STOOD})
GROUP BY before, after
ORDER BY before, after
"""  # noqa: S608 — as above
_MOVERS = f"""
SELECT person FROM ({_STOOD})
WHERE before = {{before:String}} AND after = {{after:String}} AND person > {{beyond:String}}
ORDER BY person LIMIT {{rows:UInt32}}
"""  # noqa: S608 — as above


class Moved(NamedTuple):
    """How many people were in one segment then and in another now; "" is none of them."""

    before: str
    after: str
    people: int


class Between(NamedTuple):
    """Of which segments, between which instants."""

    keys: Collection[str]
    since: datetime
    until: datetime


def moves(warehouse: Warehouse, workspace_id: str, asked: Between) -> list[Moved]:
    """Return between which of some segments people have moved, by what was told when they entered and left them."""
    rows = warehouse.query(_MOVES, _told_of(workspace_id, asked), _LIMITS).rows
    return [Moved(*row) for row in rows if row[0] or row[1]]


def movers(
    warehouse: Warehouse, workspace_id: str, asked: Between, move: tuple[str, str], beyond: str, limit: int
) -> list[str]:
    """Return the ids of those who were in one segment then and are in another now, in order, those beyond an id."""
    chosen = {"before": move[0], "after": move[1], "beyond": beyond, "rows": limit}
    rows = warehouse.query(_MOVERS, _told_of(workspace_id, asked) | chosen, _LIMITS).rows
    return [str(row[0]) for row in rows]


def _told_of(workspace_id: str, asked: Between) -> dict[str, Any]:
    return {
        "workspace": workspace_id,
        "keys": list(asked.keys),
        "names": [_ENTERED, "Segment Exited"],
        "entered": _ENTERED,
        "since": asked.since,
        "until": asked.until,
    }


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


def values_then(warehouse: Warehouse, folds: Mapping[int, Computation], scope: Scope) -> dict[int, Any]:
    """Return the values of folds of one person at an instant, by fold id; those that nothing is known of are left out.

    Args:
        warehouse: where.
        folds: by fold id.
        scope: whose, and when: `people` are the ids of one person.
    """
    bound = Bound()
    answer = warehouse.query(values_sql(folds, scope, bound), bound.parameters, _LIMITS)
    return {
        fold_id: row[place]
        for row in answer.rows
        for place, fold_id in enumerate(folds, start=1)
        if row[place] is not None
    }


class Field(NamedTuple):
    """How many people are at these steps, 1 to 5 each, and for how much they ordered together."""

    recency: int
    frequency: int
    monetary: int
    people: int
    spent: float


def fields(
    warehouse: Warehouse, scope: Scope, computed: Sequence[Computation], thresholds: Sequence[Sequence[float]]
) -> list[Field]:
    """Return how everybody with any recency lies by recency, frequency and monetary value: 125 fields at most.

    Args:
        warehouse: where.
        scope: whose people, and when.
        computed: recency, frequency and monetary value.
        thresholds: what parts the five steps of each, ascending; recency in milliseconds.
    """
    bound = Bound()
    values = values_sql(dict(enumerate(computed, start=1)), scope, bound)
    recency, frequency, monetary = (
        " + ".join(f"(ifNull(f{number}, 0) > {float(each)!r})" for each in above)
        for number, above in enumerate(thresholds, start=1)
    )
    statement = (
        f"SELECT 5 - ({recency}) AS r, 1 + ({frequency}) AS f, 1 + ({monetary}) AS m, count(),"  # noqa: S608 — numbers
        f" sum(ifNull(toFloat64(f3), 0)) FROM ({values}) WHERE f1 IS NOT NULL GROUP BY r, f, m ORDER BY r, f, m"
    )
    return [Field(*row) for row in warehouse.query(statement, bound.parameters, _LIMITS).rows]


class Level(NamedTuple):
    """How many people are very active at a brand, and how many are awake there, but less than that."""

    very_active: int
    low: int


def levels(
    warehouse: Warehouse, scope: Scope, activity: Computation, brands: Sequence[str], least: float
) -> list[Level]:
    """Return how active people are at each of some brands, in one scan.

    Args:
        warehouse: where.
        scope: whose people, and when.
        activity: their score, by brand.
        brands: slugs.
        least: from which score on somebody is very active.
    """
    bound = Bound()
    scan = Scan(scope, bound)
    scores = {
        f"s{number}": Sql(f"ifNull({scan.value(activity, brand).number}, 0)") for number, brand in enumerate(brands)
    }
    most = bound(least, "Float64")
    counts = ", ".join(f"countIf({each} >= {most}), countIf({each} > 0 AND {each} < {most})" for each in scores)
    row = warehouse.query(f"SELECT {counts} FROM ({scan.sql(scores)})", bound.parameters, _LIMITS).rows[0]  # noqa: S608 — as above
    return [Level(*map(int, row[place : place + 2])) for place in range(0, len(row), 2)]
