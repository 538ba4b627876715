"""The interpreter looks for garbage between two batches, and only then."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from portret.worker.chores import Garbage


class Ring(list["Ring"]):
    """What only the garbage collector can get rid of once it holds itself."""


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    gc.collect()
    yield Garbage()
    gc.enable()
    gc.unfreeze()


def test_nothing_is_looked_for_before_it_is_time_and_enough(garbage: Garbage) -> None:
    ring = Ring()
    ring.append(ring)
    lost = weakref.ref(ring)
    del ring
    garbage.collect()
    assert lost() is not None
    batch = [[number] for number in range(30_000)]
    assert lost() is not None
    garbage.collect()
    assert lost() is None
    assert len(batch) == 30_000
