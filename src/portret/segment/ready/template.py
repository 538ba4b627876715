"""Documents with gaps, filled. Pure.

A text that is `$name` becomes the value of that name, of any type; `$name.member` and `$name.0` go into it, and of a
list a member is that of each item. `{name.member}` within a text becomes text. A name is that of a parameter, of a part
of the same documents, or of a loop. An object with `if: $name` is left out where there is no such value; an object
`{for_each: $list, as: name, make: …}` in a list becomes one item for each; there `$name.following` are the items after
it. An object of texts by language becomes the text of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portret.segment.ready.model import Language, ReadyMade

_LANGUAGES = {"en", "ru", "pl"}
_GAP = re.compile(r"\{([a-z0-9_.]+)\}")


def traits_of(ready: ReadyMade, values: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return the documents of the traits, every gap filled; nothing measured is in them."""
    return list(_Template(language, ready.parts).items(ready.traits, values))


def segments_of(ready: ReadyMade, values: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return the documents of the segments, every gap filled."""
    return list(_Template(language, ready.parts).items(ready.segments, values))


def texts_of(ready: ReadyMade, values: Mapping[str, Any], language: Language) -> dict[str, tuple[str, str]]:
    """Return name and description of everything, every gap filled, by "trait:key" and "segment:key"."""
    template = _Template(language, ready.parts)
    return {
        f"{kind}:{each['key']}": (each.get("name", ""), each.get("description", ""))
        for kind, documents in (("trait", ready.traits), ("segment", ready.segments))
        for each in template.items([_only_texts(document) for document in documents], values)
    }


def _only_texts(document: Mapping[str, Any]) -> dict[str, Any]:
    if "for_each" in document:
        return {**document, "make": _only_texts(document["make"])}
    return {name: each for name, each in document.items() if name in ("if", "key", "name", "description")}


class _Template:
    def __init__(self, language: Language, parts: Mapping[str, Any]) -> None:
        self._language = language
        self._parts = parts

    def items(self, templates: Sequence[Any], values: Mapping[str, Any]) -> Iterator[Any]:
        for each in templates:
            if isinstance(each, dict) and "for_each" in each:
                yield from self._loop(each, values)
            elif (item := self._fill(each, values)) is not None:
                yield item

    def _loop(self, loop: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Any]:
        found = self._fill(loop["for_each"], values)
        for number, item in enumerate(found):
            inner = {**values, loop["as"]: {**item, "following": found[number + 1 :]}}
            yield from self.items([loop["make"]], inner)

    def _fill(self, template: Any, values: Mapping[str, Any]) -> Any:
        if isinstance(template, dict):
            return self._fill_object(template, values)
        if isinstance(template, list | tuple):
            return list(self.items(template, values))
        if not isinstance(template, str):
            return template
        if template.startswith("$"):
            return self._named(template[1:], values)
        return _GAP.sub(lambda gap: str(self._named(gap[1], values)), template)

    def _fill_object(self, template: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        if template.keys() == _LANGUAGES:
            return self._fill(template[self._language], values)
        if "if" in template and self._fill(template["if"], values) in (None, []):
            return None
        made = {name: self._fill(each, values) for name, each in template.items() if name != "if"}
        return {name: each for name, each in made.items() if each is not None}

    def _named(self, path: str, values: Mapping[str, Any]) -> Any:
        name, *members = path.split(".")
        found = values[name] if name in values else self._fill(self._parts[name], values)
        for member in members:
            if isinstance(found, list) and not member.isdecimal():
                found = [item[member] for item in found]
            else:
                found = found[int(member) if isinstance(found, list) else member]
        return found
