"""Adding what is ready-made to a workspace: checked, measured where that is asked for, and put in force in one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa

from portret import definition
from portret.definition import Stored, either
from portret.kernel import Conflict, kept_words, told
from portret.segment.api_models import Bundle
from portret.segment.apply import apply_bundle, shelf_of
from portret.segment.bundle import Shelf, Step
from portret.segment.context import Context
from portret.segment.ready.measure import Question, answered, questions
from portret.segment.ready.model import Choice, Language, ReadyMade
from portret.segment.ready.parameters import checked, gaps, to_measure
from portret.segment.ready.store import parting_values
from portret.segment.ready.template import segments_of, texts_of, traits_of
from portret.segment.store import time_zone
from portret.trait import Scope, Words

_TEXTS = ("name", "description")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How something ready-made is to be added.

    Attributes:
        measure: whether to measure anew what was measured before.
    """

    language: Language
    parameters: Mapping[str, Any]
    every: str = ""
    measure: bool = False
    dry_run: bool = False
    reason: str = ""
    confirm: Collection[str] = ()


@dataclass(frozen=True)
class Added:
    """What adding changed, or would.

    Attributes:
        left: keys, as "segment:key", that were made when this was added otherwise, and are not of it any more.
    """

    choice: Choice
    steps: Sequence[Step]
    left: Sequence[str]


def choice_of(stored: Stored) -> Choice:
    """Return how something ready-made was added."""
    return msgspec.convert(stored.document, Choice)


def add(caller: Context, ready: ReadyMade, asked: Asked, words: Words) -> Added:
    """Put something ready-made in force; the same again changes nothing, not even what was measured.

    Raises:
        Invalid: parameters are wrong, or there is nobody to measure.
        Conflict: somebody else's definitions have its keys, or a change wants to be confirmed.
    """
    with caller.state.read() as connection:
        known, zone = words(connection, caller.workspace_id), time_zone(connection, caller.workspace_id)
        before = definition.find(connection, caller.workspace_id, "ready", ready.name)
        shelf = shelf_of(connection, caller.workspace_id)
    values = checked(ready, asked.parameters, known, "/parameters")
    traits = traits_of(ready, gaps(ready, values), asked.language)
    to_ask = questions(to_measure(ready, values), traits, values)
    choice = _measured(caller, asked, before, to_ask, zone)
    filled = gaps(ready, {**values, **choice.measured})
    segments = segments_of(ready, filled, asked.language)
    given = _texts_given(before, shelf)
    choice = msgspec.structs.replace(choice, texts={**given, **texts_of(ready, filled, asked.language)})
    made = {f"trait:{each['key']}" for each in traits} | {f"segment:{each['key']}" for each in segments}
    own = set(before.uses) if before else set()
    _refuse_others(shelf, made - own)
    bundle = Bundle(
        traits=_with_own_texts(traits, given, shelf.traits),
        segments=_with_own_texts(segments, given, shelf.segments),
        dry_run=asked.dry_run,
        reason=asked.reason or f"Ready-made: {ready.name}",
        confirm=list(asked.confirm),
    )
    steps = apply_bundle(caller, bundle, words, partial(_keep, caller, ready, choice, made | own, bundle.reason))
    return Added(choice, steps, sorted(_there(shelf) & (own - made)))


def _measured(caller: Context, asked: Asked, before: Stored | None, to_ask: Sequence[Question], zone: str) -> Choice:
    choice = Choice(language=asked.language, parameters=dict(asked.parameters), every=asked.every)
    if not to_ask:
        return choice
    known = choice_of(before) if before else None
    if known and known.parameters == choice.parameters and known.measured and not asked.measure:
        return msgspec.structs.replace(known, language=choice.language, every=choice.every)
    now_ms = caller.clock.now_ms()
    found = parting_values(caller.warehouse, Scope(caller.workspace_id, now_ms, zone), to_ask)
    return msgspec.structs.replace(choice, measured=answered(to_ask, found), measured_at_ms=now_ms, tried_at_ms=now_ms)


def _texts_given(before: Stored | None, shelf: Shelf) -> dict[str, tuple[str, str]]:
    """Return the texts that were given to what is still there."""
    there = _there(shelf)
    return {name: texts for name, texts in choice_of(before).texts.items() if name in there} if before else {}


def _with_own_texts(
    documents: Sequence[dict[str, Any]], given: Mapping[str, Sequence[str]], there: Sequence[Stored]
) -> list[dict[str, Any]]:
    """Return documents with the names and descriptions that somebody has written in place of those that were given."""
    stored = {each.key: each for each in there}
    return [_own_texts(each, given, stored.get(each["key"])) for each in documents]


def _own_texts(document: dict[str, Any], given: Mapping[str, Sequence[str]], stored: Stored | None) -> dict[str, Any]:
    if stored is None or (name := f"{stored.kind}:{stored.key}") not in given:
        return document
    there = [stored.document.get(part, "") for part in _TEXTS]
    own = {part: text for part, text, was in zip(_TEXTS, there, given[name], strict=True) if text != was}
    return {**document, **own}


def _there(shelf: Shelf) -> set[str]:
    return {f"{each.kind}:{each.key}" for each in (*shelf.traits, *shelf.segments)}


def _refuse_others(shelf: Shelf, made: Collection[str]) -> None:
    taken = sorted(_there(shelf) & set(made))
    if taken:
        names = either([each.replace(":", " ") for each in taken])
        message = told(
            "ready-taken",
            "There is already {names}, and it is not of this. Delete it, or make it anew under another key.",
            names=names,
        )
        raise Conflict(message, path="name")


def note_fault(caller: Context, stored: Stored, fault: str) -> None:
    """Keep why measuring anew came to nothing, unless somebody has changed something meanwhile."""
    kept = {"fault": str(fault), "fault_words": kept_words(fault)}
    choice = msgspec.structs.replace(choice_of(stored), tried_at_ms=caller.clock.now_ms(), **kept)
    with caller.state.begin() as connection:
        if definition.find(connection, stored.workspace_id, "ready", stored.key) == stored:
            _save(connection, caller, stored.key, choice, stored.uses, "")


def _keep(
    caller: Context, ready: ReadyMade, choice: Choice, made: Collection[str], reason: str, connection: sa.Connection
) -> None:
    """Keep how it was added, unless that is known."""
    before = definition.find(connection, caller.workspace_id, "ready", ready.name)
    if before and choice_of(before) == choice and set(before.uses) == set(made):
        return
    _save(connection, caller, ready.name, choice, made, reason)


def _save(
    connection: sa.Connection, caller: Context, name: str, choice: Choice, made: Collection[str], reason: str
) -> None:
    definition.save(
        connection,
        caller.workspace_id,
        "ready",
        name,
        msgspec.to_builtins(choice),
        author=caller.author,
        reason=reason,
        expected_version=None,
        now_ms=caller.clock.now_ms(),
        uses=made,
    )
