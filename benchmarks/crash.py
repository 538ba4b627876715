"""A hundred kills: SIGKILL to web, worker or warehouse at random instants under load, then every event is looked for.

`python -m benchmarks.crash --kills 100` prints what was acknowledged and what became of it. There is nothing to
compare with but perfection: missing, doubled and wrong must all be 0.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.support.crash import Sender, count_what_is_left, kill_at_random
from tests.support.server import running_server


def main() -> None:
    """Run and print a table and a JSON line; exit with 1 if anything was lost or counted twice."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--senders", type=int, default=2)
    given = arguments.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        senders = [Sender(server, f"sender-{n}") for n in range(given.senders)]
        for sender in senders:
            sender.start()
        hit = kill_at_random(server, given.kills, random.Random(given.seed), pause_s=(0.1, 2.0))
        taken = [sender.finish() for sender in senders]
        people = {message_id: person for each in taken for message_id, person in each.people.items()}
        findings = count_what_is_left(server, people)
    figures = asdict(findings) | {
        "kills": dict(hit),
        "batches_sent_again": sum(each.retries for each in taken),
        "seconds": round(time.perf_counter() - began, 1),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:24} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.exit(1 if findings.missing or findings.doubled or findings.wrong_profiles or findings.wrong_timelines else 0)


if __name__ == "__main__":
    main()
