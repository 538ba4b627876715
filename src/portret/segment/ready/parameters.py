"""What was said of the parameters, checked, with every fault named, and made into what the documents have gaps for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from portret.definition import either, nearest, pointer, refuse, said
from portret.kernel import Fault, coercion, told
from portret.segment.ready.model import Parameter, ReadyMade
from portret.trait import Vocabulary, brand_faults, duration_faults

_CURRENCY = re.compile(r"[A-Z]{3}")
_NO_KEY = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 24
_LONGEST_TEXT = 200
_LARGEST = 1e12


def checked(ready: ReadyMade, said_of: Mapping[str, Any], words: Vocabulary, within: str = "") -> dict[str, Any]:
    """Return the parameters that were given, and the defaults of others; those to be measured are not among them.

    Raises:
        Invalid: some are wrong, missing, or there are no such; `within` is put before their places.
    """
    given = {name: value for name, value in said_of.items() if value is not None}
    refuse(_unknown(ready, given), within)
    values = {name: each.default for name, each in ready.parameters.items() if each.default is not None}
    brands = [name for name, each in ready.parameters.items() if each.kind == "brands"]
    values.update({name: sorted(words.brands) for name in brands})
    values.update(given)
    refuse(_faults(ready, values, words), within)
    return values


def gaps(ready: ReadyMade, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the documents find under each parameter's name; None is nothing."""
    return {name: _gap(each, values.get(name), values) for name, each in ready.parameters.items()}


def to_measure(ready: ReadyMade, values: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters that are not given but measured, by name."""
    return {name: each for name, each in ready.parameters.items() if each.measured and name not in values}


def _gap(parameter: Parameter, value: Any, values: Mapping[str, Any]) -> Any:
    match parameter.kind:
        case "brands" | "texts":
            return [{"name": name, "key": key} for name, key in keys_of(value or []).items()]
        case "numbers_by":
            keys = keys_of(values[parameter.by])
            return [{"name": name, "key": key, "above": (value or {}).get(name)} for name, key in keys.items()]
        case _:
            return value


def keys_of(names: Sequence[str]) -> dict[str, str]:
    """Return a part of a key for each name; for one without Latin letters and digits it is its number."""
    found = {name: _NO_KEY.sub("_", name.lower()).strip("_")[:_LONGEST_KEY] for name in names}
    return {name: key or str(number) for number, (name, key) in enumerate(found.items(), start=1)}


def _unknown(ready: ReadyMade, given: Collection[str]) -> Iterator[Fault]:
    for name in given:
        if name not in ready.parameters:
            yield Fault(pointer("", name), _no_parameter(ready, name))


def _no_parameter(ready: ReadyMade, name: str) -> str:
    hint = nearest(name, ready.parameters)
    if not hint and ready.parameters:
        hint = told("there-is", " There is {words}.", words=either(sorted(ready.parameters)))
    return told(
        "ready-no-parameter",
        "{ready} has no parameter {name}.{hint}",
        ready=said(ready.name),
        name=said(name),
        hint=hint,
    )


def _faults(ready: ReadyMade, values: Mapping[str, Any], words: Vocabulary) -> Iterator[Fault]:
    for name, parameter in ready.parameters.items():
        path = pointer("", name)
        if name in values:
            found = list(_CHECKS[parameter.kind](parameter, values[name], path))
            yield from found
            if parameter.kind == "brands" and not found:
                for number, brand in enumerate(values[name]):
                    yield from brand_faults(brand, words, pointer(path, number))
            if parameter.upto and not found:
                yield from _order_faults(parameter, values, path)
            if parameter.by and not found:
                yield from _by_faults(parameter, values, path)
        elif not parameter.optional and not parameter.measured:
            yield Fault(path, told("ready-needed", "{name} is needed.", name=said(name)))


def _currency(_: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        yield Fault(
            path, told("ready-currency", "{value} is no currency: write three letters, such as EUR.", value=said(value))
        )


def _choice(parameter: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if value not in parameter.choices:
        yield Fault(
            path,
            told("ready-choice", "{value} is none of {words}.", value=said(value), words=either(parameter.choices)),
        )


def _duration(_: Parameter, value: Any, path: str) -> Iterator[Fault]:
    yield from duration_faults(value, path)


def _number(parameter: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if not _is_number(value) or not parameter.least <= value <= _LARGEST:
        yield Fault(
            path,
            told("ready-number", "{value} is no number from {least} on.", value=said(value), least=parameter.least),
        )


def _numbers(parameter: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if not _is_list(value, parameter.number) or not all(map(_is_number, value)):
        yield Fault(
            path,
            told(
                "ready-numbers",
                "{value} is not a list of {number} numbers.",
                value=said(value),
                number=parameter.number,
            ),
        )
    elif sorted(value) != list(value) or not -_LARGEST <= value[0] <= value[-1] <= _LARGEST:
        yield Fault(
            path, told("ready-ascend", "{value} does not ascend: the smaller number goes first.", value=said(value))
        )


def _durations(parameter: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if not _is_list(value, parameter.number):
        yield Fault(
            path,
            told(
                "ready-durations",
                "{value} is not a list of {number} durations.",
                value=said(value),
                number=parameter.number,
            ),
        )
        return
    found = [fault for number, each in enumerate(value) for fault in duration_faults(each, pointer(path, number))]
    yield from found
    if not found and sorted(value, key=coercion.duration_ms) != list(value):
        yield Fault(
            path, told("ready-ascend-time", "{value} does not ascend: the shorter time goes first.", value=said(value))
        )


def _numbers_by(parameter: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(
            path,
            told(
                "ready-numbers-by",
                "{value} is no object with {number} numbers for each of {by}.",
                value=said(value),
                number=parameter.number,
                by=said(parameter.by),
            ),
        )
        return
    for name, each in value.items():
        yield from _numbers(parameter, each, pointer(path, name))


def _texts(parameter: Parameter, value: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, list | tuple) or not all(map(_is_text, value)):
        yield Fault(path, told("ready-texts", "{value} is no list of texts.", value=said(value)))
    elif not parameter.least <= len(value) <= parameter.most:
        yield Fault(
            path,
            told(
                "ready-count",
                "There are {items}; it takes {least} to {most}.",
                items=len(value),
                least=parameter.least,
                most=parameter.most,
            ),
        )
    elif len(set(keys_of(value).values())) < len(value):
        yield Fault(
            path,
            told(
                "ready-alike",
                "Two of {words} are too much alike to be told apart by their keys. Name one.",
                words=either(value),
            ),
        )


_CHECKS: Mapping[str, Any] = {
    "currency": _currency,
    "choice": _choice,
    "duration": _duration,
    "durations": _durations,
    "number": _number,
    "numbers": _numbers,
    "numbers_by": _numbers_by,
    "brands": _texts,
    "texts": _texts,
}


def _order_faults(parameter: Parameter, values: Mapping[str, Any], path: str) -> Iterator[Fault]:
    later = values.get(parameter.upto)
    if isinstance(later, str) and not list(duration_faults(later, "")):
        own = values[path.removeprefix("/")]
        if coercion.duration_ms(own) >= coercion.duration_ms(later):
            yield Fault(
                path,
                told(
                    "ready-shorter",
                    "{own} is not shorter than {upto}, which is {later}.",
                    own=own,
                    upto=said(parameter.upto),
                    later=later,
                ),
            )


def _by_faults(parameter: Parameter, values: Mapping[str, Any], path: str) -> Iterator[Fault]:
    names = values.get(parameter.by)
    if isinstance(names, list | tuple) and set(values[path.removeprefix("/")]) != set(names):
        yield Fault(path, told("ready-each", "It has to name each of {by}, and nothing else.", by=said(parameter.by)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value  # noqa: PLR0124 — no NaN


def _is_list(value: Any, number: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == number


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) == len(value) <= _LONGEST_TEXT
