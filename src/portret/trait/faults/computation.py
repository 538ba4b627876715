"""What is wrong with how a trait is computed: fields, aggregates, windows."""

from __future__ import annotations

from collections.abc import Iterator

from portret.definition import either, pointer, said
from portret.kernel import Fault, told
from portret.trait.faults.events import event_faults, field_faults, where_faults
from portret.trait.faults.times import duration_faults, half_life_faults, span_faults, window_faults
from portret.trait.model import (
    Average,
    Computation,
    Events,
    Maximum,
    Minimum,
    PercentOf,
    Score,
    Sequence,
    Sum,
)
from portret.trait.vocabulary import Vocabulary

_OF_NUMBERS = (Sum, Average, Minimum, Maximum)
_MOST_POINTS = 200
_MOST_STEPS = 4


def computation_faults(compute: Computation, words: Vocabulary, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a computation."""
    events, aggregate = compute.events, compute.aggregate
    lines = events.lines
    yield from event_faults(events, words, pointer(path, "from"))
    where = pointer(path, "aggregate")
    field = getattr(aggregate, "field", None)
    if field is not None:
        numbers = isinstance(aggregate, _OF_NUMBERS)
        yield from field_faults(field, pointer(where, "field"), lines=lines, numbers=numbers)
    if isinstance(aggregate, PercentOf):
        yield from where_faults(aggregate.where, pointer(where, "where"), lines=lines)
    if isinstance(aggregate, Score):
        yield from _score_faults(aggregate, events, words, pointer(where, "points"))
    half_life = getattr(aggregate, "half_life", None)
    yield from half_life_faults(half_life, compute.window, pointer(where, "half_life"))
    yield from window_faults(compute.window, aggregate, pointer(path, "window"))
    if compute.per is not None:
        yield from field_faults(compute.per, pointer(path, "per"), lines=lines)


def sequence_faults(sequence: Sequence, words: Vocabulary, path: str) -> Iterator[Fault]:
    """Yield what is wrong with a sequence."""
    yield from event_faults(sequence.first, words, pointer(path, "first"))
    least = 1 if sequence.without is None else 0
    if not least <= len(sequence.then) <= _MOST_STEPS:
        message = told(
            "sequence-steps",
            "A sequence has {least} to {most_steps} steps after the first, not {then_count}.",
            least=least,
            most_steps=_MOST_STEPS,
            then_count=len(sequence.then),
        )
        yield Fault(pointer(path, "then"), message)
    steps = [(pointer(path, "then", number), step) for number, step in enumerate(sequence.then)]
    if sequence.without is not None:
        steps.append((pointer(path, "without"), sequence.without))
    for where, step in steps:
        yield from event_faults(step.events, words, pointer(where, "from"))
        yield from duration_faults(step.within, pointer(where, "within"))
    lines = [sequence.first.lines, *(step.events.lines for _, step in steps)]
    for number, field in enumerate(sequence.same):
        yield from field_faults(field, pointer(path, "same", number), lines=all(lines))
    if sequence.window is not None:
        yield from span_faults(sequence.window, pointer(path, "window"))


def _score_faults(score: Score, events: Events, words: Vocabulary, path: str) -> Iterator[Fault]:
    if not 1 <= len(score.points) <= _MOST_POINTS:
        yield Fault(
            path,
            told(
                "score-events",
                "A score is of 1 to {most_points} events, not {points_count}.",
                most_points=_MOST_POINTS,
                points_count=len(score.points),
            ),
        )
    for name in score.points:
        if events.names and name not in events.names:
            message = told(
                "event-not-chosen",
                "{name} never comes here: “from” has only {words}.",
                name=said(name),
                words=either(events.names),
            )
            yield Fault(pointer(path, name), message)
        elif words.spelling(name) != name:
            message = told(
                "event-spelling",
                "{name} is kept as “{spelling}”. Write it so.",
                name=said(name),
                spelling=words.spelling(name),
            )
            yield Fault(pointer(path, name), message)
