"""Sixty days pass at once: everybody enters and leaves at the exact moment, nobody early, nobody missed."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from tests.support.databases import Databases
from tests.support.folding import set_up_at
from tests.support.keeping import open_shop
from tests.support.simulated import expected, live, lives

_PEOPLE = 120
_DAYS = 60


def test_everybody_flips_at_the_exact_moment_for_sixty_days(databases: Databases, tmp_path: Path) -> None:
    of = lives(_PEOPLE, _DAYS, seed=4)
    with databases.database() as url, open_shop(set_up_at(url, databases), tmp_path) as shop:
        told = list(chain.from_iterable(live(shop, of, _DAYS)))
        ended_ms = shop.clock.now_ms()
    assert len(told) == len(set(told)) > 5 * _PEOPLE
    assert set(told) == expected(of, ended_ms)
