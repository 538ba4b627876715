"""Profiles that changed are copied round by round, some at a time, and less of the time the busier everybody is."""

from portret.worker.snapshots import Snapshots

_WAIT_MS = 10_000


def people(first: int, last: int) -> list[tuple[str, str]]:
    return [("ws_1", f"prf_{number:06}") for number in range(first, last)]


def test_a_round_begins_a_while_after_the_last_one_and_goes_through_everybody_once() -> None:
    snapshots = Snapshots(people(0, 600), now_ms=0)
    assert not snapshots.are_due(_WAIT_MS - 1)
    assert snapshots.are_due(_WAIT_MS)
    first = snapshots.next(7, _WAIT_MS)
    assert first == people(0, 500)
    assert snapshots.done(first, 0, _WAIT_MS, busy="idle") is None
    snapshots.note(people(0, 1) + people(599, 600))
    second = snapshots.next(9, _WAIT_MS)
    assert second == people(500, 600)
    assert snapshots.done(second, 0, _WAIT_MS, busy="idle") == 7
    assert not snapshots.are_due(2 * _WAIT_MS - 1)
    assert snapshots.are_due(2 * _WAIT_MS)
    assert snapshots.next(9, 2 * _WAIT_MS) == people(0, 1)


def test_what_failed_is_copied_again() -> None:
    snapshots = Snapshots(people(0, 2), now_ms=0)
    assert snapshots.next(1, _WAIT_MS) == snapshots.next(2, _WAIT_MS) == people(0, 2)
    assert snapshots.done(people(0, 2), 0, _WAIT_MS, busy="idle") == 1


def test_the_more_there_is_to_do_the_longer_copying_pauses() -> None:
    pauses = []
    for busy in ("idle", "busy", "behind"):
        snapshots = Snapshots(people(0, 600), now_ms=0)
        snapshots.done(snapshots.next(1, _WAIT_MS), 100, _WAIT_MS, busy=busy)
        pauses.append(next(ms for ms in range(0, 10_000, 100) if snapshots.are_due(_WAIT_MS + ms)))
    assert pauses == [100, 900, 4_900]


def test_the_erased_are_not_copied() -> None:
    snapshots = Snapshots(people(0, 3), now_ms=0)
    snapshots.forget(people(0, 1))
    assert snapshots.next(1, _WAIT_MS) == people(1, 3)
    snapshots.forget(people(1, 2))
    snapshots.note(people(5, 6))
    snapshots.forget(people(5, 6))
    assert snapshots.next(1, _WAIT_MS) == people(2, 3)
    snapshots.done(people(2, 3), 0, _WAIT_MS, busy="idle")
    assert not snapshots.are_due(10 * _WAIT_MS)
