"""Collection holds back before the disk is full or the worker too far behind."""

from __future__ import annotations

from pathlib import Path

from portret.collect import Pressure
from tests.support.server import wait_until


def test_there_is_no_pressure_with_room_and_little_to_do(tmp_path: Path) -> None:
    pressure = Pressure(tmp_path, 1, lambda: 100, 100)
    pressure.measure()
    assert pressure() == ""


def test_a_disk_below_its_reserve_holds_back(tmp_path: Path) -> None:
    pressure = Pressure(tmp_path, 2**62, lambda: 0, 100)
    wait_until(lambda: "bytes are free" in pressure())


def test_a_backlog_over_its_limit_holds_back_until_it_is_worked_off(tmp_path: Path) -> None:
    backlog = 101
    pressure = Pressure(tmp_path, 1, lambda: backlog, 100)
    wait_until(lambda: "101 events wait" in pressure())
    backlog = 100
    wait_until(lambda: pressure() == "")


def test_while_the_backlog_cannot_be_read_the_last_reading_stays(tmp_path: Path) -> None:
    readings = iter([500])
    pressure = Pressure(tmp_path, 1, lambda: next(readings), 100)
    pressure.measure()
    pressure.measure()
    assert "500 events wait" in pressure()
