"""How long until an accepted event shows in the profile API, while others come in at a steady rate.

`python -m benchmarks.visible --rate 2000 --seconds 30`: one process sends batches of 20 at the rate; this one sends an
event of a new person every 50 ms and asks the API for that person until the event is there. The reference, in the same
run: the same questions about a person known all along (what asking alone costs).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from benchmarks.traffic import batches
from tests.support.server import Server, running_server

_BATCH = 20
_PAUSE_S = 0.05
_PROFILES = 20_000


def send_steadily(url: str, write_key: str, rate: int, seconds: int, seed: int = 3, people: int | None = None) -> None:
    """Send `rate` events a second as they happen, in small batches.

    They are of people who are new unless `people` says whose seed they have.
    """
    headers = {"Authorization": "Basic " + b64encode(f"{write_key}:".encode()).decode()}
    with httpx2.Client(base_url=url, headers=headers) as client:
        began = time.perf_counter()
        bodies = batches(rate * seconds, _PROFILES, _BATCH, seed, datetime.now(UTC), people, per_second=rate)
        for number, body in enumerate(bodies):
            ahead = began + number * _BATCH / rate - time.perf_counter()
            if ahead > 0:
                time.sleep(ahead)
            client.post("/v1/batch", content=body).raise_for_status()


def probe(server: Server, person: str) -> tuple[float, float]:
    """Return ms from the acknowledgement of an event until it shows, and ms that one question takes."""
    server.send({"type": "track", "event": "Probe Sent", "userId": person})
    acknowledged = time.perf_counter()
    while True:
        asked = time.perf_counter()
        if server.request("GET", f"/api/profiles/user_id:{person}").is_success:
            now = time.perf_counter()
            return (now - acknowledged) * 1000, (now - asked) * 1000


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=int, default=2_000)
    arguments.add_argument("--seconds", type=int, default=30)
    given = arguments.parse_args()
    visible, asking = [], []
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        sender = multiprocessing.get_context("spawn").Process(
            target=send_steadily, args=(server.url, server.write_key, given.rate, given.seconds)
        )
        sender.start()
        number = 0
        while sender.is_alive():
            shown, asked = probe(server, f"probe-{number}")
            visible.append(shown)
            asking.append(asked)
            number += 1
            time.sleep(_PAUSE_S)
        server.wait_until_processed()
    figures = {
        "rate_per_s": given.rate,
        "probes": len(visible),
        "visible_p50_ms": round(statistics.median(visible), 1),
        "visible_p99_ms": round(_percentile(visible, 0.99), 1),
        "visible_max_ms": round(max(visible), 1),
        "asking_p50_ms": round(statistics.median(asking), 1),
        "asking_p99_ms": round(_percentile(asking, 0.99), 1),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:24} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


if __name__ == "__main__":
    main()
