"""Events as columns: straight from the kernel's structs to Arrow, the cheapest way in that was measured.

A value the warehouse cannot hold never spoils its batch: the quick way is tried first, and where a column refuses,
its values are made fit one by one (`_fit_*` below say how).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa

from portret.kernel import Commerce, Event, Line
from portret.warehouse.tables import EVENTS, MONEY_DIGITS, MONEY_SCALE, ORDER_LINES, PROFILE_ALIASES, SENT_SUFFIX, Table

ORDER_EVENTS = frozenset({"Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"})

_MONEY = pa.decimal128(MONEY_DIGITS, MONEY_SCALE)
_CENT = Decimal(1).scaleb(-MONEY_SCALE)
_MONEY_LIMIT = Decimal(10) ** (MONEY_DIGITS - MONEY_SCALE)
_INSTANT = pa.timestamp("ms", "UTC")
_MIN_MS = -2_208_988_800_000  # 1900-01-01, the first instant of ClickHouse's DateTime64
_MAX_MS = 10_413_791_999_000  # 2299-12-31
_MAX_DEPTH = 64
_MAX_NUMBER = 1 << 64
_AFTER_WORD = re.compile(r"\W")

_NO_LINE = Line()
_NO_COMMERCE = Commerce()
_EMPTY = b"{}"
_encode_json = msgspec.json.Encoder(decimal_format="number").encode


def event_rows(events: Sequence[Event], profile_ids: Sequence[str], origin_ids: Sequence[str] = ()) -> pa.RecordBatch:
    """Return the rows of table `events`, in the same order.

    Args:
        events: what happened.
        profile_ids: the profiles that the events belong to.
        origin_ids: those they belonged to when they came, before any merge; () if these are the same.
    """
    properties = _json([event.properties for event in events])
    traits = _json([event.traits for event in events])
    enrichments = [event.enrichment for event in events]
    commerces = [event.commerce or _NO_COMMERCE for event in events]
    lines = [commerce.lines[0] if len(commerce.lines) == 1 else _NO_LINE for commerce in commerces]
    columns: list[Sequence[Any] | pa.Array] = [
        [event.workspace_id for event in events],
        profile_ids,
        [event.timestamp_ms for event in events],
        [event.message_id for event in events],
        [event.received_at_ms for event in events],
        [event.position for event in events],
        [event.type for event in events],
        [event.name for event in events],
        [event.source_id for event in events],
        [event.brand for event in events],
        [event.user_id for event in events],
        [event.anonymous_id for event in events],
        [event.previous_id for event in events],
        [event.group_id for event in events],
        [event.verified for event in events],
        [",".join(event.flags) if event.flags else "" for event in events],
        [enrichment.ip for enrichment in enrichments],
        [enrichment.country for enrichment in enrichments],
        [enrichment.region for enrichment in enrichments],
        [enrichment.city for enrichment in enrichments],
        [enrichment.device_type for enrichment in enrichments],
        [enrichment.os for enrichment in enrichments],
        [enrichment.browser for enrichment in enrichments],
        [enrichment.is_bot for enrichment in enrichments],
        [enrichment.channel for enrichment in enrichments],
        [enrichment.source for enrichment in enrichments],
        [enrichment.medium for enrichment in enrichments],
        [enrichment.campaign for enrichment in enrichments],
        [enrichment.term for enrichment in enrichments],
        [enrichment.content for enrichment in enrichments],
        [enrichment.click_id for enrichment in enrichments],
        [enrichment.referrer_host for enrichment in enrichments],
        [enrichment.page_url for enrichment in enrichments],
        [enrichment.page_path for enrichment in enrichments],
        [enrichment.page_title for enrichment in enrichments],
        [enrichment.timezone for enrichment in enrichments],
        [enrichment.locale for enrichment in enrichments],
        [commerce.order_id for commerce in commerces],
        [commerce.cart_id for commerce in commerces],
        [commerce.currency for commerce in commerces],
        [commerce.revenue for commerce in commerces],
        [commerce.total for commerce in commerces],
        [commerce.subtotal for commerce in commerces],
        [commerce.value for commerce in commerces],
        [commerce.shipping for commerce in commerces],
        [commerce.tax for commerce in commerces],
        [commerce.discount for commerce in commerces],
        [commerce.coupon for commerce in commerces],
        [commerce.query for commerce in commerces],
        [line.product_id for line in lines],
        [line.category for line in lines],
        [line.brand for line in lines],
        [line.price for line in lines],
        [line.quantity for line in lines],
        properties,
        traits,
        _contexts(events),
        _origins(profile_ids, origin_ids),
        [event.profile_id for event in events],
        [event.proven for event in events],
        properties,
        traits,
    ]
    return _batch(EVENTS, columns)


def order_line_rows(events: Sequence[Event], profile_ids: Sequence[str]) -> pa.RecordBatch:
    """Return the rows of table `order_lines`: one for each product of each order event among `events`."""
    found = [
        (event, profile_id, event.commerce, number, line)
        for event, profile_id in zip(events, profile_ids, strict=True)
        if event.name in ORDER_EVENTS and event.commerce is not None
        for number, line in enumerate(event.commerce.lines[:65_535])
    ]
    rows = [
        (
            event.workspace_id,
            profile_id,
            event.timestamp_ms,
            event.message_id,
            number,
            event.name,
            event.brand,
            commerce.order_id,
            commerce.currency,
            line.product_id,
            line.sku,
            line.name,
            line.category,
            line.brand,
            line.variant,
            line.color,
            line.price,
            line.quantity,
            event.position,
            event.enrichment.is_bot,
        )
        for event, profile_id, commerce, number, line in found
    ]
    return _batch(ORDER_LINES, list(zip(*rows, strict=True)) if rows else [()] * len(ORDER_LINES.columns))


def alias_rows(aliases: Sequence[tuple[str, str, str]], version: int) -> pa.RecordBatch:
    """Return the rows of table `profile_aliases` for (workspace id, old id, surviving id), each told at `version`."""
    workspace_ids, alias_ids, profile_ids = zip(*aliases, strict=True) if aliases else ((), (), ())
    return _batch(PROFILE_ALIASES, [workspace_ids, alias_ids, profile_ids, [version] * len(aliases)])


def table_rows(table: Table, columns: Mapping[str, Sequence[Any]]) -> pa.RecordBatch:
    """Return a batch from plain columns by name; dicts stand for JSON, epoch milliseconds for instants.

    Columns of the table that are not named get their default.
    """
    kinds = dict(table.columns)
    arrays = [_column(kinds[name], values) for name, values in columns.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(columns))


def as_sent(table: Table, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch as it is sent: JSON as text, left out where another column says the same."""
    for name in table.documents:
        place = batch.schema.get_field_index(name)
        if place < 0:
            continue
        text = table.text_of(name)
        if text in batch.schema.names and batch.column(text).equals(batch.column(place)):
            batch = batch.drop_columns([name])
        else:
            batch = batch.add_column(place, f"{name}{SENT_SUFFIX}", batch.column(place)).drop_columns([name])
    return batch


def with_distinct_paths(table: Table, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with JSON in which no path comes twice, as in `{"a.b": 1, "a": {"b": 2}}`; the first stays."""
    return _with_documents(table, batch, _distinct)


def with_opaque_documents(table: Table, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with each JSON document as text under the one path `json`: what every warehouse takes."""
    return _with_documents(
        table, batch, lambda text: _EMPTY if text == _EMPTY else _encode_json({"json": text.decode()})
    )


def _with_documents(table: Table, batch: pa.RecordBatch, change: Callable[[bytes], bytes]) -> pa.RecordBatch:
    for name in table.documents:
        if name in batch.schema.names:
            texts = batch.column(name).cast(pa.binary()).to_pylist()
            column = pa.array([change(text) for text in texts], pa.binary()).cast(pa.string())
            batch = batch.set_column(batch.schema.get_field_index(name), name, column)
    return batch


def _distinct(text: bytes) -> bytes:
    try:
        return _encode_json(_without_repeats(msgspec.json.decode(text), None, set()))
    except (msgspec.MsgspecError, RecursionError):
        return _encode_json({"json": text.decode()})


def _without_repeats(value: Any, path: str | None, seen: set[str]) -> Any:
    if isinstance(value, list):
        return [_without_repeats(one, None, set()) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for key, one in value.items():
        here = key if path is None else f"{path}.{key}"
        if isinstance(one, dict):
            kept[key] = _without_repeats(one, here, seen)
        elif here not in seen:
            seen.add(here)
            kept[key] = _without_repeats(one, None, set())
    return kept


def _batch(table: Table, columns: Sequence[Sequence[Any] | pa.Array]) -> pa.RecordBatch:
    arrays = [_column(kind, values) for (_, kind), values in zip(table.columns, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=list(table.column_names))


def _column(kind: str, values: Sequence[Any] | pa.Array) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    return _BUILDERS[_AFTER_WORD.split(kind, 1)[0]](values)


def _text(values: Sequence[str]) -> pa.Array:
    if _is_one(values) and type(values[0]) is str:
        return pa.repeat(pa.scalar(_fit_text(values[0]), pa.string()), len(values))
    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowException, TypeError):
        return pa.array([_fit_text(value) for value in values], pa.string())


def _is_one(values: Sequence[object]) -> bool:
    """Tell whether all values are the same one, as in most columns of most batches."""
    return len(values) > 0 and values[-1] == values[0] and values.count(values[0]) == len(values)


def _word(values: Sequence[str]) -> pa.Array:
    return _text(values).dictionary_encode()


def _instant(values: Sequence[int]) -> pa.Array:
    if values and (min(values) < _MIN_MS or max(values) > _MAX_MS):
        values = [min(max(value, _MIN_MS), _MAX_MS) for value in values]
    return pa.array(values, pa.int64()).cast(_INSTANT)


def _integer(values: Sequence[int]) -> pa.Array:
    return pa.array(values, pa.int64())


def _unsigned(values: Sequence[int]) -> pa.Array:
    return pa.array(values, pa.uint64())


def _boolean(values: Sequence[bool]) -> pa.Array:
    return pa.array(values, pa.bool_())


def _money(values: Sequence[Decimal | None]) -> pa.Array:
    if _is_one(values) and values[0] is None:
        return pa.nulls(len(values), _MONEY)
    try:
        return pa.array(values, _MONEY)
    except (pa.ArrowException, TypeError, ValueError):
        return pa.array([_fit_money(value) for value in values], _MONEY)


def _json(values: Sequence[Mapping[str, Any]]) -> pa.Array:
    encode = _encode_json
    try:
        return pa.array([encode(value) if value else _EMPTY for value in values], pa.binary()).cast(pa.string())
    except (UnicodeEncodeError, RecursionError, msgspec.MsgspecError, TypeError, ValueError, OverflowError):
        return pa.array([encode(_fit_json(value)) if value else _EMPTY for value in values], pa.binary()).cast(
            pa.string()
        )


def _contexts(events: Sequence[Event]) -> pa.Array:
    """Return the contexts as collection encoded them, where it did."""
    if all(event.context_json for event in events):
        return pa.array([event.context_json for event in events], pa.binary()).cast(pa.string())
    return _json([event.context or msgspec.json.decode(event.context_json or b"{}") for event in events])


def _origins(profile_ids: Sequence[str], origin_ids: Sequence[str]) -> Sequence[str]:
    """Return the origin of each event, "" where that is the profile it belongs to."""
    if not origin_ids:
        return [""] * len(profile_ids)
    return ["" if origin == owner else origin for owner, origin in zip(profile_ids, origin_ids, strict=True)]


def _list(values: Sequence[Sequence[str]]) -> pa.Array:
    if not any(values):
        return pa.ListArray.from_arrays([0] * (len(values) + 1), pa.array([], pa.string()))
    return pa.array([[_fit_text(one) for one in many] for many in values], pa.list_(pa.string()))


def _map(values: Sequence[Mapping[str, Sequence[str]]]) -> pa.Array:
    pairs = [[(_fit_text(key), [_fit_text(one) for one in many]) for key, many in value.items()] for value in values]
    return pa.array(pairs, pa.map_(pa.string(), pa.list_(pa.string())))


def _fit_text(value: object) -> str:
    """Lone surrogates, which UTF-8 cannot say, become question marks."""
    return str(value).encode("utf-8", "replace").decode()


def _fit_money(value: Decimal | None) -> Decimal | None:
    """Round to the column's scale; what is no number or too large for it is missing."""
    if value is None or not value.is_finite() or abs(value) >= _MONEY_LIMIT:
        return None
    return value.quantize(_CENT)


def _fit_json(value: Any, depth: int = 0) -> Any:
    """Keep what JSON can say: text without lone surrogates, finite numbers, at most `_MAX_DEPTH` levels."""
    if isinstance(value, str):
        return _fit_text(value)
    if isinstance(value, Mapping):
        return {_fit_text(key): _fit_json(one, depth + 1) for key, one in value.items()} if depth < _MAX_DEPTH else None
    if isinstance(value, list | tuple):
        return [_fit_json(one, depth + 1) for one in value] if depth < _MAX_DEPTH else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _MAX_NUMBER:
        return float(value) if abs(value) < 10**300 else None
    return value if value is None or isinstance(value, bool | int | float) else _fit_text(value)


_BUILDERS: dict[str, Callable[[Any], pa.Array]] = {
    "LowCardinality": _word,
    "String": _text,
    "DateTime64": _instant,
    "Int64": _integer,
    "UInt64": _unsigned,
    "UInt16": _unsigned,
    "UInt8": _unsigned,
    "Bool": _boolean,
    "Nullable": _money,
    "JSON": _json,
    "Array": _list,
    "Map": _map,
}
