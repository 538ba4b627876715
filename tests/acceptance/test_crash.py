"""Nothing accepted is lost, nothing is counted twice: a short run; `benchmarks/crash.py` does a hundred kills."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.crash import Sender, count_what_is_left, kill_at_random
from tests.support.server import running_server


@pytest.mark.timeout(300)
def test_every_acknowledged_event_survives_kills_exactly_once(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        senders = [Sender(server, f"sender-{n}") for n in range(2)]
        for sender in senders:
            sender.start()
        hit = kill_at_random(server, kills=6, chance=random.Random(7), pause_s=(0.2, 1.5))
        people = {}
        for sender in senders:
            people.update(sender.finish().people)
        findings = count_what_is_left(server, people)
    assert hit.total() == 6
    assert findings.acknowledged > 0
    assert (findings.missing, findings.doubled) == (0, 0)
    assert (findings.wrong_profiles, findings.wrong_timelines) == (0, 0)
