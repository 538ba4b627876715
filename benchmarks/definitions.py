"""What a shop of some size defines: sixty computed traits and two hundred segments, for benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from portret.segment.model import (
    All,
    Any,
    Bucket,
    Condition,
    Definition,
    Dynamic,
    Followed,
    InSegment,
    Not,
    Performed,
    TraitIs,
)
from portret.trait import Fold, fold_key
from portret.trait.model import (
    Average,
    Calendar,
    Comparison,
    Computation,
    Count,
    CountBy,
    Events,
    FieldIs,
    Follow,
    Last,
    Latest,
    Maximum,
    MostFrequent,
    Score,
    Streak,
    Sum,
    ThisSession,
    TimeSinceLast,
    UniqueCount,
    Window,
)
from portret.trait.model import Definition as Trait

CATEGORIES = ("kitchen", "lighting", "garden", "bags", "toys", "stationery", "jewellery", "home")
_EVENTS = ("Page Viewed", "Product Viewed", "Products Searched", "Product Added", "Order Completed")
_ORDERS = Events(names=("Order Completed",))
_VIEWS = Events(names=("Product Viewed",))
_ADDED = Events(names=("Product Added",))
_WINDOWS: tuple[Window | None, ...] = (
    None,
    Last(duration="P1D"),
    Last(duration="P7D"),
    Last(duration="P30D"),
    Last(duration="P90D"),
    Last(duration="P365D"),
    Calendar(unit="month"),
)
_POINTS = {"Page Viewed": 1, "Product Viewed": 2, "Products Searched": 2, "Product Added": 5, "Order Completed": 20}


class FoldIds:
    """Gives equal folds one id."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, fold: Fold) -> int:
        """Return the id of a fold."""
        return self._known.setdefault(fold_key(fold), len(self._known) + 1)


def traits(count: int = 60) -> list[Trait]:
    """Return so many computed traits."""
    computations = islice(_computations(), count)
    return [Trait(key=f"trait_{number}", compute=compute) for number, compute in enumerate(computations)]


def segments(count: int = 200) -> list[Definition]:
    """Return so many segments that read those traits, events, built-in and declared traits, and one another."""
    conditions = islice(_conditions(), count)
    return [
        Definition(key=f"segment_{number}", members=Dynamic(condition=condition))
        for number, condition in enumerate(conditions)
    ]


def _computations() -> Iterator[Computation]:
    for window in _WINDOWS:
        yield Computation(events=_ORDERS, aggregate=Count(), window=window)
        yield Computation(events=_ORDERS, aggregate=Sum(field="revenue"), window=window)
        yield Computation(events=_VIEWS, aggregate=UniqueCount(field="product_id"), window=window)
        yield Computation(events=_VIEWS, aggregate=MostFrequent(field="product_category"), window=window)
        yield Computation(events=_ADDED, aggregate=Latest(field="product_category"), window=window)
    for category in CATEGORIES:
        yield Computation(events=_in(category), aggregate=Count(half_life="P30D"))
    for half_life in ("P1D", "P7D", "P30D"):
        yield Computation(aggregate=Score(points=_POINTS, half_life=half_life))
    yield Computation(events=_ORDERS, aggregate=Average(field="revenue"))
    yield Computation(events=_ORDERS, aggregate=Maximum(field="revenue"))
    yield Computation(events=_ORDERS, aggregate=TimeSinceLast())
    yield Computation(events=_VIEWS, aggregate=CountBy(field="product_category"))
    yield Computation(events=_ORDERS, aggregate=Count(), per="brand")
    yield Computation(aggregate=Streak())
    yield Computation(aggregate=Count(), window=ThisSession())
    yield Computation(events=_VIEWS, aggregate=Count(), window=ThisSession())
    for name in _EVENTS:
        yield Computation(events=Events(names=(name,)), aggregate=Count(), window=Last(duration="P14D"))


def _conditions() -> Iterator[Condition]:
    number = 0
    while True:
        for make in (_performed, _lapsed, _of_trait, _abandoned, _mixed, _told, _nested, _share):
            yield make(number)
            number += 1


def _performed(number: int) -> Condition:
    events = Events(names=(_EVENTS[number % len(_EVENTS)],))
    times = Comparison(op="ge", value=1 + number % 7)
    return Performed(events=events, times=times, window=_WINDOWS[number % len(_WINDOWS)])


def _lapsed(number: int) -> Condition:
    return All(
        of=(
            TraitIs(trait="trait_0", compare=Comparison(op="ge", value=1 + number % 3)),
            Not(of=Performed(events=_ORDERS, window=Last(duration=f"P{30 + number}D"))),
        )
    )


def _of_trait(number: int) -> Condition:
    return TraitIs(trait=f"trait_{1 + number % 7 * 5}", compare=Comparison(op="ge", value=10 * (number % 50)))


def _abandoned(number: int) -> Condition:
    steps = (Follow(events=_ADDED, within=f"PT{1 + number % 12}H"),)
    without = Follow(events=_ORDERS, within=f"PT{1 + number % 24}H")
    return Followed(first=_VIEWS, then=steps, without=without, window=Last(duration="P7D"))


def _mixed(number: int) -> Condition:
    category = CATEGORIES[number % len(CATEGORIES)]
    return All(
        of=(
            Any(
                of=(
                    TraitIs(trait=f"trait_{3 + number % 7 * 5}", compare=Comparison(op="eq", value=category)),
                    Performed(events=_in(category), times=Comparison(op="ge", value=3), window=Last(duration="P30D")),
                )
            ),
            Not(of=Performed(events=_ORDERS, window=Last(duration="P7D"))),
            TraitIs(trait="traits.email", compare=Comparison(op="exists")),
        )
    )


def _told(number: int) -> Condition:
    plans = ("gold", "silver", "free")
    return All(
        of=(
            TraitIs(trait="traits.plan", compare=Comparison(op="eq", value=plans[number % 3])),
            TraitIs(trait="orders", compare=Comparison(op="ge", value=number % 5)),
        )
    )


def _nested(number: int) -> Condition:
    return All(of=(InSegment(segment=f"segment_{number // 2}"), Bucket(salt="test", first=0, last=4999)))


def _share(number: int) -> Condition:
    half = Bucket(salt=f"split-{number % 4}", first=0, last=4999)
    return All(of=(half, _performed(number + 1)))


def _in(category: str) -> Events:
    where = FieldIs(field="product_category", compare=Comparison(op="eq", value=category))
    return Events(names=("Product Viewed",), where=where)
