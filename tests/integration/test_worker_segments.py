"""Memberships in the worker: they flip by events, by time, by definitions, lists, merges, and survive a crash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portret.kernel import to_ms
from tests.support.databases import Databases
from tests.support.folding import set_up_at
from tests.support.keeping import START, Shop, open_shop, performed

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@pytest.fixture
def shop(databases: Databases, tmp_path: Path) -> Iterator[Shop]:
    with databases.database() as url, open_shop(set_up_at(url, databases), tmp_path) as shop:
        yield shop


def test_an_event_lets_a_person_in_and_the_log_is_told_why(shop: Shop) -> None:
    shop.segment("buyers", performed("Order Completed"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.send("bob", "Order Completed")
    assert shop.members("buyers") == {shop.id_of("bob")}
    assert shop.told() == [("Segment Entered", "buyers", shop.id_of("bob"), to_ms(START), "event")]


def test_time_alone_lets_a_person_out_at_the_very_moment(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.settle()
    shop.send("ann", "Product Viewed", at=START - _HOUR)
    shop.advance(22 * _HOUR)
    assert shop.is_in("ann", "active")
    shop.advance(5 * _HOUR)
    assert not shop.is_in("ann", "active")
    left_ms = to_ms(START + 23 * _HOUR)
    assert shop.told()[1:] == [("Segment Exited", "active", shop.id_of("ann"), left_ms, "timer")]


def test_whoever_stays_active_stays_in_however_often_the_first_moment_passes(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.settle()
    for _ in range(10):
        shop.send("ann", "Product Viewed")
        shop.advance(20 * _HOUR)
    assert [what for what, *_ in shop.told()] == ["Segment Entered"]
    shop.advance(5 * _HOUR)
    last_ms = to_ms(START + 9 * 20 * _HOUR + _DAY)
    assert shop.told()[1:] == [("Segment Exited", "active", shop.id_of("ann"), last_ms, "timer")]
