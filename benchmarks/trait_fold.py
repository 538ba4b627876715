"""What computed traits cost the worker per event: 0, 10 and 60 of them, and 60 with what 200 segments fold besides.

    python -m benchmarks.trait_fold [--profiles 1000]

People of a shop with forty events behind them come for a visit of four: their states are decoded, the events folded in,
the states encoded, as the worker does for a batch. The reference asks every fold of every event by itself, without the
plan's look-up by name and without shared conditions. Cyclic garbage collection is off while measuring, as in the
worker's batches. Times are of the processor, in µs per event. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TypeVar

from benchmarks.definitions import CATEGORIES, FoldIds, segments, traits
from portret import profile, trait
from portret.kernel import Commerce, Enrichment, Event, Line
from portret.segment import Book, compile_segments

_NOW_MS = 1_790_000_000_000
_ZONE = "Europe/Warsaw"
_BEHIND, _VISIT = 40, 4
_GAPS_MS = (20_000, 60_000, 90_000, 3_600_000, 86_400_000, 5 * 86_400_000)
_KINDS = ("Page Viewed",) * 8 + ("Product Viewed",) * 7 + ("Products Searched", "Product Added", "Order Completed")

_Prepared = TypeVar("_Prepared")
Folds = Mapping[int, trait.Fold]


@dataclass(frozen=True)
class Figures:
    """What some number of folds costs, in µs per event and in bytes per profile."""

    name: str
    folds: int
    fold: float
    whole: float
    alone: float
    size: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000)
    people = parser.parse_args().profiles
    histories = [_history(Random(number)) for number in range(people)]
    gc.disable()
    print(f"{'':<28}{'folds':>7}{'folding':>10}{'blob to blob':>14}{'one by one':>12}{'bytes':>8}")
    found = [_figures(name, folds, histories) for name, folds in _mixes().items()]
    for each in found:
        print(
            f"{each.name:<28}{each.folds:>7}{each.fold:>10.2f}{each.whole:>14.2f}{each.alone:>12.2f}{each.size:>8.0f}"
        )
    print(json.dumps({"benchmark": "trait_fold", **{each.name: _rounded(each) for each in found}}))


def _mixes() -> dict[str, Folds]:
    defined = traits()
    chosen, ids = [one.compute for one in defined], FoldIds()
    numbered = list(enumerate(segments()))
    evaluator = compile_segments(numbered, Book.of(defined, [one for _, one in numbered]), _ZONE, ids)
    few = chosen[:: len(chosen) // 10][:10]
    return {
        "no traits": {},
        "10 traits": dict(enumerate(few)),
        "60 traits": dict(enumerate(chosen)),
        "60 traits, 200 segments": {**evaluator.folds, **{ids(one): one for one in chosen}},
    }


def _figures(name: str, folds: Folds, histories: Sequence[Sequence[Event]]) -> Figures:
    plan = trait.Plan(folds, _ZONE)
    blobs = [_behind(history, plan) for history in histories]
    visits = [history[_BEHIND:] for history in histories]
    events = len(histories) * _VISIT

    def whole() -> list[bytes]:
        return [_visited(blob, visit, plan) for blob, visit in zip(blobs, visits, strict=True)]

    def decoded() -> list[tuple[dict[int, trait.FoldState], Sequence[Event]]]:
        return [(profile.decode(blob).computed, visit) for blob, visit in zip(blobs, visits, strict=True)]

    alone = [trait.Plan({fold_id: fold}, _ZONE) for fold_id, fold in folds.items()]
    return Figures(
        name=name,
        folds=len(folds),
        fold=_us(
            lambda pairs: [plan.fold(states, event) for states, visit in pairs for event in visit], decoded, events
        ),
        whole=_us(lambda _: whole(), lambda: None, events),
        alone=_us(
            lambda pairs: [one.fold(states, event) for states, visit in pairs for event in visit for one in alone],
            decoded,
            events,
        ),
        size=sum(map(len, whole())) / len(histories),
    )


def _behind(history: Sequence[Event], plan: trait.Plan) -> bytes:
    state = profile.empty()
    for event in history[:_BEHIND]:
        profile.fold(state, event, zone=_ZONE, plan=plan)
    return profile.encode(state)


def _visited(blob: bytes, visit: Sequence[Event], plan: trait.Plan) -> bytes:
    state = profile.decode(blob)
    for event in visit:
        profile.fold(state, event, zone=_ZONE, plan=plan)
    return profile.encode(state)


def _history(chance: Random) -> list[Event]:
    at_ms, events = _NOW_MS, []
    for number in range(_BEHIND + _VISIT):
        events.append(_event(number, at_ms, chance))
        at_ms -= 30_000 if number < _VISIT else chance.choice(_GAPS_MS)
    return events[::-1]


def _event(number: int, at_ms: int, chance: Random) -> Event:
    name = chance.choice(_KINDS)
    line = Line(product_id=f"P{chance.randrange(500)}", category=chance.choice(CATEGORIES), price=Decimal("19.99"))
    commerce = Commerce(order_id=f"o{number}", currency="GBP", revenue=Decimal("39.98"), lines=(line,))
    return Event(
        position=number + 1,
        workspace_id="ws_1",
        source_id="src_1",
        brand=chance.choice(("home", "garden")),
        message_id=f"m-{number}",
        type="page" if name == "Page Viewed" else "track",
        name=name,
        timestamp_ms=at_ms,
        received_at_ms=at_ms,
        enrichment=Enrichment(country="PL", timezone=_ZONE, locale="pl-PL", device_type="mobile", channel="direct"),
        commerce=commerce if name.startswith(("Product ", "Order")) else None,
    )


def _us(work: Callable[[_Prepared], object], prepare: Callable[[], _Prepared], times: int) -> float:
    best = float("inf")
    for _ in range(5):
        prepared = prepare()
        started = time.process_time()
        work(prepared)
        best = min(best, time.process_time() - started)
    return best / times * 1e6


def _rounded(figures: Figures) -> dict[str, float]:
    return {
        "folds": figures.folds,
        "fold_us": round(figures.fold, 2),
        "blob_to_blob_us": round(figures.whole, 2),
        "one_by_one_us": round(figures.alone, 2),
        "bytes": round(figures.size),
    }


if __name__ == "__main__":
    main()
