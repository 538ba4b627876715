"""Kill processes of a running server at random instants while events come in, then count what is left of them."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.collection import basic
from tests.support.server import Server

ROLES = ("web", "worker", "loader", "warehouse")
_PEOPLE = 40
_BATCH = 25
_GIVE_UP_SECONDS = 120


@dataclass
class Acknowledged:
    """What the server said it has: message id → the anonymous id it was sent for."""

    people: dict[str, str] = field(default_factory=dict)
    retries: int = 0


class Sender(threading.Thread):
    """An SDK that does not give up: it repeats a batch until it is acknowledged."""

    def __init__(self, server: Server, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged = Acknowledged()
        self._server = server
        self._stop_sending = threading.Event()

    def run(self) -> None:
        """Send batch after batch until told to stop."""
        number = 0
        while not self._stop_sending.is_set():
            people = {f"{self.name}-{number}-{n}": f"person-{n % _PEOPLE}" for n in range(_BATCH)}
            self._send_until_taken(people)
            self.acknowledged.people.update(people)
            number += 1

    def finish(self) -> Acknowledged:
        """Stop after the batch in hand and return what was acknowledged."""
        self._stop_sending.set()
        self.join(timeout=_GIVE_UP_SECONDS)
        assert not self.is_alive(), "the server did not come back"
        return self.acknowledged

    def _send_until_taken(self, people: dict[str, str]) -> None:
        events = [
            {"type": "track", "event": "Crash Tested", "anonymousId": person, "messageId": message_id}
            for message_id, person in people.items()
        ]
        body = json.dumps({"batch": events}).encode()
        request = urllib.request.Request(  # noqa: S310 the server under test, on loopback
            f"{self._server.url}/v1/batch", data=body, headers=basic(self._server.write_key)
        )
        while True:
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 the same
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                self.acknowledged.retries += 1
                time.sleep(0.05)


def children(pid: int) -> dict[str, int]:
    """Return the supervisor's children by the part they play."""
    found: dict[str, int] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        for role in ROLES:
            if role in words:
                found[role] = int(child)
    return found


def kill_at_random(server: Server, kills: int, chance: random.Random, pause_s: tuple[float, float]) -> Counter[str]:
    """Kill one of the processes with SIGKILL, `kills` times, with random pauses; return how often each was hit."""
    hit: Counter[str] = Counter()
    while hit.total() < kills:
        time.sleep(chance.uniform(*pause_s))
        running = children(server.pid)
        role = chance.choice(ROLES)
        if role in running:
            os.kill(running[role], signal.SIGKILL)
            hit[role] += 1
    return hit


@dataclass(frozen=True)
class Findings:
    """What became of the acknowledged events."""

    acknowledged: int
    missing: int
    doubled: int
    wrong_profiles: int
    wrong_timelines: int


def count_what_is_left(server: Server, acknowledged: dict[str, str]) -> Findings:
    """Compare warehouse, profiles and timelines with what was acknowledged."""
    server.wait_until_ready()
    server.wait_until_processed(timeout_s=_GIVE_UP_SECONDS)
    sql = "SELECT message_id, count() AS times FROM events WHERE name = 'Crash Tested' GROUP BY message_id"
    stored = {row["message_id"]: int(row["times"]) for row in server.query(sql, max_rows=10_000_000)}
    expected = Counter(acknowledged.values())
    wrong_profiles = wrong_timelines = 0
    for person, events in expected.items():
        profile: dict[str, Any] = server.get(f"/api/profiles/anonymous_id:{person}")
        wrong_profiles += profile["computed"]["events"] != events
        wrong_timelines += _timeline_length(server, person) != events
    return Findings(
        acknowledged=len(acknowledged),
        missing=len(acknowledged.keys() - stored.keys()),
        doubled=sum(times > 1 for times in stored.values()),
        wrong_profiles=wrong_profiles,
        wrong_timelines=wrong_timelines,
    )


def _timeline_length(server: Server, person: str) -> int:
    seen: set[str] = set()
    rows, cursor = 0, ""
    while True:
        page = server.get(f"/api/profiles/anonymous_id:{person}/timeline", limit=200, cursor=cursor)
        seen.update(event["message_id"] for event in page["items"])
        rows += len(page["items"])
        assert rows == len(seen), "a timeline showed an event twice"
        cursor = page.get("next_cursor") or ""
        if not cursor:
            return rows
