"""What is ready-made: documents with gaps that parameters fill, in the language of traits and segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Language = Literal["en", "ru", "pl"]
Texts = dict[Language, str]
"""A text in each language."""

ScoreKind = Literal["points", "percent", "step"]
"""What a score counts in: points of any number, per cent, steps from 1 to 5."""

Kind = Literal["currency", "choice", "duration", "durations", "number", "numbers", "numbers_by", "brands", "texts"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What fills a gap.

    Attributes:
        kind: of what it is; lists of numbers and durations ascend, numbers_by is such a list for each text of another
            parameter (`by`).
        title: what it is called.
        about: what it means.
        default: what it is if nothing is said.
        optional: whether there may be none.
        choices: of a choice, from what, and what each is called.
        number: of a list, how many there are.
        least: the smallest number, or how many there are at least.
        most: how many there are at most.
        upto: another duration that this one is shorter than.
        measured: a trait of these documents, of which the values are taken between whose bearers lie the shares.
        shares: 0 to 1, ascending, as many as there are values.
    """

    kind: Kind
    title: Texts
    about: Texts
    default: Any = None
    optional: bool = False
    choices: dict[str, Texts] = {}
    number: int = 0
    least: int = 0
    most: int = 50
    upto: str = ""
    by: str = ""
    measured: str = ""
    shares: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8)


class ReadyMade(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Traits and segments that belong together.

    Attributes:
        name: what it is called; the name of its file.
        covers: keys of segments of which everybody whom it is about is in exactly one.
        scores: keys of traits that grade a person, shown in the portrait beside what they were.
        parameters: by name.
        parts: what stands in several places of the documents, by name.
        traits: documents with gaps.
        segments: likewise.
    """

    name: str
    title: Texts
    about: Texts
    covers: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    parameters: dict[str, Parameter] = {}
    parts: dict[str, Any] = {}
    traits: tuple[Any, ...] = ()
    segments: tuple[Any, ...] = ()


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was added to a workspace, and how: the document that is kept under the name.

    Attributes:
        parameters: as they were given; what is not here is at its default, or measured.
        measured: values taken from the people there are, by parameter: plain numbers and durations.
        measured_at_ms: when.
        every: how often they are to be measured anew; "" never.
        tried_at_ms: when that was last tried.
        fault: why nothing came of it; "" if it did.
        fault_words: what that is made of, as `kept_words` has it.
        texts: the name and the description that each of its definitions was given, by "trait:key" or "segment:key";
            where one has others by now, somebody has written them.
    """

    language: Language = "en"
    parameters: Mapping[str, Any] = {}
    measured: Mapping[str, Any] = {}
    measured_at_ms: int = 0
    every: str = ""
    tried_at_ms: int = 0
    fault: str = ""
    fault_words: str = ""
    texts: Mapping[str, tuple[str, str]] = {}
