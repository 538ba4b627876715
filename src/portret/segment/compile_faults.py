"""Definitions are compiled before they are saved: what the worker could not use is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portret.definition import said
from portret.kernel import Fault, told
from portret.segment.book import Book
from portret.segment.evaluate import compile_segments
from portret.segment.faults import readers_of
from portret.segment.model import Dynamic
from portret.trait import Plan, fold_key

_ZONE = "UTC"  # which zone it is makes no difference to what can be compiled


def compile_faults(book: Book, changed: Collection[str]) -> Iterator[Fault]:
    """Yield why segments of a book cannot be compiled: those that changed ("segment:key"), and all that read them."""
    affected = readers_of(book, changed)
    tried = [
        (number, each)
        for number, (key, each) in enumerate(book.segments.items())
        if key in affected or not isinstance(each.members, Dynamic)
    ]
    ids: dict[str, int] = {}
    evaluator = compile_segments(tried, book, _ZONE, lambda fold: ids.setdefault(fold_key(fold), len(ids)))
    keys = {number: each.key for number, each in tried}
    for number, reason in evaluator.broken.items():
        yield Fault(
            "",
            told(
                "segment-unusable",
                "The segment {key} cannot be used so: {reason}",
                key=said(keys[number]),
                reason=reason,
            ),
        )
    for reason in Plan(evaluator.folds, _ZONE).broken.values():
        yield Fault("", told("events-unusable", "What it reads of events cannot be used so: {reason}", reason=reason))
