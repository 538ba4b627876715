"""Sixty days of 100,000 people pass at once: is every flip told at its exact moment, none missed, none early?

`nice python -m benchmarks.simulated_time --people 100000 --days 60`. The reference: every flip worked out beforehand
from the definitions, in plain Python, without states, timers or stores.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.support.folding import set_up
from tests.support.keeping import open_shop
from tests.support.simulated import expected, live, lives


def main() -> None:
    """Run and print a table and a JSON line; end with 1 if any flip is wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=100_000)
    arguments.add_argument("--days", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    of = lives(given.people, given.days, given.seed)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, open_shop(set_up(Path(folder) / "state.db"), Path(folder)) as shop:
        told = [flip for flips in live(shop, of, given.days) for flip in flips]
        seconds = time.perf_counter() - began
        wanted = expected(of, shop.clock.now_ms())
        passed = shop.upkeep.timers.passed
    missed, wrong = len(wanted.difference(told)), len(set(told).difference(wanted))
    events = sum(len(times) for did in of.values() for times in did.values())
    figures = {
        "people": given.people,
        "days": given.days,
        "events": events,
        "flips": len(told),
        "missed": missed,
        "early_late_or_wrong": wrong,
        "told_twice": len(told) - len(set(told)),
        "timers_passed": passed,
        "seconds": round(seconds, 1),
        "events_and_timers_per_s": round((events + passed) / seconds),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:40} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(int(bool(missed or wrong or figures["told_twice"])))


if __name__ == "__main__":
    main()
