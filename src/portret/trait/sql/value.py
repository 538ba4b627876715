"""A value in SQL, read as the kernel's coercion table reads it: as text, as a number, as a list, as an instant.

What was sent is a Dynamic in the warehouse's JSON columns, which keep numbers, text, true and false, and lists apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from portret.kernel import coercion
from portret.trait.model import ValueType
from portret.warehouse import Sql

_NULL_TEXT = Sql("CAST(NULL, 'Nullable(String)')")
_INTEGER = "'^(0|-?[1-9][0-9]*)$'"
_SHORT_INTEGER = f"'^(0|-?[1-9][0-9]{{0,{coercion.EXACT_DIGITS - 1}}})$'"


@dataclass(frozen=True)
class ValueSql:
    """The expressions that read one value of a row.

    Attributes:
        text: Nullable(String): a scalar as text; NULL for a list, an object, and nothing.
        number: Nullable(Float64): the scalar as a finite number; Nullable(Int64) for instants.
        elements: Array(String): the scalars of a list as text; None if the value is never a list.
        there: whether there is a value.
        empty: whether it is missing or has nothing in it.
        kind: of which kind it is; None for what was sent, of any type.
    """

    text: Sql
    number: Sql
    elements: Sql | None
    there: Sql
    empty: Sql
    kind: ValueType | None

    @property
    def instant_ms(self) -> Sql:
        """Nullable(Int64): the scalar as an instant, milliseconds since the epoch."""
        return self.number if self.kind == "instant" else instant_of(self.text, self.number)


def literal(text: str) -> Sql:
    """Return text of our own as a literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return Sql(f"'{escaped}'")


def dynamic_value(value: Sql, below: Sql | None = None) -> ValueSql:
    """Return how to read a Dynamic: a path of a JSON column.

    Args:
        value: the Dynamic.
        below: the JSON of what lies below the path, for whether there is an object; None if that is not asked for.
    """
    is_list = f"startsWith(dynamicType({value}), 'Array')"
    text = Sql(
        f"multiIf({is_list}, NULL, dynamicElement({value}, 'Float64') = 0, '0', CAST({value}, 'Nullable(String)'))"
    )
    of_text = number_of(Sql(f"dynamicElement({value}, 'String')"))
    number = (
        f"coalesce(dynamicElement({value}, 'Float64'), toFloat64(dynamicElement({value}, 'Int64')),"
        f" toFloat64(dynamicElement({value}, 'UInt64')), {of_text})"
    )
    object_there = f" OR toString({below}) != '{{}}'" if below else ""
    raw = f"if({is_list}, assumeNotNull(toJSONString({value})), '[]')"
    no_object = f" AND toString({below}) = '{{}}'" if below else ""
    return ValueSql(
        text=text,
        number=Sql(number),
        elements=_elements_of(Sql(raw)),
        there=Sql(f"(isNotNull({value}){object_there})"),
        empty=Sql(f"((isNull({value}){no_object}) OR ifNull(toJSONString({value}) IN ('\"\"', '[]'), 0))"),
        kind=None,
    )


def raw_value(raw: Sql) -> ValueSql:
    """Return how to read a piece of JSON in text, "" if there is none."""
    text = Sql(
        f"multiIf(startsWith({raw}, '\"'), JSONExtract({raw}, 'Nullable(String)'),"
        f" match({raw}, {_INTEGER}) OR {raw} IN ('true', 'false'), toNullable({raw}),"
        f" match({raw}, '^-?[0-9]'), toString(toFloat64OrNull({raw}) + 0), NULL)"
    )
    below = f"CAST(if(startsWith({raw}, '{{'), {raw}, '{{}}'), 'JSON')"
    there = f"if(startsWith({raw}, '{{'), toString({below}) != '{{}}', {raw} NOT IN ('', 'null'))"
    return ValueSql(
        text=text,
        number=number_of(text),
        elements=_elements_of(Sql(f"if(startsWith({raw}, '['), {raw}, '[]')")),
        there=Sql(there),
        empty=Sql(f"(NOT ({there}) OR {raw} IN ('\"\"', '[]'))"),
        kind=None,
    )


def typed_value(value: Sql, kind: ValueType) -> ValueSql:
    """Return how to read a value whose kind is known; NULL is missing.

    Args:
        value: Nullable(String) for text, a Nullable number for numbers, instants and durations (milliseconds),
            Nullable(Bool) for booleans, Array(String) for lists; anything with `toString` for a map.
        kind: which of them.
    """
    there = Sql(f"isNotNull({value})")
    missing = Sql(f"isNull({value})")
    if kind == "list":
        return ValueSql(_NULL_TEXT, Sql("CAST(NULL, 'Nullable(Float64)')"), value, there, Sql(f"empty({value})"), kind)
    if kind == "map":
        has_any = Sql(f"(isNotNull({value}) AND length({value}) != 0)")
        none = Sql(f"NOT {has_any}")
        return ValueSql(_NULL_TEXT, Sql("CAST(NULL, 'Nullable(Float64)')"), None, has_any, none, kind)
    if kind == "text":
        return ValueSql(value, number_of(value), None, there, Sql(f"({missing} OR {value} = '')"), kind)
    if kind == "boolean":
        text = Sql(f"if({there}, if({value}, 'true', 'false'), NULL)")
        return ValueSql(text, Sql("CAST(NULL, 'Nullable(Float64)')"), None, there, missing, kind)
    number = Sql(f"(toFloat64({value}) + 0)") if kind == "number" else value  # one zero, not two
    return ValueSql(Sql(f"toString({number})"), number, None, there, missing, kind)


def element_value(element: str) -> ValueSql:
    """Return how to read one element of `elements`, a String, by the name it has in a lambda."""
    text = Sql(f"toNullable({element})")
    return ValueSql(text, number_of(text), None, Sql("1"), Sql(f"{element} = ''"), None)


def number_of(text: Sql) -> Sql:
    """Return text as a number: Nullable(Float64)."""
    read = f"nullIf(nullIf(toFloat64OrNull(trimBoth({text})), inf), -inf)"
    return Sql(f"if(match({text}, {literal(coercion.NUMBER_PATTERN)}), {read}, NULL)")


def boolean_of(text: Sql) -> Sql:
    """Return text as true or false: Nullable(UInt8)."""
    said = f"lower(trimBoth({text}))"
    true, false = (", ".join(map(literal, words)) for words in (coercion.TRUE, coercion.FALSE))
    return Sql(f"multiIf({said} IN ({true}), 1, {said} IN ({false}), 0, NULL)")


def folded(text: Sql) -> Sql:
    """Return text as it is compared where upper and lower case are one."""
    return Sql(f"replaceAll(lowerUTF8({text}), '\N{GREEK SMALL LETTER FINAL SIGMA}', '\N{GREEK SMALL LETTER SIGMA}')")


def instant_of(text: Sql, number: Sql) -> Sql:
    """Return text, or a number since the epoch, as an instant: Nullable(Int64), milliseconds."""
    written = f"toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(upper(trimBoth({text})), 3, 'UTC'))"
    return Sql(f"if(ifNull(match({text}, {literal(coercion.INSTANT_PATTERN)}), 0), {written}, {_since_epoch(number)})")


def _since_epoch(number: Sql) -> str:
    milliseconds = (
        f"multiIf(abs(n) < {coercion.SECONDS_BELOW:.0f}, n * 1000, abs(n) < {coercion.MILLISECONDS_BELOW:.0f}, n,"
        f" abs(n) < {coercion.MICROSECONDS_BELOW:.0f}, n / 1000, n / 1000000)"
    )
    is_one = f"abs(n) >= {coercion.SMALLEST_EPOCH:.0f} AND abs(n) < {coercion.NANOSECONDS_BELOW:.0f}"
    found = f"arrayMap(n -> if({is_one}, floor({milliseconds}), NULL), [{number}])"
    is_known = f"m BETWEEN {coercion.FIRST_INSTANT_MS} AND {coercion.LAST_INSTANT_MS}"
    return f"arrayMap(m -> if({is_known}, toInt64(m), NULL), {found})[1]"


def month_and_day(value: ValueSql, zone: Sql) -> Sql:
    """Return 100 x month + day of a date, as it was written if no zone was said, else in a zone; NULL if there is none.

    Args:
        value: what holds the instant.
        zone: the IANA name of the zone, a bound String.
    """
    in_zone, in_utc = (
        f"toMonth(toTimeZone(at, {name})) * 100 + toDayOfMonth(toTimeZone(at, {name}))" for name in (zone, "'UTC'")
    )
    is_written = f"ifNull(match({value.text}, {literal(coercion.DATE_TIME_PATTERN)}), 0)"
    day = in_zone if value.kind == "instant" else f"if({is_written}, {in_utc}, {in_zone})"
    return Sql(f"arrayMap(at -> {day}, [fromUnixTimestamp64Milli({value.instant_ms}, 'UTC')])[1]")


def _elements_of(raw: Sql) -> Sql:
    """Return the scalars of a list in JSON as text; null, lists and objects in it are left out.

    A long integer is read as a double: as such it may be stored, depending on what else was loaded with it.
    """
    text = (
        "multiIf(startsWith(x, '\"'), JSONExtractString(x),"
        f" match(x, {_SHORT_INTEGER}) OR x IN ('true', 'false'), x, toString(toFloat64OrZero(x) + 0))"
    )
    kept = "x -> NOT match(x, '^[n{\\\\[]')"
    return Sql(f"arrayMap(x -> {text}, arrayFilter({kept}, JSONExtractArrayRaw({raw})))")
