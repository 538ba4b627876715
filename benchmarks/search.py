"""How fast people are found among a million: search and profile reads on SQLite, against a scan of the same rows.

    python benchmarks/search.py [--profiles 1000000]

Names are drawn from small lists, so that common words have tens of thousands of bearers. Prints a table and one JSON
line; times are of single calls on one connection, the page cache warm as after a minute of use.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from portret.kernel import Event, stable_id
from portret.profile import ProfileState, empty, encode, fold
from portret.profile.search import terms
from portret.profile.store import load, profiles, search, search_terms
from portret.state import State, upgrade

_WORKSPACE = "ws_01h455vb4pex5vsknk084sn02q"
_START_MS = 1_790_000_000_000
_CHUNK = 20_000
_REPEATS = 30
_FIRST = [
    f"{a}{b}" for a in ("An", "Be", "Ka", "Jo", "Mi", "So", "To", "Wi") for b in ("na", "lla", "rek", "sia", "mon")
]
_LAST = [
    f"{a}{b}{c}"
    for a in ("Kow", "Now", "Wój", "Zie", "Lew", "Dąb")
    for b in ("al", "ic", "ow", "in")
    for c in range(100)
]


def main() -> None:
    """Build the base, ask it, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    count = parser.parse_args().profiles
    with tempfile.TemporaryDirectory() as folder:
        state = State(f"sqlite:///{Path(folder) / 'state.db'}")
        upgrade(state)
        started = time.perf_counter()
        ids = _fill(state, count)
        filled_s = time.perf_counter() - started
        figures = _ask(state, ids)
        size_mb = Path(folder, "state.db").stat().st_size / 1e6
        state.close()
    print(f"{count:,} profiles, {size_mb:,.0f} MB, filled in {filled_s:.0f} s")
    for name, milliseconds in figures.items():
        print(f"{name:<42}{milliseconds:>10.2f} ms")
    line = {"benchmark": "search", "profiles": count, "fill_s": round(filled_s, 1), "size_mb": round(size_mb)}
    print(json.dumps(line | {name: round(value, 3) for name, value in figures.items()}))


def _fill(state: State, count: int) -> list[str]:
    """Write profiles and terms in the order of their keys, which is what a bulk load does best."""
    chance = random.Random(7)
    ids: list[str] = []
    found: list[tuple[str, str]] = []
    for start in range(0, count, _CHUNK):
        rows = []
        for number in range(start, min(start + _CHUNK, count)):
            profile_id = stable_id("prf", _START_MS + number, str(number))
            person = _person(number, chance)
            words = terms(person)
            ids.append(profile_id)
            found += ((word, profile_id) for word in words)
            line = "".join(f" {word}" for word in words)
            rows.append((_WORKSPACE, profile_id, number, line, encode(person)))
        with state.begin() as connection:
            connection.exec_driver_sql("INSERT INTO profiles VALUES (?, ?, ?, ?, ?)", rows)
    found.sort()
    with state.begin() as connection:
        for start in range(0, len(found), _CHUNK * 10):
            rows_of_terms = [(_WORKSPACE, *pair) for pair in found[start : start + _CHUNK * 10]]
            connection.exec_driver_sql("INSERT INTO search_terms VALUES (?, ?, ?)", rows_of_terms)
        connection.exec_driver_sql("ANALYZE")
    return ids


def _person(number: int, chance: random.Random) -> ProfileState:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    person = empty()
    event = Event(
        position=number,
        workspace_id=_WORKSPACE,
        source_id="src_01h455vb4pex5vsknk084sn02q",
        brand="default",
        message_id=str(number),
        type="identify",
        name="",
        timestamp_ms=_START_MS,
        received_at_ms=_START_MS,
        user_id=f"u-{number}",
        traits={"firstName": first, "lastName": last, "email": f"{first}.{number}@example.com".lower()},
    )
    fold(person, event)
    return person


def _ask(state: State, ids: list[str]) -> dict[str, float]:
    chance = random.Random(8)
    some = [chance.choice(ids) for _ in range(_REPEATS)]
    with state.read() as connection:

        def finds(*questions: str) -> Callable[[int], object]:
            return lambda turn: search(connection, _WORKSPACE, questions[turn % len(questions)], 20)

        return {
            "profile by id": _median_ms(lambda turn: load(connection, _WORKSPACE, some[turn])),
            "e-mail": _median_ms(finds("anna.0@example.com", "sosia.500@example.com", "jorek.777@example.com")),
            "user id prefix": _median_ms(finds("u-12", "u-99999", "u-5")),
            "one letter": _median_ms(finds("a", "k", "w")),
            "a common first name": _median_ms(finds("anna", "jorek", "tosia")),
            "first and last name": _median_ms(finds("anna kowal7", "jorek dabow42", "nowic1 tosia")),
            "two common prefixes": _median_ms(finds("ann now", "jo kow", "wi zie")),
            "words that never meet": _median_ms(finds("anna jorek", "tosia anna")),
            "reference: a scan of the names": _scan_ms(connection),
        }


def _median_ms(call: Callable[[int], object]) -> float:
    took = []
    for turn in range(_REPEATS):
        started = time.perf_counter()
        call(turn)
        took.append(time.perf_counter() - started)
    return sorted(took)[_REPEATS // 2] * 1e3


def _scan_ms(connection: sa.Connection) -> float:
    started = time.perf_counter()
    query = sa.select(profiles.c.id).where(profiles.c.terms.contains(" anna")).where(profiles.c.terms.contains(" x"))
    connection.execute(query).all()
    connection.execute(sa.select(sa.func.count()).select_from(search_terms)).scalar_one()
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    main()
