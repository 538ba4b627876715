"""What segments cost the worker: judging people for two hundred segments, all of them or those that an event touches.

    python -m benchmarks.segment_evaluate [--profiles 2000]

Each person has forty events of a shop behind them and gets one more; states are folded by sixty computed traits and
what the segments ask for themselves. The reference judges every segment by itself, compiled alone, so that nothing is
shared: the least one could do without a plan. Cyclic garbage collection is off while measuring, as in the worker's
batches. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.definitions import CATEGORIES, FoldIds, segments, traits
from portret import profile, trait
from portret.kernel import Commerce, Event, Line
from portret.profile import ProfileState
from portret.segment import Book, Changes, Subject, compile_segments

_NOW_MS = 1_790_000_000_000
_ZONE = "Europe/Warsaw"
_EVENTS = 40
_GAPS_MS = (20_000, 60_000, 90_000, 3_600_000, 86_400_000, 5 * 86_400_000)
_KINDS = ("Page Viewed",) * 8 + ("Product Viewed",) * 7 + ("Products Searched", "Product Added", "Order Completed")


@dataclass(frozen=True)
class Row:
    """A line of the table; `reference` is the figure without sharing where there is one."""

    name: str
    value: float
    unit: str = "µs"
    reference: float | None = None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=2_000)
    rows = _rows(parser.parse_args().profiles)
    for row in rows:
        reference = "" if row.reference is None else f"{row.reference:>12.2f}"
        print(f"{row.name:<58}{row.value:>10.2f} {row.unit:<6}{reference}")
    print(json.dumps({"benchmark": "segment_evaluate", **{row.name: round(row.value, 2) for row in rows}}))


def _rows(profiles: int) -> list[Row]:
    numbered, ids = list(enumerate(segments())), FoldIds()
    book = Book.of(traits(), [one for _, one in numbered])
    started = time.process_time()
    evaluator = compile_segments(numbered, book, _ZONE, ids)
    compiled_ms = (time.process_time() - started) * 1e3
    folds = {**evaluator.folds, **{ids(one.compute): one.compute for one in book.traits.values()}}
    plan = trait.Plan(folds, _ZONE)
    histories = [_history(Random(number)) for number in range(profiles)]
    gc.disable()
    plain_us = _us(lambda: [_folded(history, None) for history in histories], profiles * _EVENTS)
    planned_us = _us(lambda: [_folded(history, plan) for history in histories], profiles * _EVENTS)
    states = [_folded(history[:-1], plan) for history in histories]
    changes = [_change(state, history[-1], plan) for state, history in zip(states, histories, strict=True)]
    subjects = [Subject(f"prf_{number}", state, frozenset()) for number, state in enumerate(states)]
    touched = [(one, evaluator.reading(changed)) for one, changed in zip(subjects, changes, strict=True)]
    judged = sum(len(numbers) for _, numbers in touched)
    whole_us = _us(lambda: [evaluator.evaluate(one, evaluator.numbers, _NOW_MS) for one in subjects], profiles)
    touched_us = _us(lambda: [evaluator.evaluate(one, numbers, _NOW_MS) for one, numbers in touched], profiles)
    alone_us = _alone_us(book, ids, subjects[:200])
    return [
        Row("compile all", compiled_ms, "ms"),
        Row("folds", len(folds), ""),
        Row("fold of an event with these folds, beside none", planned_us, reference=plain_us),
        Row("segments that read what one event changed", judged / profiles, ""),
        Row("say which they are", _us(lambda: [evaluator.reading(changed) for changed in changes], profiles)),
        Row("judge a person for them", touched_us),
        Row("judge a person for all segments", whole_us, reference=alone_us),
        Row("one evaluation", touched_us * profiles / judged, reference=alone_us / len(evaluator.numbers)),
    ]


def _alone_us(book: Book, ids: FoldIds, subjects: Sequence[Subject]) -> float:
    """Return what judging a person for all costs if each segment is compiled by itself."""
    alone = [compile_segments([(number, one)], book, _ZONE, ids) for number, one in enumerate(book.segments.values())]
    return _us(
        lambda: [one.evaluate(subject, one.numbers, _NOW_MS) for subject in subjects for one in alone], len(subjects)
    )


def _change(state: ProfileState, event: Event, plan: trait.Plan) -> Changes:
    changes = Changes()
    changes.note(event, profile.fold(state, event, zone=_ZONE, plan=plan))
    return changes


def _folded(history: Sequence[Event], plan: trait.Plan | None) -> ProfileState:
    state = profile.empty()
    for event in history:
        profile.fold(state, event, zone=_ZONE, plan=plan)
    return state


def _history(chance: Random) -> list[Event]:
    """Return events up to now, the last one at this instant."""
    at_ms, events = _NOW_MS, []
    for number in range(_EVENTS):
        events.append(_event(number, at_ms, chance))
        at_ms -= chance.choice(_GAPS_MS)
    return events[::-1]


def _event(number: int, at_ms: int, chance: Random) -> Event:
    name = "" if number == _EVENTS - 1 else chance.choice(_KINDS)
    line = Line(product_id=f"P{chance.randrange(500)}", category=chance.choice(CATEGORIES), price=Decimal("19.99"))
    commerce = Commerce(order_id=f"o{number}", currency="GBP", revenue=Decimal("39.98"), lines=(line,))
    return Event(
        position=number + 1,
        workspace_id="ws_1",
        source_id="src_1",
        brand=chance.choice(("home", "garden")),
        message_id=f"m-{number}",
        type={"": "identify", "Page Viewed": "page"}.get(name, "track"),
        name=name,
        timestamp_ms=at_ms,
        received_at_ms=at_ms,
        traits={"email": "anna@example.com", "plan": chance.choice(("gold", "silver", "free"))} if not name else {},
        commerce=commerce if name.startswith(("Product ", "Order")) else None,
    )


def _us(work: Callable[[], object], times: int) -> float:
    """Return the processor's time for one of so many, in microseconds: the best of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best / times * 1e6


if __name__ == "__main__":
    main()
