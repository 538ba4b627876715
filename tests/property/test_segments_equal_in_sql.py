"""Live evaluation, SQL and a naive recount name the same members, of a crowd in the warehouse, at random instants."""

# ruff: noqa: S608 — statements of tests

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portret import trait
from portret.segment import NEVER, Book, Definition, Subject, compile_segments
from portret.segment.built_in_sql import built_in
from portret.segment.evaluate_sql import members_sql
from portret.segment.model import Dynamic, TraitIs
from portret.trait import Scope, values_sql
from portret.trait.model import Average, Count, CountBy, Events, First, MostFrequent, Sum, ThisSession
from portret.warehouse import Bound, Limits, Warehouse, event_rows
from tests.support.event_examples import BRANDS, DAYS_MS, NOW_MS, ZONES
from tests.support.events import make_event
from tests.support.naive_built_ins import KINDS, MONEY
from tests.support.naive_built_ins import built_in as naive_built_in
from tests.support.naive_segments import Person, Workspace
from tests.support.naive_traits import Now
from tests.support.naive_traits import value as naive_value
from tests.support.segment_examples import workspaces
from tests.support.segment_people import LISTED, crowd, folded, load
from tests.support.warehouse import running_warehouse

PEOPLE = 60
CROWDS = len(DAYS_MS) * max(1, settings().max_examples // 240)
LEAST_ANSWERS = 10_000
"""How many questions, whether a person is in a segment at an instant, every run answers in three ways at least."""
LEAST_DUE = 0.05
"""The share of those whose answer time alone may change."""

_HOUR_MS = 3_600_000
_LATER_MS = (0, 0, 1, 60_000, 1_800_000, _HOUR_MS, _HOUR_MS, 24 * _HOUR_MS, 7 * 24 * _HOUR_MS)
_IS_EMPTY = trait.Comparison(op="is_empty")
_LIMITS = Limits(seconds=60, rows=1_000_000)

Definitions = tuple[tuple[trait.Definition, ...], tuple[Definition, ...]]
zones = st.sampled_from(ZONES)
seeds = st.integers(0, 1 << 32)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        client = process.client()
        yield client
        client.close()


class Crowds:
    """Gives a crowd of its own to each of a few seeds, loaded when first asked for."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._loaded: dict[int, tuple[str, list[Person], int]] = {}
        self._numbers = count(1)

    def of(self, seed: int) -> tuple[str, list[Person], int]:
        """Return (workspace id, people, the instant at which the newest events came)."""
        if seed not in self._loaded:
            random, workspace_id = Random(seed), f"ws_crowd_{next(self._numbers)}"
            people = crowd(random, PEOPLE, workspace_id, now_ms := DAYS_MS[seed % len(DAYS_MS)])
            load(self.warehouse, random, people, workspace_id)
            self._loaded[seed] = (workspace_id, people, now_ms)
        return self._loaded[seed]


@pytest.fixture(scope="module")
def crowds(warehouse: Warehouse) -> Crowds:
    return Crowds(warehouse)


@pytest.mark.timeout(10 * settings().max_examples)  # seconds: thorough, it asks ten thousand times
def test_members_are_the_same_live_in_sql_and_in_a_recount(
    crowds: Crowds, record_property: Callable[[str, object], None]
) -> None:
    answers: Counter[str] = Counter()

    @settings(max_examples=2 * settings().max_examples)
    @given(workspaces(), seeds, zones)
    def agree(definitions: Definitions, seed: int, zone: str) -> None:
        answers.update(compare(crowds, definitions, seed, zone))

    agree()
    record_property(
        "compared",
        "{definitions:,} random definitions, each of {people} random histories at two instants: {pairs:,} pairs, "
        "{given:,} answers ({yes:,} yes, {due:,} that time alone may change), live = SQL = recount".format(
            **answers, people=PEOPLE
        ),
    )
    assert answers["given"] >= LEAST_ANSWERS
    assert answers["due"] >= LEAST_DUE * answers["given"]
    assert min(answers["yes"], answers["no"]) >= 0.1 * answers["given"]


def test_built_in_traits_are_the_same_in_sql_and_in_a_recount(crowds: Crowds) -> None:
    for seed in (1, 2):
        workspace_id, people, _ = crowds.of(seed)
        asked = [
            (name, brand, per)
            for name in KINDS
            for brand in (None, *BRANDS)
            for per in ((None, "PLN", "XXX") if name in MONEY else (None, *BRANDS))
        ]
        columns = ", ".join(_shown(*each) for each in asked)
        sql = f"SELECT profile_id, {columns} FROM portret.profiles FINAL WHERE workspace_id = {{ws:String}}"
        rows = {row[0]: row[1:] for row in crowds.warehouse.query(sql, {"ws": workspace_id}, _LIMITS).rows}
        for one in people:
            for (name, brand, per), found in zip(asked, rows[one.profile_id], strict=True):
                assert (found or None) == (naive_built_in(name, one.events, brand, per) or None), (
                    name,
                    brand,
                    per,
                    one,
                )


def _shown(name: str, brand: str | None, per: str | None) -> str:
    value = built_in(name, brand, per)
    return value.elements or value.text if value.kind in {"list", "text"} else value.number


@pytest.mark.parametrize("part", ["red", "5", "nowhere"])
def test_one_number_of_a_map_of_counts_is_a_number(crowds: Crowds, part: str) -> None:
    compute = trait.Computation(aggregate=CountBy(field="properties.colour"))
    condition = TraitIs(trait="colours", per=part, compare=trait.Comparison(op="ge", value=1))
    segment = Definition(key="of_a_colour", members=Dynamic(condition=condition))
    compare(crowds, ((trait.Definition(key="colours", compute=compute),), (segment,)), 1, "UTC")


@pytest.mark.parametrize("aggregate", [First(field="properties.size"), MostFrequent(field="properties.size"), Count()])
def test_whoever_has_no_value_is_among_those_without_one(
    crowds: Crowds, aggregate: First | MostFrequent | Count
) -> None:
    compute = trait.Computation(aggregate=aggregate)
    segment = Definition(key="without", members=Dynamic(condition=TraitIs(trait="told", compare=_IS_EMPTY)))
    answers = compare(crowds, ((trait.Definition(key="told", compute=compute),), (segment,)), 0, "UTC")
    assert answers["given"] == 2 * PEOPLE


@pytest.mark.parametrize("size", [Sum(field="properties.size"), Average(field="properties.size")])
def test_a_number_that_is_too_large_is_missing_in_a_sum(warehouse: Warehouse, size: Sum | Average) -> None:
    sizes = [2, "1e400", "-1e400", None, "large", 3, True]
    events = [
        make_event(place, workspace_id="ws_large", properties={"size": each}) for place, each in enumerate(sizes, 1)
    ]
    warehouse.load("events", event_rows(events, ["prf_1"] * len(events)), "large")
    fold, scope, bound = trait.Computation(aggregate=size), Scope("ws_large", NOW_MS, "UTC"), Bound()
    ((_, found),) = warehouse.query(values_sql({1: fold}, scope, bound), bound.parameters, _LIMITS).rows
    plan = trait.Plan({1: fold}, "UTC")
    assert found == trait.value(fold, folded(events, plan).computed[1], NOW_MS, "UTC")


def test_what_comes_without_a_name_belongs_to_a_visit_that_began_more_than_a_day_ago(warehouse: Warehouse) -> None:
    ago = {"seen first": 40, "seen": 25, "told who they are": 23, "seen again": 20}
    events = [
        make_event(
            place,
            workspace_id="ws_visit",
            type="track" if what.startswith("seen") else "identify",
            name=what if what.startswith("seen") else "",
            timestamp_ms=NOW_MS - hours * _HOUR_MS,
        )
        for place, (what, hours) in enumerate(ago.items(), 1)
    ]
    warehouse.load("events", event_rows(events, ["prf_1"] * len(events)), "visit")
    for idle, expected in (("P1D", 2), ("PT4H", 0), ("PT21H", 2)):
        fold = trait.Computation(aggregate=Count(), events=Events(), window=ThisSession(idle=idle))
        bound = Bound()
        [(_, found)] = warehouse.query(
            values_sql({1: fold}, Scope("ws_visit", NOW_MS, "UTC"), bound), bound.parameters, _LIMITS
        ).rows
        live = trait.value(fold, folded(events, trait.Plan({1: fold}, "UTC")).computed[1], NOW_MS, "UTC")
        assert {"sql": found, "live": live, "recount": naive_value(fold, events, Now(NOW_MS, "UTC"))} == dict.fromkeys(
            ("sql", "live", "recount"), expected
        ), idle


def compare(crowds: Crowds, definitions: Definitions, seed: int, zone: str) -> Counter[str]:
    """Judge a crowd in all three ways, at two instants; return how many answers there were, and which."""
    answers: Counter[str] = Counter()
    traits, segments = definitions
    random = Random(seed)
    workspace_id, people, came_ms = crowds.of(seed % CROWDS)
    book = Book.of(traits, segments)
    ids: dict[str, int] = {}
    evaluator = compile_segments(
        list(enumerate(segments)), book, zone, lambda fold: ids.setdefault(trait.fold_key(fold, zone), len(ids))
    )
    answers.update(definitions=len(evaluator.numbers), pairs=len(evaluator.numbers) * len(people))
    plan = trait.Plan(evaluator.folds, zone)
    subjects = [
        Subject(one.profile_id, folded(one.events, plan), frozenset([0] if one.listed else [])) for one in people
    ]
    naive = Workspace({one.key: one for one in traits}, {one.key: one for one in segments})
    for _ in range(2):
        now_ms = came_ms + random.choice(_LATER_MS) + random.choice((0, 0, 0, random.randint(0, 10 * 24 * _HOUR_MS)))
        live = [evaluator.evaluate(subject, evaluator.numbers, now_ms) for subject in subjects]
        scope = Scope(workspace_id, now_ms, zone)
        in_sql = _members(crowds.warehouse, definitions, book, scope, [one.profile_id for one in people if one.listed])
        for number in evaluator.numbers:
            for one, verdicts in zip(people, live, strict=True):
                recount = naive.has(segments[number].key, one, Now(now_ms, zone))
                member, due_ms = verdicts[number]
                found = {
                    "live": member,
                    "sql": one.profile_id in in_sql[number],
                    "recount": recount,
                }
                assert len(set(found.values())) == 1, (found, segments[number], now_ms, one)
                answers.update(["given", "yes" if recount else "no", *(["due"] if due_ms != NEVER else [])])
    return answers


def _members(
    warehouse: Warehouse, definitions: Definitions, book: Book, scope: Scope, listed: list[str]
) -> dict[int, set[str]]:
    """Return who is in each segment, by its number, asked all at once."""
    bound = Bound()
    asked = {
        number: members_sql(one.members.condition, book, scope, bound, lambda key: listed if key == LISTED else ())
        for number, one in enumerate(definitions[1])
        if isinstance(one.members, Dynamic) and one.enabled
    }
    found: dict[int, set[str]] = {number: set() for number in range(len(definitions[1]))}
    if asked:
        union = " UNION ALL ".join(
            f"SELECT {number} AS number, profile_id FROM ({sql})" for number, sql in asked.items()
        )
        for number, profile_id in warehouse.query(union, bound.parameters, _LIMITS).rows:
            assert profile_id not in found[number], "nobody is named twice"
            found[number].add(profile_id)
    return found
