"""Identity rules as a document that people write, read and compare: JSON ⇄ IdentityRules, with every fault named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portret.kernel import Invalid, Pattern, told
from portret.unify.identifiers import NAMESPACE
from portret.unify.model import Case, IdentityRules, Namespace, Window

PatternText = Annotated[str, Field(max_length=500)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
TraitKey = Annotated[str, Field(min_length=1, max_length=200)]

_CUSTOM = Namespace("custom", priority=6, limit=5)
_BUILT_IN_CASE = frozenset({"email", "phone"})
_TAKEN = "custom"
_MOST_PATTERNS = 200


class NamespaceDocument(BaseModel):
    """The rules of one namespace; what is left out is as by default."""

    model_config = ConfigDict(extra="forbid")
    priority: int | None = Field(default=None, ge=1, le=99, description="1 wins.")
    limit: int | None = Field(default=None, ge=1, le=10_000, description="How many values one profile may hold.")
    window: Window | None = Field(default=None, description="How long a value counts against the limit.")
    unique: bool | None = Field(default=None, description="Whether two values prove two different people.")
    blocked: list[PatternText] | None = Field(default=None, max_length=100, description="Patterns of junk values.")
    pattern: PatternText | None = Field(default=None, description="What the whole of a valid value looks like.")
    case: Case | None = Field(default=None, description="What becomes of the letters of a value.")
    trait_keys: list[TraitKey] | None = Field(default=None, max_length=20, description="Traits that carry a value.")


class RulesDocument(BaseModel):
    """The identity rules of a workspace; what is left out is as by default."""

    model_config = ConfigDict(extra="forbid")
    namespaces: dict[str, NamespaceDocument] = Field(default={}, max_length=100)
    custom: NamespaceDocument = Field(default=NamespaceDocument(), description="All other namespaces.")
    blocked_words: list[Word] | None = Field(default=None, max_length=1_000, description="Never an identifier.")
    blocked: list[PatternText] | None = Field(default=None, max_length=100, description="Patterns, likewise.")
    fold_gmail: bool = Field(default=False, description="Whether dots and +tags of Gmail addresses are left out.")


def parse_rules(document: str | bytes, version: int = 0) -> IdentityRules:
    """Return the rules that a JSON document describes. Raises Invalid as `rules_from` does."""
    try:
        return rules_from(RulesDocument.model_validate_json(document), version)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = "".join(f"/{part}" for part in first["loc"])
        raise Invalid(f"{path or 'The document'}: {first['msg']}.", path=path) from error


def rules_from(document: RulesDocument, version: int = 0) -> IdentityRules:
    """Return the rules that a document describes.

    Raises:
        Invalid: a name is none, a pattern cannot be used, or two rules contradict each other; `path` says where.
    """
    rules = IdentityRules(version=version)
    spaces = dict(rules.namespaces)
    for name, given in document.namespaces.items():
        _check_name(name)
        spaces[name] = _namespace(spaces.get(name) or replace(_CUSTOM, name=name), given, f"/namespaces/{name}")
    _check_keys(spaces)
    _check_number(document)
    return replace(
        rules,
        namespaces=MappingProxyType(spaces),
        custom=_namespace(_CUSTOM, document.custom, "/custom"),
        blocked_words=_words(document, rules),
        blocked=rules.blocked if document.blocked is None else _patterns(document.blocked, "/blocked"),
        fold_gmail=document.fold_gmail,
    )


def check_rules(document: RulesDocument, within: str) -> None:
    """Make sure that rules can be made of a document. Raises Invalid, whose path begins with where the document is."""
    try:
        rules_from(document)
    except Invalid as error:
        raise Invalid(error.detail, path=within + error.path) from error


def document_of(rules: IdentityRules) -> RulesDocument:
    """Return the document that describes these rules with nothing left out."""
    return RulesDocument(
        namespaces={name: _document(space) for name, space in rules.namespaces.items()},
        custom=_document(rules.custom),
        blocked_words=list(rules.blocked_words),
        blocked=list(rules.blocked),
        fold_gmail=rules.fold_gmail,
    )


def _document(space: Namespace) -> NamespaceDocument:
    return NamespaceDocument(
        priority=space.priority,
        limit=space.limit,
        window=space.window,
        unique=space.unique,
        blocked=list(space.blocked),
        pattern=space.pattern,
        case=space.case,
        trait_keys=list(space.trait_keys),
    )


def _namespace(base: Namespace, given: NamespaceDocument, path: str) -> Namespace:
    changes: dict[str, Any] = given.model_dump(exclude_none=True)
    for name in ("blocked", "trait_keys"):
        if name in changes:
            changes[name] = tuple(changes[name])
    space = replace(base, **changes)
    _patterns(space.blocked, f"{path}/blocked")
    if space.pattern:
        _check_pattern(space.pattern, f"{path}/pattern")
    for fault, where in _faults(space, path):
        raise Invalid(fault, path=where)
    return space


def _faults(space: Namespace, path: str) -> Iterator[tuple[str, str]]:
    if space.unique and (space.limit != 1 or space.window != "ever"):
        fault = told("rules-unique", "What is unique to a person they have one of: set limit to 1 and window to ever.")
        yield fault, f"{path}/limit"
    if space.name in _BUILT_IN_CASE and space.case != "keep":
        fault = told("rules-case", "The normal form of {name} is fixed: leave case at keep.", name=space.name)
        yield fault, f"{path}/case"
    if space.name == _CUSTOM.name and space.trait_keys:
        fault = told("rules-traits", "A trait needs a namespace of its own: list it under namespaces.")
        yield fault, f"{path}/trait_keys"


def _words(document: RulesDocument, rules: IdentityRules) -> tuple[str, ...]:
    if document.blocked_words is None:
        return rules.blocked_words
    return tuple(dict.fromkeys(word.strip().lower() for word in document.blocked_words))


def _patterns(texts: list[str] | tuple[str, ...], path: str) -> tuple[str, ...]:
    for place, text in enumerate(texts):
        _check_pattern(text, f"{path}/{place}")
    return tuple(texts)


def _check_pattern(text: str, path: str) -> None:
    try:
        Pattern.of(text)
    except Invalid as error:
        raise Invalid(error.detail, path=path) from error


def _check_name(name: str) -> None:
    if not NAMESPACE.fullmatch(name) or name == _TAKEN:
        fault = told(
            "rules-name",
            "“{name}” cannot name a namespace: use lower-case letters, digits and _, and not “{taken}”.",
            name=name[:64],
            taken=_TAKEN,
        )
        raise Invalid(fault, path="/namespaces")


def _check_number(document: RulesDocument) -> None:
    """Bound what all patterns together can cost."""
    spaces = [*document.namespaces.values(), document.custom]
    patterns = len(document.blocked or ()) + sum(len(space.blocked or ()) + bool(space.pattern) for space in spaces)
    if patterns > _MOST_PATTERNS:
        fault = told(
            "rules-patterns",
            "There are {patterns} patterns; {most} are enough: join some with “|”.",
            patterns=patterns,
            most=_MOST_PATTERNS,
        )
        raise Invalid(fault)


def _check_keys(spaces: Mapping[str, Namespace]) -> None:
    """Make sure that a trait carries one kind of identifier."""
    taken: dict[str, str] = {}
    for name, space in spaces.items():
        for key in space.trait_keys:
            if taken.setdefault(key, name) != name:
                fault = told(
                    "rules-trait-taken",
                    "The trait “{key}” carries {other} already: name it in one namespace.",
                    key=key,
                    other=taken[key],
                )
                raise Invalid(fault, path=f"/namespaces/{name}/trait_keys")
