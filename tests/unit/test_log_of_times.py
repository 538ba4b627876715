"""A log that is made of instants at once is the one that putting them in one by one makes."""

from __future__ import annotations

import pytest

from portret.trait import Computation, Count, Last
from portret.trait.fill import filler, times_filler

_DAY_MS = 86_400_000
_FOLD = Computation(aggregate=Count(), window=Last(duration="P7D"))


@pytest.mark.parametrize(
    "times",
    [
        [],
        [5],
        [-_DAY_MS, -1, 0, 0, 7],
        [number * _DAY_MS for number in range(30)],
        [number * 60_000 for number in range(1_000)],
        [number * 40_000 for number in range(1_007)],
    ],
)
def test_instants_put_in_at_once_are_those_put_in_one_by_one(times: list[int]) -> None:
    assert times_filler(_FOLD)(times) == filler(_FOLD)((at_ms, "", None) for at_ms in times)
