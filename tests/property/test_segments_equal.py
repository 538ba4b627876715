"""Live evaluation, SQL and a naive recount say the same of random people, definitions and instants."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from portret import profile, trait
from portret.kernel import Event
from portret.profile import ProfileState
from portret.segment import NEVER, Answer, Book, Changes, Definition, Evaluator, Subject, compile_segments
from tests.support import naive_traits, naive_values
from tests.support.event_examples import AHEAD_MS, NOW_MS, ZONES, history
from tests.support.naive_segments import Person, Workspace
from tests.support.naive_traits import Now
from tests.support.segment_examples import workspaces
from tests.support.trait_examples import comparisons, folds

_HOUR_MS = 3_600_000
_FAR_MS = (1, 60_000, _HOUR_MS, 24 * _HOUR_MS, 8 * 24 * _HOUR_MS, 40 * 24 * _HOUR_MS, 400 * 24 * _HOUR_MS)
_PROFILE = "prf_1"
_LISTED = 0

zones = st.sampled_from(ZONES)
seeds = st.integers(0, 1 << 32)
more = settings(max_examples=3 * settings().max_examples)
Definitions = tuple[tuple[trait.Definition, ...], tuple[Definition, ...]]


class Ids:
    """Gives equal folds one id."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, fold: trait.Fold) -> int:
        """Return the id of a fold."""
        return self._known.setdefault(trait.fold_key(fold), len(self._known) + 1)


def folded(events: Sequence[Event], plan: trait.Plan) -> ProfileState:
    state = profile.empty()
    for event in events:
        profile.fold(state, event, zone="UTC", plan=plan)
    return state


def merged(events: Sequence[Event], plan: trait.Plan, random: Random) -> ProfileState:
    """Fold the events in any order, as two people who turn out to be one."""
    shuffled = random.sample(events, len(events))
    split = random.randint(0, len(shuffled))
    state = profile.merge(folded(shuffled[:split], plan), folded(shuffled[split:], plan))
    return profile.decode(profile.encode(state))


def instants(events: Sequence[Event], random: Random, count: int = 4) -> list[int]:
    """Return instants to ask about: about now, at the edges of what happened, never before the events had come."""
    near = [0, 1, 60_000, _HOUR_MS, -60_000, -_HOUR_MS]
    newest_ms = max((event.timestamp_ms for event in events), default=NOW_MS)
    anchors, first_ms = [NOW_MS, newest_ms, newest_ms], newest_ms - AHEAD_MS
    steps = [random.choice(near if random.random() < 0.6 else _FAR_MS) for _ in range(count)]
    return [max(random.choice(anchors) + step + random.choice((-1, 0, 1)), first_ms) for step in steps]


@more
@given(st.data(), folds, seeds, zones)
def test_an_answer_on_a_value_changes_only_when_it_is_due(
    data: st.DataObject, fold: trait.Fold, seed: int, zone: str
) -> None:
    kind = trait.value_type(fold)
    comparison, random = data.draw(comparisons(kind)), Random(seed)
    watched = trait.watch(fold, comparison, zone)
    for _ in range(4):
        events = history(random)
        state = folded(events, trait.Plan({1: fold}, zone)).computed.get(1)
        now_ms: int | None = instants(events, random, 1)[0]
        for _ in range(6):
            if now_ms is None:
                break
            answer, due_ms = watched(state, now_ms)
            probes = [now_ms, *(now_ms + step for step in _FAR_MS), *([due_ms - 1] if due_ms else [])]
            for at_ms in probes:
                if due_ms is None or at_ms < due_ms:
                    found = naive_traits.value(fold, events, Now(at_ms, zone))
                    told = naive_values.compares(comparison, found, kind, at_ms, zone)
                    assert told is answer, (now_ms, at_ms, due_ms, found, events)
            now_ms = due_ms


class Workbench:
    """A workspace's segments, compiled, beside the naive ones."""

    def __init__(self, definitions: Definitions, zone: str) -> None:
        traits, segments = definitions
        self.zone = zone
        self.naive = Workspace({one.key: one for one in traits}, {one.key: one for one in segments})
        self.numbers = {number: one.key for number, one in enumerate(segments)}
        self.evaluator: Evaluator = compile_segments(list(enumerate(segments)), Book.of(traits, segments), zone, Ids())
        self.plan = trait.Plan(self.evaluator.folds, zone)
        assert not self.evaluator.broken

    def recount(self, person: Person, now_ms: int) -> dict[int, bool]:
        """Return who is a member by a recount, for the segments that have a condition."""
        now = Now(now_ms, self.zone)
        return {number: self.naive.has(self.numbers[number], person, now) for number in self.evaluator.numbers}

    def live(self, state: ProfileState, listed: frozenset[int], now_ms: int) -> dict[int, Answer]:
        """Return (is a member, when that may change) for each of them."""
        return self.evaluator.evaluate(Subject(_PROFILE, state, listed), self.evaluator.numbers, now_ms)


@more
@given(workspaces(), seeds, zones, st.sampled_from((frozenset(), frozenset([_LISTED]))))
def test_memberships_are_those_of_a_recount(
    definitions: Definitions, seed: int, zone: str, lists: frozenset[int]
) -> None:
    random, bench = Random(seed), Workbench(definitions, zone)
    for _ in range(6):
        events = history(random)
        person = Person(_PROFILE, events, ["listed"] if lists else [])
        state = merged(events, bench.plan, random)
        for now_ms in instants(events, random):
            found = {number: verdict[0] for number, verdict in bench.live(state, lists, now_ms).items()}
            assert found == bench.recount(person, now_ms), (now_ms, events)


@more
@given(workspaces(), seeds, zones)
def test_a_membership_changes_at_no_instant_before_it_is_due(definitions: Definitions, seed: int, zone: str) -> None:
    random, bench = Random(seed), Workbench(definitions, zone)
    for _ in range(4):
        events = history(random)
        person, state = Person(_PROFILE, events), folded(events, bench.plan)
        for now_ms in instants(events, random, 2):
            for number, (member, due_ms) in bench.live(state, frozenset(), now_ms).items():
                assert due_ms > now_ms
                for later_ms in [*(now_ms + step for step in _FAR_MS), *([due_ms - 1] if due_ms != NEVER else [])]:
                    if later_ms < due_ms:
                        assert bench.recount(person, later_ms)[number] == member, (
                            number,
                            now_ms,
                            later_ms,
                            due_ms,
                            events,
                        )


class Runtime:
    """What the worker does of one person: judges what events touch and what is due, keeps memberships."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._state = profile.empty()
        self._due: dict[int, int] = {}
        self.members = dict.fromkeys(bench.evaluator.numbers, False)

    def begin(self, now_ms: int) -> None:
        """Judge the person for every segment."""
        self._judge(self._bench.evaluator.numbers, now_ms)

    def take(self, event: Event, now_ms: int) -> None:
        """Fold an event and judge the person for what it touches."""
        changes = Changes()
        changes.note(event, profile.fold(self._state, event, zone="UTC", plan=self._bench.plan))
        self._judge(self._bench.evaluator.reading(changes), now_ms)

    def become_one_with(self, other: Runtime, now_ms: int) -> None:
        """Take over somebody who turned out to be the same person, and judge the person for every segment."""
        self._state = profile.merge(self._state, other._state)
        self._due = {}
        self.begin(now_ms)

    def begin_anew(self, events: Sequence[Event], now_ms: int) -> None:
        """Be left with these events, as after a split, and judge the person for every segment."""
        self._state, self._due = folded(events, self._bench.plan), {}
        self.begin(now_ms)

    def sleep_until(self, now_ms: int) -> None:
        """Let time pass: whatever becomes due is judged at its instant."""
        while self._due and (first_ms := min(self._due.values())) <= now_ms:
            self._judge(frozenset(number for number, due_ms in self._due.items() if due_ms == first_ms), first_ms)

    def _judge(self, numbers: frozenset[int], now_ms: int) -> None:
        subject = Subject(_PROFILE, self._state, frozenset())
        stands = {number for number, member in self.members.items() if member} | self._due.keys()
        for number, (member, due_ms) in self._bench.evaluator.evaluate(subject, numbers, now_ms, stands).items():
            self.members[number] = member
            self._due.pop(number, None)
            if due_ms != NEVER:
                self._due[number] = due_ms


@more
@given(workspaces(), seeds, zones)
def test_judging_only_what_is_touched_or_due_keeps_every_membership_right(
    definitions: Definitions, seed: int, zone: str
) -> None:
    random, bench = Random(seed), Workbench(definitions, zone)
    for _ in range(3):
        events = history(random)
        runtime, now_ms = Runtime(bench), min([NOW_MS, *(event.timestamp_ms for event in events)])
        runtime.begin(now_ms)
        for number, event in enumerate(events):
            came_ms = random.choice([now_ms, now_ms + random.choice(_FAR_MS), event.timestamp_ms])
            now_ms = max(now_ms, came_ms, event.timestamp_ms - AHEAD_MS)
            runtime.sleep_until(now_ms)
            runtime.take(event, now_ms)
            assert runtime.members == bench.recount(Person(_PROFILE, events[: number + 1]), now_ms)
        for step in sorted(random.sample(_FAR_MS, 3)):
            runtime.sleep_until(now_ms + step)
            assert runtime.members == bench.recount(Person(_PROFILE, events), now_ms + step)


@more
@given(workspaces(), seeds, zones)
def test_memberships_after_a_merge_and_after_a_split_are_those_of_a_recount(
    definitions: Definitions, seed: int, zone: str
) -> None:
    random, bench = Random(seed), Workbench(definitions, zone)
    histories = [history(random, 8), history(random, 8)]
    one, other = Runtime(bench), Runtime(bench)
    now_ms = max([NOW_MS, *(event.timestamp_ms - AHEAD_MS for events in histories for event in events)])
    late = len(histories[0]) // 2
    for runtime, events in ((one, histories[0][:late]), (other, histories[1])):
        runtime.begin(now_ms)
        for event in events:
            runtime.take(event, now_ms)
    one.become_one_with(other, now_ms)
    for event in histories[0][late:]:
        now_ms += random.choice(_FAR_MS)
        one.sleep_until(now_ms)
        one.take(event, now_ms)
    assert one.members == bench.recount(Person(_PROFILE, [*histories[0], *histories[1]]), now_ms)
    now_ms += random.choice(_FAR_MS)
    one.sleep_until(now_ms)
    assert one.members == bench.recount(Person(_PROFILE, [*histories[0], *histories[1]]), now_ms)
    for runtime, events in ((one, histories[0]), (other, histories[1])):
        runtime.begin_anew(events, now_ms)
        assert runtime.members == bench.recount(Person(_PROFILE, events), now_ms)
        runtime.sleep_until(later_ms := now_ms + random.choice(_FAR_MS))
        assert runtime.members == bench.recount(Person(_PROFILE, events), later_ms)
