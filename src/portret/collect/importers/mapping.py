"""Which column becomes which part of an event: the mapping file, and its use on one row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from portret.definition import said
from portret.kernel import Invalid, find_zone, told

Scalar = str | int | float | bool
Conversion = Literal["text", "number", "integer", "boolean", "datetime", "json"]
Rest = Literal["properties", "traits", "ignore"]

_TRUE, _FALSE = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_TOP = ("type", "event", "name", "category", "userId", "anonymousId", "previousId", "groupId", "timestamp", "messageId")
_BRANCHES = ("properties", "traits", "context", "integrations")
_TELLING = ("email", "phone")
_EXAMPLE = datetime(2026, 3, 31, 14, 5, 9, tzinfo=UTC)
_NOBODY = told("row-unnamed", "There is neither userId nor anonymousId, nor an email or phone in traits.")
_SECONDS_BELOW = 100_000_000_000  # as milliseconds this is March 1973: smaller numbers are seconds


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take a column's value, converted.

    Attributes:
        type: "text", "number", "integer", "boolean", "datetime" or "json"; None leaves the value as the file has it.
        format: of a datetime, as strptime reads it; None means ISO 8601, or seconds or milliseconds since 1970.
        decimal: the decimal sign of numbers.
        default: used where the column is empty.
    """

    column: str
    type: Conversion | None = None
    format: str | None = None
    decimal: Literal[".", ","] = "."
    default: Scalar | None = None


Part = Column | Scalar


class FileMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a mapping file says. Each part is a constant or a column; keys such as "address.city" nest.

    Attributes:
        lines: of one product, where rows are lines of an order: it goes to `properties.products`.
        group_by: a column; rows that follow one another with the same value in it are one event, of which the first
            says everything but the lines.
        rest: where columns that no part names go.
        time_zone: IANA zone of instants that name none.
    """

    type: Part = "track"
    event: Part | None = None
    name: Part | None = None
    category: Part | None = None
    user_id: Part | None = None
    anonymous_id: Part | None = None
    previous_id: Part | None = None
    group_id: Part | None = None
    timestamp: Part | None = None
    message_id: Part | None = None
    properties: dict[str, Part] = {}
    traits: dict[str, Part] = {}
    context: dict[str, Part] = {}
    lines: dict[str, Part] = {}
    group_by: str = ""
    rest: Rest = "ignore"
    time_zone: str = "UTC"


class Rejected(Exception):
    """A row that makes no event: `kind` is a stable word, `detail` says what is wrong, without the value."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def load_mapping(path: Path) -> FileMapping:
    """Read a mapping file, YAML or JSON.

    Raises:
        Invalid: it cannot be read, or says something that is not part of a mapping.
    """
    try:
        mapping = msgspec.yaml.decode(path.read_bytes(), type=FileMapping)
    except OSError as error:
        raise Invalid(f"{path}: the mapping file cannot be read: {error.strerror}.", path=str(path)) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise Invalid(f"{path}: this is not a mapping: {error}.", path=str(path)) from error
    if find_zone(mapping.time_zone) is None:
        raise Invalid(f"{path}: time_zone is not an IANA zone such as Europe/Warsaw.", path=str(path))
    return mapping


def event_of(
    row: Mapping[str, Any], mapping: FileMapping | None, following: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the event that a row makes; without a mapping, columns and keys are named as the wire protocol names them.

    Args:
        row: the values of the columns.
        mapping: what becomes of them.
        following: the rows after it that are further lines of the same order.

    Raises:
        Rejected: a value cannot be converted, or there is nobody the event could belong to.
    """
    event = _plain(row) if mapping is None else _mapped(row, mapping)
    if mapping and mapping.lines:
        zone = ZoneInfo(mapping.time_zone)
        products = [_line(each, mapping, zone) for each in (row, *following)]
        _place(event, "properties.products", [product for product in products if product])
    _check(event)
    return event


def draft_of(row: Mapping[str, Any], mapping: FileMapping | None) -> dict[str, Any]:
    """Return what can be made of a row that makes no event: its values in their places, as the file has them."""
    if mapping is None:
        return dict(row)
    draft: dict[str, Any] = {}
    for path, part in _parts(mapping):
        value = row.get(part.column) if isinstance(part, Column) else part
        if not _is_empty(value):
            with suppress(Rejected):
                _place(draft, path, value)
    return draft


def unknown_columns(mapping: FileMapping, known: Collection[str]) -> list[str]:
    """Return the columns that a mapping names and a file does not have."""
    named = [part.column for _, part in _parts(mapping) if isinstance(part, Column)]
    return [column for column in dict.fromkeys((*named, mapping.group_by)) if column and column not in known]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for key, value in row.items():
        if not _is_empty(value):
            _place(event, key, value)
    event.setdefault("type", "track")
    for branch in _BRANCHES:
        if not isinstance(event.get(branch, {}), dict):
            raise Rejected("bad-json", told("row-object", "{branch} must be an object.", branch=branch))
    if "timestamp" in event:
        event["timestamp"] = _instant(event["timestamp"], None, UTC)
    return event


def _mapped(row: Mapping[str, Any], mapping: FileMapping) -> dict[str, Any]:
    zone = ZoneInfo(mapping.time_zone)
    event: dict[str, Any] = {}
    for field, name in _FIELDS.items():
        part = getattr(mapping, field)
        value = _timestamp(row, part, zone) if field == "timestamp" else _value(row, part, zone)
        if not _is_empty(value):
            event[name] = value
    for branch in ("properties", "traits", "context"):
        _fill(event, branch, row, mapping, zone)
    if mapping.rest != "ignore":
        named = _named(mapping)
        for key, value in row.items():
            if key not in named and not _is_empty(value):
                _place(event, f"{mapping.rest}.{key}", value)
    return event


def _line(row: Mapping[str, Any], mapping: FileMapping, zone: ZoneInfo) -> dict[str, Any]:
    product: dict[str, Any] = {}
    for key, part in mapping.lines.items():
        value = _value(row, part, zone)
        if not _is_empty(value):
            _place(product, key, value)
    return product


def _fill(event: dict[str, Any], branch: str, row: Mapping[str, Any], mapping: FileMapping, zone: ZoneInfo) -> None:
    parts: Mapping[str, Part] = getattr(mapping, branch)
    for key, part in parts.items():
        value = _value(row, part, zone)
        if not _is_empty(value):
            _place(event, f"{branch}.{key}", value)


def _value(row: Mapping[str, Any], part: Part | None, zone: ZoneInfo) -> Any:
    if not isinstance(part, Column):
        return part
    if part.column not in row:
        detail = told("row-no-column", "There is no column {column}.", column=said(part.column))
        raise Rejected("missing-column", detail)
    raw = row[part.column]
    if _is_empty(raw):
        return part.default
    return raw if part.type is None else _convert(raw, part, zone)


def _timestamp(row: Mapping[str, Any], part: Part | None, zone: ZoneInfo) -> str | None:
    if isinstance(part, Column):
        part = msgspec.structs.replace(part, type="datetime")
    value = _value(row, part, zone)
    return None if _is_empty(value) else _instant(value, None, zone)


def _convert(raw: Any, column: Column, zone: ZoneInfo) -> Any:
    try:
        match column.type:
            case "number":
                return _number(raw, column.decimal)
            case "integer":
                return _integer(raw, column.decimal)
            case "boolean":
                return _boolean(raw)
            case "datetime":
                return _instant(raw, column.format, zone)
            case "json":
                return msgspec.json.decode(raw) if isinstance(raw, str | bytes) else raw
            case _:
                return raw if isinstance(raw, str) else str(raw)
    except Rejected as error:
        raise Rejected(error.kind, _in_column(column, error.detail)) from error
    except msgspec.MsgspecError as error:
        raise Rejected("bad-json", _in_column(column, told("row-not-json", "This is not JSON."))) from error


def _in_column(column: Column, detail: str) -> str:
    return told("row-column", "Column {column}: {fault}", column=said(column.column), fault=detail)


def _number(raw: Any, sign: str) -> int | float | Decimal:
    if isinstance(raw, int | float | Decimal):
        return raw
    text = _SPACES.sub("", str(raw))
    text = text.replace(".", "").replace(",", ".") if sign == "," else text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Rejected("bad-number", told("needs-number", "A number is needed here.")) from error
    if not number.is_finite():
        raise Rejected("bad-number", told("row-infinite", "A finite number is needed here."))
    return number


def _integer(raw: Any, sign: str) -> int:
    number = _number(raw, sign)
    if number != int(number):
        raise Rejected("bad-number", told("needs-whole", "A whole number is needed here."))
    return int(number)


def _boolean(raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text not in _TRUE + _FALSE:
        raise Rejected("bad-boolean", told("needs-boolean", "true or false is needed here."))
    return text in _TRUE


def _instant(raw: Any, form: str | None, zone: ZoneInfo | Any) -> str:
    """Return an instant as RFC 3339 in UTC, to the millisecond."""
    try:
        instant = _parsed(raw, form)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=zone)
        return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError, InvalidOperation) as error:
        raise Rejected("bad-date", _needed(form)) from error


def _needed(form: str | None) -> str:
    if form:
        example = said(_EXAMPLE.strftime(form))
        return told("row-date-form", "A date such as {example} is needed here.", example=example)
    return told("row-date", "A date such as 2026-01-31 is needed here, or seconds since 1970.")


def _parsed(raw: Any, form: str | None) -> datetime:
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, date):
        return datetime.combine(raw, time())
    text = str(raw).strip()
    if form:
        return datetime.strptime(text, form)  # noqa: DTZ007 — the caller gives the zone
    if re.fullmatch(r"-?\d{9,}(\.\d+)?", text):
        seconds = Decimal(text)
        return datetime.fromtimestamp(float(seconds if abs(seconds) < _SECONDS_BELOW else seconds / 1000), UTC)
    return datetime.fromisoformat(text)


def _check(event: Mapping[str, Any]) -> None:
    traits = event.get("traits")
    by_trait = isinstance(traits, dict) and any(traits.get(key) for key in _TELLING)
    if not by_trait and not any(event.get(key) for key in ("userId", "anonymousId")):
        raise Rejected("missing-identifier", _NOBODY)
    if event["type"] == "track" and not event.get("event"):
        raise Rejected("missing-event", told("row-nameless", "A track event needs a name in `event`."))


def _place(event: dict[str, Any], path: str, value: Any) -> None:
    """Set a value at a dotted path, making the objects on the way."""
    *parents, last = path.split(".")
    at = event
    for key in parents:
        at = at.setdefault(key, {})
        if not isinstance(at, dict):
            detail = told("row-path", "{path} goes through a value that is no object.", path=said(path))
            raise Rejected("bad-path", detail)
    at[last] = value


def _parts(mapping: FileMapping) -> Iterator[tuple[str, Part | None]]:
    """Yield what a mapping names, each with its place in the event."""
    for field, name in _FIELDS.items():
        yield name, getattr(mapping, field)
    for branch in ("properties", "traits", "context"):
        for key, part in getattr(mapping, branch).items():
            yield f"{branch}.{key}", part
    for key, part in mapping.lines.items():
        yield f"properties.product.{key}", part


def _named(mapping: FileMapping) -> set[str]:
    return {part.column for _, part in _parts(mapping) if isinstance(part, Column)} | {mapping.group_by}


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _snake(name: str) -> str:
    return re.sub(r"(?=[A-Z])", "_", name).lower()


_FIELDS = {_snake(name): name for name in _TOP}
