"""All SQL of what was seen: each question reads a bounded number of rows, for a bounded time."""

# ruff: noqa: S608 — values are bound; only names of our own and fragments made of them stand in statements

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from portret import trait
from portret.segment.seen.model import Bin, Distribution, SeenEvent, SeenField, SeenValue, Wanted
from portret.trait import Events, Scope, ValueSql, ValueType
from portret.warehouse import DATABASE, Bound, Limits, Sql, Warehouse

RECENT = timedelta(days=366)
"""How far back is looked for what is offered."""

_LIMITS = Limits(seconds=5, rows=1_000)
_MOST_NAMES = 500
_MOST_FIELDS = 200
_SAMPLE_OF_FIELDS = 3_000
_SAMPLE_OF_VALUES = 300_000
_FOLDED_EVENTS = 1_000_000
_LONGEST_VALUE = 200
_BINS = 16
_USUAL = 0.98
"""Which share of people the bins are made for; the last one takes those far above, too."""
_DOCUMENTS = ("properties", "traits")
_TYPES: dict[str, ValueType] = {"Int64": "number", "UInt64": "number", "Float64": "number", "Bool": "boolean"}


def seen_events(warehouse: Warehouse, workspace_id: str, now_ms: int) -> list[SeenEvent]:
    """Return the names of events that people caused lately, the most frequent first."""
    bound = Bound()
    rows = warehouse.query(
        f"SELECT name, any(type), count() AS number, toUnixTimestamp64Milli(max(timestamp)) FROM {DATABASE}.events"
        f" WHERE {_own(workspace_id, now_ms, bound)} AND NOT is_bot AND subject_id = '' AND name != ''"
        f" GROUP BY name ORDER BY number DESC, name LIMIT {_MOST_NAMES}",
        bound.parameters,
        _LIMITS,
    ).rows
    return [SeenEvent(*row) for row in rows]


def seen_fields(warehouse: Warehouse, workspace_id: str, names: Sequence[str], now_ms: int) -> list[SeenField]:
    """Return what events of some names carry, of any name if there are none, the most frequent first: of a sample."""
    bound = Bound()
    counts = trait.events_sql(Events(names=tuple(names)), bound)
    sample = (
        f"SELECT {', '.join(_DOCUMENTS)} FROM {DATABASE}.events"
        f" WHERE {_own(workspace_id, now_ms, bound)} AND {counts} LIMIT {_SAMPLE_OF_FIELDS}"
    )
    pairs = ", ".join(
        f"arrayMap((p, t) -> ('{document}.' || p, t), mapKeys(JSONAllPathsWithTypes({document})),"
        f" mapValues(JSONAllPathsWithTypes({document})))"
        for document in _DOCUMENTS
    )
    rows = warehouse.query(
        f"SELECT pair.1 AS field, topK(1)(pair.2)[1], count() AS number"
        f" FROM (SELECT arrayJoin(arrayConcat({pairs})) AS pair FROM ({sample}))"
        f" GROUP BY field ORDER BY number DESC, field LIMIT {_MOST_FIELDS}",
        bound.parameters,
        _LIMITS,
    ).rows
    return [SeenField(field, _type(found), number) for field, found, number in rows]


def seen_values(
    warehouse: Warehouse, workspace_id: str, field: str, events: Events, now_ms: int, wanted: Wanted
) -> list[SeenValue]:
    """Return the most frequent values of a field among a sample of events, those that are wanted.

    Raises:
        Invalid: there is no such field.
    """
    bound = Bound()
    value = trait.field_sql(field, bound, lines=events.lines)
    table = "order_lines" if events.lines else "events"
    sample = (
        f"SELECT {_texts(value)} AS texts FROM {DATABASE}.{table}"
        f" WHERE {_own(workspace_id, now_ms, bound)} AND {trait.events_sql(events, bound)} AND length(texts) != 0"
        f" LIMIT {_SAMPLE_OF_VALUES}"
    )
    return _most_frequent(warehouse, Sql(f"SELECT arrayJoin(texts) AS text FROM ({sample})"), bound, wanted)


def declared_traits(warehouse: Warehouse, workspace_id: str) -> list[SeenField]:
    """Return what people told of themselves, the most frequent first: of a sample of them."""
    bound = Bound()
    sample = (
        f"SELECT JSONAllPathsWithTypes(traits) AS told FROM {DATABASE}.profiles"
        f" WHERE workspace_id = {bound(workspace_id, 'String')} AND deleted = 0 LIMIT {_SAMPLE_OF_FIELDS}"
    )
    rows = warehouse.query(
        "SELECT pair.1 AS field, topK(1)(pair.2)[1], count() AS number"
        f" FROM (SELECT arrayJoin(arrayZip(mapKeys(told), mapValues(told))) AS pair FROM ({sample}))"
        f" GROUP BY field ORDER BY number DESC, field LIMIT {_MOST_FIELDS}",
        bound.parameters,
        _LIMITS,
    ).rows
    return [SeenField(f"traits.{path}", _type(found), number) for path, found, number in rows]


def one_in(warehouse: Warehouse, workspace_id: str) -> int:
    """Return of how many people one is looked at where history is folded: as many as keep it quick, however long it is.

    1 as long as the events are few enough for all.
    """
    bound = Bound()
    [(events,)] = warehouse.query(
        f"SELECT count() FROM {DATABASE}.events WHERE workspace_id = {bound(workspace_id, 'String')}",
        bound.parameters,
        _LIMITS,
    ).rows
    return max(int(events) // _FOLDED_EVENTS, 1)


def of_profiles(workspace_id: str, value: ValueSql, bound: Bound) -> Sql:
    """Return the rows of a trait that stands in `profiles`: `text`, `number` and `there`, one row a person."""
    return Sql(
        f"SELECT {_texts(value)} AS texts, {_number(value)} AS number, {value.there} AS there"
        f" FROM {DATABASE}.profiles FINAL WHERE workspace_id = {bound(workspace_id, 'String')}"
    )


def of_fold(fold: trait.Fold, part: str | None, scope: Scope, bound: Bound) -> tuple[Sql, ValueType | None]:
    """Return the rows of a computed trait, or of one part of it, as `of_profiles` does, and its kind.

    Raises:
        Invalid: it cannot be computed.
    """
    scan = trait.Scan(scope, bound)
    value = scan.value(fold, part)
    columns = {"texts": _texts(value), "number": _number(value), "there": value.there}
    return Sql(f"SELECT texts, number, there FROM ({scan.sql(columns)})"), value.kind


def trait_values(warehouse: Warehouse, rows: Sql, bound: Bound, wanted: Wanted) -> list[SeenValue]:
    """Return the most frequent values of a trait, those that are wanted, and how many people have each."""
    return _most_frequent(warehouse, Sql(f"SELECT arrayJoin(texts) AS text FROM ({rows})"), bound, wanted)


def distribution(
    warehouse: Warehouse, workspace_id: str, rows: Sql, kind: ValueType | None, bound: Bound, *, limit: int
) -> Distribution:
    """Return how the values of a trait are spread over people."""
    everybody = f"SELECT count() FROM {DATABASE}.profiles FINAL WHERE workspace_id = {bound(workspace_id, 'String')}"
    [(people, having, numbers, least, quantiles)] = warehouse.query(
        f"SELECT ({everybody}), countIf(there), countIf(isNotNull(number)), min(number),"
        f" quantiles(0.25, 0.5, 0.75, {_USUAL})(number) FROM ({rows})",
        bound.parameters,
        _LIMITS,
    ).rows
    if kind in ("text", "list", "boolean") or numbers * 2 < having or not numbers:
        values = trait_values(warehouse, rows, bound, Wanted(limit=limit))
        return Distribution(kind, people, having, values=tuple(values))
    *quartiles, most = map(float, quantiles)
    bins = _bins(warehouse, rows, bound, float(least), most)
    return Distribution(kind, people, having, bins=bins, quartiles=tuple(quartiles))


def grown(found: Distribution, sample: int) -> Distribution:
    """Return what everybody's distribution is by that of one person in so many."""
    if sample == 1:
        return found
    return replace(
        found,
        having=min(found.having * sample, found.people),
        values=tuple(each._replace(number=each.number * sample) for each in found.values),
        bins=tuple(replace(each, people=each.people * sample) for each in found.bins),
        one_in=sample,
    )


def _bins(warehouse: Warehouse, rows: Sql, bound: Bound, least: float, most: float) -> tuple[Bin, ...]:
    low, width = bound(least, "Float64"), bound((most - least) / _BINS or 1.0, "Float64")
    found = warehouse.query(
        f"SELECT least(floor((number - {low}) / {width}), {_BINS - 1}) AS bin, min(number), max(number), count()"
        f" FROM ({rows}) WHERE isNotNull(number) GROUP BY bin ORDER BY bin",
        bound.parameters,
        _LIMITS,
    ).rows
    return tuple(Bin(float(first), float(last), people) for _, first, last, people in found)


def _most_frequent(warehouse: Warehouse, texts: Sql, bound: Bound, wanted: Wanted) -> list[SeenValue]:
    has_part = f" AND positionCaseInsensitiveUTF8(text, {bound(wanted.part, 'String')}) != 0" if wanted.part else ""
    rows = warehouse.query(
        f"SELECT text, count() AS number FROM ({texts}) WHERE text != '' AND length(text) <= {_LONGEST_VALUE}{has_part}"
        f" GROUP BY text ORDER BY number DESC, text LIMIT {wanted.limit:d}",
        bound.parameters,
        _LIMITS,
    ).rows
    return [SeenValue(text, number) for text, number in rows]


def _texts(value: ValueSql) -> Sql:
    alone = f"if(isNull({value.text}), CAST([], 'Array(String)'), [assumeNotNull(toString({value.text}))])"
    return Sql(f"arrayConcat({alone}, {value.elements})" if value.elements else alone)


def _number(value: ValueSql) -> Sql:
    kept = value.number if value.kind in ("number", "instant", "duration", None) else "NULL"
    return Sql(f"CAST({kept}, 'Nullable(Float64)')")


def _own(workspace_id: str, now_ms: int, bound: Bound) -> str:
    since_ms = now_ms - int(RECENT.total_seconds() * 1000)
    since = f"fromUnixTimestamp64Milli({bound(since_ms, 'Int64')}, 'UTC')"
    return f"workspace_id = {bound(workspace_id, 'String')} AND timestamp >= {since}"


def _type(found: str) -> ValueType:
    if found.startswith("Array"):
        return "list"
    return _TYPES.get(found, "text")
