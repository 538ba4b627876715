"""YAML as people keep definitions in: read strictly and within bounds, written so that it reads back the same."""

from __future__ import annotations

import re
from typing import Any

import yaml

from portret.kernel import Invalid, told

MOST_BYTES = 4 * 1024 * 1024
"""How long a file may be."""

_DEEPEST = 100


def read_yaml(text: str) -> Any:
    """Return what a YAML or JSON text says, None if nothing.

    It reads as JSON would where YAML's own rules surprise: dates, yes, no, on, off and 012 are text. There are no
    references from one place to another, and no name stands twice in one object.

    Raises:
        Invalid: it is none, too long or too deep, or does what is said above; the detail says in which line.
    """
    if len(text) > MOST_BYTES:
        raise Invalid(
            told(
                "file-long",
                "The file has {letters} characters; {most_bytes} are the most. Split it.",
                letters=len(text),
                most_bytes=MOST_BYTES,
            )
        )
    try:
        _check_events(text)
        return yaml.load(text, _Loader)  # noqa: S506 — a loader that makes nothing but JSON's types
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(told("not-yaml", "That is neither YAML nor JSON: {error}", error=_where(error))) from error


def write_yaml(document: Any) -> str:
    """Return a document as YAML, its names in the order that they have."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Makes objects, lists, text, numbers, true, false and null."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 — PyYAML's
        seen = set()
        for name, _ in node.value:
            if name.tag != "tag:yaml.org,2002:str":
                raise yaml.constructor.ConstructorError(None, None, "a name that is not text", name.start_mark)
            if name.value in seen:
                message = f"the name “{name.value[:100]}” a second time"
                raise yaml.constructor.ConstructorError(None, None, message, name.start_mark)
            seen.add(name.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]  # PyYAML has no types


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # as above
    """Writes every part in full."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 — PyYAML's
        return True


_PLAIN = {
    "bool": ("true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": ("~|null|Null|NULL|", "~nN\0"),
    "int": ("[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    "float": (
        r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+\.(?:[eE][-+]?[0-9]+)?",
        "-+0123456789.",
    ),
}
"""What is not text although no quotes stand around it, and how it begins."""

_Loader.yaml_implicit_resolvers = {}
for _name, (_text, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(rf"(?:{_text})\Z"), [each.replace("\0", "") for each in _first]
    )


def _check_events(text: str) -> None:
    """Refuse what grows when it is read, before it is read."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _fault("a reference (& or *), which definitions do not have: write it out", event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _fault(f"more than {_DEEPEST} levels", event)
        if getattr(event, "tag", None):
            raise _fault("a tag (!), which definitions do not have", event)


def _where(error: Exception) -> str:
    """Return what is wrong and in which line, without the library's drawing of the place."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem and error.problem_mark:
        mark = error.problem_mark
        return f"{error.problem} (line {mark.line + 1}, column {mark.column + 1})"
    return " ".join(str(error).split())


def _fault(what: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, f"there is {what}", event.start_mark)
