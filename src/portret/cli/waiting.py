"""Waiting for a condition of another process."""

from __future__ import annotations

import time
from collections.abc import Callable

from portret.kernel import Unavailable

_PAUSE_S = 0.1


def wait_until(condition: Callable[[], bool], within_s: float, otherwise: str) -> None:
    """Ask until the condition holds.

    Raises:
        Unavailable: it does not within `within_s` seconds; `otherwise` is the message.
    """
    give_up_at = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > give_up_at:
            raise Unavailable(otherwise)
        time.sleep(_PAUSE_S)
