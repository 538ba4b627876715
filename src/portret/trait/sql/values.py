"""Values of computed traits for all profiles at an instant: one scan of a table for all that is asked of it.

Rows are first summed up under the id they are stored with, in the order of the table, then under the person's: only ids
that took part in a merge can differ, so whoever does not matter and took part in none is left out in between.
"""

# ruff: noqa: S608 — values are bound; only names of our own and fragments made of them stand in statements

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portret.trait import model
from portret.trait.sql.aggregate import Asked
from portret.trait.sql.fold import Kept, fold_sql
from portret.trait.sql.value import ValueSql, typed_value
from portret.warehouse import DATABASE, Bound, Sql

PERSON = Sql("person")
"""The column with the profile's id."""

_ALWAYS = Sql("1")


@dataclass(frozen=True)
class Scope:
    """Of whom and when is asked.

    Attributes:
        zone: IANA time zone of the workspace.
        upto_position: the last event in the log that counts; None counts all.
        one_in: of how many people one is asked, by a hash of the id: a sample of whoever is not merged; 1 asks all.
        people: ids of profiles, those merged away included; without any all are asked.
        upto_ms: what happened later does not count; None counts all.
    """

    workspace_id: str
    now_ms: int
    zone: str
    upto_position: int | None = None
    one_in: int = 1
    people: tuple[str, ...] = ()
    upto_ms: int | None = None


class Scan:
    """Collects what is asked of the warehouse's rows, then makes the statement that answers all of it at once."""

    def __init__(self, scope: Scope, bound: Bound) -> None:
        self._scope = scope
        self._bound = bound
        self._asked = Asked(scope.now_ms, scope.zone)
        self._kept: dict[str, Kept] = {}
        self._names: dict[str, Sql] = {}
        self._values: dict[Sql, Sql] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not self._kept

    def value(self, fold: model.Fold, part: str | None = None) -> ValueSql:
        """Ask for a fold's value, or one part of it by its dimension; return how to read it.

        Raises:
            Invalid: it cannot be computed.
        """
        return self._column(fold, part)[1]

    def column(self, fold: model.Fold) -> Sql:
        """Ask for a fold's value; return the name of its column."""
        return self._column(fold, None)[0]

    def sql(self, columns: Mapping[str, Sql], holds: Sql = _ALWAYS) -> Sql:
        """Return the statement: `person` and the columns, of all who have any row and for whom `holds` is true."""
        tables = dict.fromkeys(kept.table for kept in self._kept.values())
        shown = ", ".join((PERSON, *(f"{value} AS {name}" for name, value in columns.items())))
        if len(tables) == 1:
            source = self._merged(next(iter(tables)), holds)
        else:
            first, second = (self._merged(table, None) for table in tables)
            source = Sql(f"SELECT * FROM ({first}) AS one FULL JOIN ({second}) AS other USING ({PERSON})")
        return Sql(f"SELECT {shown} FROM ({self._valued(source)}) WHERE {holds}")

    def _column(self, fold: model.Fold, part: str | None) -> tuple[Sql, ValueSql]:
        found = fold_sql(fold, part, self._asked, self._bound, self._keep)
        name = self._named(found.value)
        value = typed_value(name, found.kind)
        return name, value if found.there is None else replace(value, there=self._named(found.there))

    def _named(self, value: Sql) -> Sql:
        return self._values.setdefault(value, Sql(f"v{len(self._values) + 1}"))

    def _valued(self, source: Sql) -> Sql:
        values = ", ".join(("*", *(f"{value} AS {name}" for value, name in self._values.items())))
        return Sql(f"SELECT {values} FROM ({source})")

    def _keep(self, kept: Kept) -> Sql:
        if kept.key not in self._kept:
            self._names[kept.key] = Sql(f"s{len(self._kept) + 1}")
            self._kept[kept.key] = kept
        return self._names[kept.key]

    def _merged(self, table: str, holds: Sql | None) -> Sql:
        workspace = self._bound(self._scope.workspace_id, "String")
        aliases = f"{DATABASE}.profile_aliases FINAL WHERE workspace_id = {workspace} AND alias_id != profile_id"
        merged = ", ".join(
            f"{kept.merged(Sql(f'r.{self._names[key]}'))} AS {self._names[key]}"
            for key, kept in self._kept.items()
            if kept.table == table
        )
        chosen = self._rows(table)
        if holds not in (None, _ALWAYS):
            touched = f"stored IN (SELECT arrayJoin([alias_id, profile_id]) FROM {aliases})"
            chosen = Sql(f"SELECT * FROM ({self._valued(chosen)}) WHERE {holds} OR {touched}")
        return Sql(
            f"SELECT if(a.survivor = '', r.stored, a.survivor) AS {PERSON}, {merged}"
            f" FROM ({chosen}) AS r"
            f" LEFT JOIN (SELECT alias_id, profile_id AS survivor FROM {aliases}) AS a ON r.stored = a.alias_id"
            f" GROUP BY {PERSON}"
        )

    def _rows(self, table: str) -> Sql:
        own = {key: kept for key, kept in self._kept.items() if kept.table == table}
        conditions = {self._counts(kept) for kept in own.values()}
        sums = []
        for key, kept in own.items():
            counts = Sql("1") if len(conditions) == 1 else self._counts(kept)
            sums.append(f"{kept.rows(counts)} AS {self._names[key]}")
        where = [f"workspace_id = {self._bound(self._scope.workspace_id, 'String')}"]
        if self._scope.upto_position is not None:
            where.append(f"position <= {self._bound(self._scope.upto_position, 'Int64')}")
        if self._scope.one_in > 1:
            where.append(f"cityHash64(profile_id) % {self._scope.one_in:d} = 0")
        if self._scope.people:
            where.append(f"profile_id IN {self._bound(list(self._scope.people), 'Array(String)')}")
        where += self._within(None, self._scope.upto_ms)
        where += conditions if len(conditions) == 1 else self._common(list(own.values()))
        return Sql(
            f"SELECT profile_id AS stored, {', '.join(sums)} FROM {DATABASE}.{table}"
            f" WHERE {' AND '.join(where)} GROUP BY profile_id"
        )

    def _counts(self, kept: Kept) -> Sql:
        return Sql(" AND ".join([kept.counts, *self._within(kept.span.after_ms, kept.span.upto_ms)]))

    def _common(self, kept: list[Kept]) -> list[str]:
        """Return what all rows that count for anything have in common."""
        common = ["NOT is_bot"]
        if kept[0].table == "events":
            common.append("subject_id = ''")
        names = dict.fromkeys(name for each in kept for name in each.names)
        if all(each.names for each in kept):
            column = "name" if kept[0].table == "events" else "event"
            common.append(f"{column} IN {self._bound(list(names), 'Array(String)')}")
        after = [each.span.after_ms for each in kept]
        upto = [each.span.upto_ms for each in kept]
        return common + self._within(
            None if None in after else min(each for each in after if each is not None),
            None if None in upto else max(each for each in upto if each is not None),
        )

    def _within(self, after_ms: int | None, upto_ms: int | None) -> list[str]:
        bounds = []
        for sign, at_ms in ((">", after_ms), ("<=", upto_ms)):
            if at_ms is not None:
                bounds.append(f"timestamp {sign} fromUnixTimestamp64Milli({self._bound(at_ms, 'Int64')}, 'UTC')")
        return bounds


def values_sql(folds: Mapping[int, model.Fold], scope: Scope, bound: Bound) -> Sql:
    """Return the statement for the values of folds of everybody with any row: `profile_id`, `f<id>` for each fold.

    Instants and durations are milliseconds, missing is NULL, and so is a value that no row counts for; a list that has
    nothing is empty.

    Raises:
        Invalid: a fold cannot be computed.
    """
    scan = Scan(scope, bound)
    values = {f"f{fold_id}": scan.column(fold) for fold_id, fold in folds.items()}
    names = ", ".join((f"{PERSON} AS profile_id", *values))
    return Sql(f"SELECT {names} FROM ({scan.sql(values)})")
