"""How long the pipeline waits before it tries again what nearly always fails."""

from __future__ import annotations

from portret.worker.pause import Pause

_AT_MS = 1_790_000_000_000


def length_ms(pause: Pause, now_ms: int) -> int:
    """Return how long a pause that has just begun holds, to a tenth of a second."""
    return next(waited_ms for waited_ms in range(0, 600_000, 100) if not pause.holds(now_ms + waited_ms))


def test_each_pause_in_vain_is_longer_than_the_last_up_to_half_a_minute() -> None:
    pause = Pause()
    lengths = []
    for _ in range(7):
        pause.begin(_AT_MS)
        lengths.append(length_ms(pause, _AT_MS))
    assert lengths == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
    pause.end()
    pause.begin(_AT_MS)
    assert length_ms(pause, _AT_MS) == 1_000


def test_a_pause_is_on_until_something_goes_through() -> None:
    pause = Pause()
    seen = [pause.is_on]
    pause.begin(_AT_MS)
    assert not pause.holds(_AT_MS + 60_000)
    seen.append(pause.is_on)
    pause.end()
    seen.append(pause.is_on)
    assert seen == [False, True, False]


def test_a_clock_that_is_put_back_does_not_make_it_longer() -> None:
    pause = Pause()
    pause.begin(_AT_MS)
    assert not pause.holds(_AT_MS - 3_600_000)
