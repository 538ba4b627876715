"""What is wrong with a document, said so that a person can mend it: where, what, and what was probably meant."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

from portret.kernel import Fault, Invalid, Told, told

MOST_FAULTS = 20
"""How many faults are told at once."""

_KIND_SAID: Mapping[str, str] = {
    "trait": told("definition-trait", "trait"),
    "segment": told("definition-segment", "segment"),
}
"""What definitions are called in messages, by their kind, where it differs in other languages."""

_MOST_NEAR = 3
_LONGEST = 80
_LEAST_PART = 3


def kind_said(kind: str) -> str:
    """Return what definitions of a kind are called in messages."""
    return _KIND_SAID.get(kind, kind)


def definitions_said(named: Iterable[str]) -> Told:
    """Return what definitions, each as "kind:key", are called, one after the other, as a part of a message."""
    asked = (each.partition(":") for each in named)
    parts = [told("definition-named", "the {kind} {key}", kind=kind_said(kind), key=key) for kind, _, key in asked]
    return Told(", ".join(parts), "all-of", {"parts": parts})


def refuse(faults: Iterable[Fault], within: str = "") -> None:
    """Raise Invalid with all the faults, if there are any; `within` is put before their paths."""
    found = [Fault(within + fault.path, fault.detail) for fault in islice(faults, MOST_FAULTS)]
    if not found:
        return
    first = found[0]
    others = f" (and {len(found) - 1} more: see errors)" if len(found) > 1 else ""
    where = f"{first.path}: " if first.path else ""
    raise Invalid(f"{where}{first.detail}{others}", path=first.path, faults=found)


def said(value: object) -> str:
    """Return a value as a message quotes it: short, on one line, what is no text as JSON."""
    whole = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(letter if letter.isprintable() else " " for letter in whole[: _LONGEST + 1])
    return f"“{text[: _LONGEST - 1]}…”" if len(text) > _LONGEST else f"“{text}”"


def nearest(word: str, words: Collection[str]) -> str:
    """Return the question whether one of the most similar words was meant, after a blank; "" if none is similar."""
    known = {each.lower(): each for each in words}
    low = word.lower()[:_LONGEST]
    near = get_close_matches(low, known, _MOST_NEAR, 0.6)
    if len(low) >= _LEAST_PART:
        others = [each for each in sorted(known) if each not in near and (low in each or each in low.split("."))]
        same = [each for each in others if low in each.split(".")][:1]  # "traits.email" for "email"
        near = list(dict.fromkeys([*near[: _MOST_NEAR - len(same)], *same, *near, *others]))
    if not near:
        return ""
    return told("did-you-mean", " Did you mean {words}?", words=either([known[each] for each in near[:_MOST_NEAR]]))


def either(words: Collection[str], most: int = 20) -> str:
    """Return the words as a sentence offers them: “a”, “b” or “c”."""
    offered = [f"“{each}”" for each in islice(words, most)]
    if len(words) > most:
        return f"{', '.join(offered)} …"
    text = " or ".join([", ".join(offered[:-1]), offered[-1]] if len(offered) > 1 else offered)
    return Told(text, "either", {"words": list(words)})
