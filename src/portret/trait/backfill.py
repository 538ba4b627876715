"""States of folds from history: read from the warehouse, range of profiles by range, so that memory is bounded."""

# ruff: noqa: S608 — fragments with bound parameters stand in statements

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from portret.trait import model
from portret.trait.sql.backfill import Column, Filling, filling
from portret.trait.states import FoldState
from portret.warehouse import DATABASE, Bound, Limits, Sql, Warehouse

Piece = list[tuple[str, dict[int, FoldState]]]
"""(profile id as stored, fold id → the state of its history), in order; each profile once in all pieces together."""

_ROWS_AT_ONCE = 2_000_000
_LEAST_SHARE = 100
_SAMPLED = 4_000
_LONGEST_QUERY = 100_000
_LIMITS = Limits(seconds=600, memory_bytes=1536 * 1024**2, rows=0)


class _Place(NamedTuple):
    """Where the answer to a column stands: which query of the range, and which of its columns."""

    query: int
    column: int


class _Question(NamedTuple):
    """Columns that one scan answers."""

    table: str
    part: Sql | None
    columns: list[Column]


def history(
    warehouse: Warehouse,
    workspace_id: str,
    folds: Mapping[int, model.Fold],
    upto_position: int,
    zone: str,
    rows_at_once: int = _ROWS_AT_ONCE,
) -> Iterator[Piece]:
    """Return the states of folds from what is stored of each profile up to a log position.

    Ids are those under which rows are stored: who was merged since may appear under the old id, too. A state holds
    everything that may matter at or after the newest entry; what no value can depend on any more is left out.

    Args:
        warehouse: where.
        workspace_id: whose.
        folds: what, by id.
        upto_position: the last position in the log that counts.
        zone: the workspace's IANA time zone.
        rows_at_once: how many rows one piece is made of, about; fewer if folds need their entries one by one.

    Raises:
        Invalid: a fold cannot be computed. Unavailable: the warehouse does not answer.
    """
    bound = Bound()
    whose = {"workspace_id": workspace_id, "upto": upto_position}
    fillings = {fold_id: filling(fold, zone, bound) for fold_id, fold in folds.items()}
    questions, places = _questions(fillings)
    statements = [_statement(question, bound) for question in questions]
    for least, below in _ranges(warehouse, whose, _fitting(rows_at_once, fillings.values())):
        asked = bound.parameters | whose | {"least": least, "below": below}
        piece = _piece(fillings, places, [_answers(warehouse, statement, asked) for statement in statements])
        if piece:
            yield piece


def _questions(fillings: Mapping[int, Filling]) -> tuple[list[_Question], dict[int, list[_Place]]]:
    """Put columns of one table and grouping into one scan, as long as its text does not grow too long."""
    questions: list[_Question] = []
    open_for: dict[tuple[str, Sql | None], int] = {}
    places: dict[int, list[_Place]] = {}
    for fold_id, each in fillings.items():
        places[fold_id] = []
        for column in each.columns:
            kind = (column.table, column.part)
            number = open_for.get(kind)
            if number is None or _length(questions[number]) + len(column.aggregate) > _LONGEST_QUERY:
                number = open_for[kind] = len(questions)
                questions.append(_Question(column.table, column.part, []))
            questions[number].columns.append(column)
            places[fold_id].append(_Place(number, len(questions[number].columns) - 1))
    return questions, places


def _length(question: _Question) -> int:
    return sum(len(column.aggregate) for column in question.columns)


def _fitting(rows_at_once: int, fillings: Iterable[Filling]) -> int:
    weight = 1 + int(sum(each.weight for each in fillings))
    return max(1, rows_at_once // min(weight, _LEAST_SHARE))


def _ranges(warehouse: Warehouse, whose: Mapping[str, Any], rows_at_once: int) -> Iterator[tuple[str, str]]:
    """Return (least id, id above the last) of ranges with about so many rows each; "" above the last is no bound."""
    sql = (
        f"SELECT count(), arraySort(groupArraySample({_SAMPLED})(profile_id)) FROM {DATABASE}.events"
        " WHERE workspace_id = {workspace_id:String} AND position <= {upto:Int64}"
    )
    ((rows, sample),) = warehouse.query(sql, whose, _LIMITS).rows
    number = min(rows // rows_at_once + 1, len(sample))
    between = [sample[place * len(sample) // number] for place in range(1, number)] if number else []
    return pairwise(["", *dict.fromkeys(between), ""]) if rows else iter(())


def _answers(warehouse: Warehouse, statement: Sql, asked: Mapping[str, Any]) -> Mapping[str, Sequence[Any]]:
    """Return by profile the answers to the columns of a question."""
    return {row[0]: row[1:] for row in warehouse.query(statement, asked, _LIMITS).rows}


def _statement(question: _Question, bound: Bound) -> Sql:
    columns = ", ".join(f"{column.aggregate} AS a{place}" for place, column in enumerate(question.columns))
    wanted = [
        "workspace_id = {workspace_id:String}",
        "position <= {upto:Int64}",
        "profile_id >= {least:String}",
        "({below:String} = '' OR profile_id < {below:String})",
    ]
    names = {name for column in question.columns for name in column.names}
    if all(column.names for column in question.columns):
        wanted.append(f"{'event' if question.table == 'order_lines' else 'name'} IN ({_listed(names, bound)})")
    source = f"FROM {DATABASE}.{question.table} WHERE {' AND '.join(wanted)}"
    if question.part is None:
        return Sql(f"SELECT profile_id, {columns} {source} GROUP BY profile_id")
    by_part = (
        f"SELECT profile_id, assumeNotNull({question.part}) AS part, {columns} {source}"
        f" AND isNotNull({question.part}) GROUP BY profile_id, part"
    )
    answers = ", ".join(f"groupArray((part, a{place}.1, a{place}.2))" for place in range(len(question.columns)))
    return Sql(f"SELECT profile_id, {answers} FROM ({by_part}) GROUP BY profile_id")


def _listed(names: Iterable[str], bound: Bound) -> str:
    return ", ".join(bound(name, "String") for name in sorted(names))


def _piece(
    fillings: Mapping[int, Filling],
    places: Mapping[int, Sequence[_Place]],
    answers: Sequence[Mapping[str, Sequence[Any]]],
) -> Piece:
    found: defaultdict[str, dict[int, FoldState]] = defaultdict(dict)
    for fold_id, each in fillings.items():
        sides = [(answers[place.query], place.column) for place in places[fold_id]]
        for profile_id, told in _side_by_side(sides):
            state = each.build(*told)
            if state is not None:
                found[profile_id][fold_id] = state
    return sorted(found.items(), key=itemgetter(0))


def _side_by_side(sides: Sequence[tuple[Mapping[str, Sequence[Any]], int]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Return by profile the answers to several columns, None of those that have no rows of it."""
    if len(sides) == 1:
        [(side, column)] = sides
        return ((profile_id, (row[column],)) for profile_id, row in side.items())
    nothing = defaultdict(lambda: None)  # type: ignore[var-annotated]
    everybody = dict.fromkeys(profile_id for side, _ in sides for profile_id in side)
    return (
        (profile_id, tuple(side.get(profile_id, nothing)[column] for side, column in sides)) for profile_id in everybody
    )
