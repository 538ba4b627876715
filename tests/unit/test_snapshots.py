"""Profiles that changed are copied round by round, some at a time, and less of the time the busier everybody is."""

from portret.worker.snapshots import Snapshots

_WAIT_MS = 10_000
_FEW_WAIT_MS = 1_000


def people(first: int, last: int) -> list[tuple[str, str]]:
    return [("ws_1", f"prf_{number:06}") for number in range(first, last)]


def copy(snapshots: Snapshots, position: int, now_ms: int) -> tuple[list[tuple[str, str]], int | None]:
    """Copy the next ones, in no time; return them, and up to where all are if the round is over."""
    keys = snapshots.next(position, now_ms)
    return keys, snapshots.done(keys, position, 0, now_ms, busy="idle")


def test_a_round_begins_a_while_after_the_last_one_and_goes_through_everybody_once() -> None:
    snapshots = Snapshots(people(0, 600), now_ms=0)
    assert not snapshots.are_due(_WAIT_MS - 1)
    assert snapshots.are_due(_WAIT_MS)
    assert copy(snapshots, 7, _WAIT_MS) == (people(0, 500), None)
    snapshots.note(people(0, 1) + people(599, 600))
    assert copy(snapshots, 9, _WAIT_MS) == (people(500, 600), 7)
    snapshots.note(people(0, 200))
    assert not snapshots.are_due(2 * _WAIT_MS - 1)
    assert snapshots.are_due(2 * _WAIT_MS)
    assert copy(snapshots, 9, 2 * _WAIT_MS) == (people(0, 200), 9)
    assert not snapshots.are_due(10 * _WAIT_MS)


def test_a_few_do_not_wait_for_others() -> None:
    snapshots = Snapshots(people(0, 50), now_ms=0)
    assert not snapshots.are_due(_FEW_WAIT_MS - 1)
    assert snapshots.are_due(_FEW_WAIT_MS)
    assert copy(snapshots, 3, _FEW_WAIT_MS) == (people(0, 50), 3)
    snapshots.note(people(0, 1))
    assert not snapshots.are_due(2 * _FEW_WAIT_MS - 1)
    assert snapshots.are_due(2 * _FEW_WAIT_MS)


def test_whoever_changes_again_before_their_turn_is_there_as_changed_when_the_round_ends() -> None:
    snapshots = Snapshots(people(0, 600), now_ms=0)
    copy(snapshots, 7, _WAIT_MS)
    snapshots.note(people(599, 600))
    assert copy(snapshots, 9, _WAIT_MS) == (people(500, 600), 9)
    assert not snapshots.are_due(10 * _WAIT_MS)


def test_what_changed_nobody_moves_the_position_at_which_all_are() -> None:
    snapshots = Snapshots((), now_ms=0)
    assert snapshots.are_due(_WAIT_MS)
    assert copy(snapshots, 3, _WAIT_MS) == ([], 3)
    assert not snapshots.are_due(10 * _WAIT_MS)
    snapshots.note(())
    assert snapshots.are_due(10 * _WAIT_MS)
    assert copy(snapshots, 5, 10 * _WAIT_MS) == ([], 5)


def test_what_failed_is_copied_again() -> None:
    snapshots = Snapshots(people(0, 2), now_ms=0)
    assert snapshots.next(1, _WAIT_MS) == people(0, 2)
    assert copy(snapshots, 2, _WAIT_MS) == (people(0, 2), 2)


def test_the_more_there_is_to_do_the_longer_copying_pauses() -> None:
    pauses = []
    for busy in ("idle", "busy", "behind"):
        snapshots = Snapshots(people(0, 600), now_ms=0)
        snapshots.done(snapshots.next(1, _WAIT_MS), 1, 100, _WAIT_MS, busy=busy)
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
    snapshots.done(people(2, 3), 1, 0, _WAIT_MS, busy="idle")
    assert not snapshots.are_due(10 * _WAIT_MS)
