"""Runs of matching over profiles in a real warehouse: what is proposed, what never is, and going on after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portret import operation
from portret.kernel import Conflict, ManualClock, Told, told, words_of
from portret.operation import Operation
from portret.state import State
from portret.unify.matching import store
from portret.unify.matching.follow import follow_matches
from portret.unify.matching.model import MatchSettings, Pair
from portret.unify.matching.run import run
from portret.unify.model import Merge
from portret.unify.store import apart_from, keep_apart, merge
from portret.warehouse import Warehouse
from tests.support.matching import Matchmaker, crowd
from tests.support.warehouse import running_warehouse

pytest.importorskip("splink", reason="the extra matching is not installed")

JAN = {
    "first_name": "Łukasz",
    "last_name": "Wiśniewski",
    "birthday": "1981-03-04",
    "phone": "+48601234567",
    "address": {"street": "ul. Krótka 7", "postal_code": "30-001", "city": "Kraków"},
}
SAME_JAN = JAN | {"first_name": "Lukasz", "last_name": "Wisniewski", "birthday": "1981-04-03", "phone": "601 234 567"}
OLGA = {
    "first_name": "Ольга",
    "last_name": "Кузнецова",
    "birthday": "1990-12-01",
    "phone": "+79161234567",
    "email": "olga.kuz@mail.example",
}
SAME_OLGA = {"name": "Olga Kuznecova", "birthday": "1990-12-01", "email": "olga.kuz@mail.exampl"}
KATE = {"first_name": "Catherine", "last_name": "Longbottom", "birthday": "1975-05-17", "phone": "+442079460123"}
SAME_KATE = KATE | {"first_name": "Kate", "phone": ""}
PLANTED: dict[str, dict[str, Any]] = {
    "prf_j1": JAN,
    "prf_j2": SAME_JAN,
    "prf_o1": OLGA,
    "prf_o2": SAME_OLGA,
    "prf_k1": KATE,
    "prf_k2": SAME_KATE,
}
NOW = datetime(2026, 3, 1, tzinfo=UTC)
EXPECTED = {("prf_j1", "prf_j2"), ("prf_o1", "prf_o2"), ("prf_k1", "prf_k2")}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as running:
        client = running.client()
        yield client
        client.close()


@pytest.fixture
def matchmaker(state: State, warehouse: Warehouse, tmp_path: Path, request: pytest.FixtureRequest) -> Matchmaker:
    return Matchmaker(state, warehouse, tmp_path, ManualClock(NOW), f"ws_{request.node.name}")


def set_settings(matchmaker: Matchmaker, **fields: Any) -> None:
    with matchmaker.state.begin() as connection:
        store.save_settings(connection, matchmaker.workspace_id, MatchSettings(**fields), "tok_1", "", 1)


def decide(matchmaker: Matchmaker, pair: Pair, *, same: bool) -> None:
    with matchmaker.state.begin() as connection:
        status = "accepted" if same else "rejected"
        store.decide(connection, pair, status, "tok_1", matchmaker.clock.now_ms())  # type: ignore[arg-type]  # one of the two
        if not same:
            keep_apart(connection, pair.workspace_id, pair.a_id, pair.b_id, "matching", "tok_1", 1)


def made_merge(workspace_id: str, winner_id: str, loser_id: str, position: int) -> Merge:
    return Merge(
        workspace_id=workspace_id,
        winner_id=winner_id,
        loser_id=loser_id,
        position=position,
        message_id=f"m{position}",
        at_ms=1,
        reason="manual",
    )


def merges(matchmaker: Matchmaker) -> list[Operation]:
    with matchmaker.state.read() as connection:
        return operation.page(connection, matchmaker.workspace_id, 50, kind="profile-merge")


def test_duplicates_in_three_alphabets_are_proposed_with_reasons(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    result = matchmaker.run()
    assert matchmaker.found() == EXPECTED
    assert (result["profiles"], result["proposed"], result["new"], result["trained"]) == (156, 3, 3, True)
    jan = next(pair for pair in matchmaker.pairs() if pair.a_id == "prf_j1")
    family = next(reason for reason in jan.reasons if reason.field == "family name")
    assert (family.left, family.right, family.outcome) == ("Wiśniewski", "Wisniewski", "the same")
    assert "day and month swapped" in {reason.outcome for reason in jan.reasons}
    assert sum(reason.bits for reason in jan.reasons) == pytest.approx(jan.weight, abs=0.1)


def test_the_next_run_finds_only_what_is_new(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    matchmaker.run()
    assert matchmaker.run()["new"] == 0
    matchmaker.load({"prf_j3": JAN | {"phone": "", "address": {"street": "Krotka 7", "city": "Krakow"}}})
    result = matchmaker.run()
    assert (result["new"], result["trained"], result["stale"]) == (2, False, 0)
    assert matchmaker.found() == EXPECTED | {("prf_j1", "prf_j3"), ("prf_j2", "prf_j3")}


def test_a_rejected_pair_is_never_proposed_again_even_after_a_merge(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    matchmaker.run()
    rejected = next(pair for pair in matchmaker.pairs() if pair.a_id == "prf_j1")
    decide(matchmaker, rejected, same=False)
    matchmaker.run(full=True)
    assert matchmaker.found() == EXPECTED - {("prf_j1", "prf_j2")}
    with matchmaker.state.read() as connection:
        assert apart_from(connection, matchmaker.workspace_id, ["prf_j1"]) == {"prf_j1": {"prf_j2"}}


def test_profiles_that_the_rules_hold_apart_are_not_proposed(matchmaker: Matchmaker) -> None:
    matchmaker.load(
        crowd(150) | PLANTED,
        {"prf_j1": {"user_id": ["u1"]}, "prf_j2": {"user_id": ["u2"]}, "prf_o1": {"user_id": ["u3"]}},
    )
    matchmaker.run()
    assert matchmaker.found() == EXPECTED - {("prf_j1", "prf_j2")}


def test_two_workspaces_never_mix(matchmaker: Matchmaker, tmp_path: Path) -> None:
    neighbour = Matchmaker(
        matchmaker.state, matchmaker.warehouse, tmp_path / "other", matchmaker.clock, f"{matchmaker.workspace_id}_b"
    )
    matchmaker.load(crowd(100) | {"prf_j1": JAN})
    neighbour.load(crowd(100, "prf_d") | {"prf_j2": SAME_JAN})
    assert (matchmaker.run()["proposed"], neighbour.run()["proposed"]) == (0, 0)


def test_sure_pairs_are_merged_unasked_only_where_that_is_wanted(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    matchmaker.run()
    follow_matches(matchmaker.state, 2)
    assert merges(matchmaker) == []
    set_settings(matchmaker, auto=0.95)
    matchmaker.run(full=True)
    assert matchmaker.found("accepted") == EXPECTED
    follow_matches(matchmaker.state, 2)
    follow_matches(matchmaker.state, 3)
    requests = [merge.request for merge in merges(matchmaker)]
    assert len(requests) == 3
    assert {"profile": "prf_j1", "other": "prf_j2", "reason": "matching"} in requests


def test_a_merge_that_is_refused_leaves_its_pair_with_the_reason(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    matchmaker.run()
    decide(matchmaker, matchmaker.pairs()[0], same=True)
    follow_matches(matchmaker.state, 2)
    with matchmaker.state.begin() as connection:
        running = operation.start(connection, merges(matchmaker)[0], 3)
        why = Conflict(told("two-ids", "They hold two user ids."))
        operation.fail(connection, running, operation.problem_of(why), 4)
    follow_matches(matchmaker.state, 5)
    (refused,) = matchmaker.pairs("stale")
    assert refused.note == "Not merged: They hold two user ids."
    inner = {"text": "They hold two user ids.", "code": "two-ids", "values": {}}
    assert words_of(refused.note) == {"code": "pair-not-merged", "values": {"why": inner}}


def code_of(note: str) -> str:
    assert isinstance(note, Told)
    return note.code


def test_a_killed_run_goes_on_from_its_last_stage(matchmaker: Matchmaker) -> None:
    class Killed(BaseException):
        """As if the process had ended: nothing can tidy up."""

    def die_when_deciding(_: float, note: str) -> None:
        if code_of(note) == "deciding":
            raise Killed

    matchmaker.load(crowd(150) | PLANTED)
    running = matchmaker.queue()
    with pytest.raises(Killed):
        run(matchmaker.job(running, die_when_deciding))
    stages: list[str] = []
    run(matchmaker.job(running, lambda _, note: stages.append(code_of(note))))
    assert "deciding" in stages
    assert not {"reading-profiles", "comparing-so-many"} & set(stages)
    assert matchmaker.found() == EXPECTED
    assert not (matchmaker.settings.data_dir / "matching" / running.id).exists()


def test_pairs_of_profiles_that_were_merged_otherwise_are_closed(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    matchmaker.run()
    with matchmaker.state.begin() as connection:
        for winner, loser, position in (("prf_j1", "prf_j2", 1), ("prf_c0001", "prf_k2", 2)):
            merge(connection, made_merge(matchmaker.workspace_id, winner, loser, position))
    matchmaker.run()
    assert matchmaker.found("merged") == {("prf_j1", "prf_j2")}
    assert ("prf_k1", "prf_k2") not in matchmaker.found()
    assert ("prf_o1", "prf_o2") in matchmaker.found()


def test_what_is_no_longer_alike_goes_stale(matchmaker: Matchmaker) -> None:
    matchmaker.load(crowd(150) | PLANTED)
    matchmaker.run()
    matchmaker.load({"prf_k2": {"first_name": "Mary", "last_name": "Quill", "birthday": "2001-01-09"}})
    assert matchmaker.run()["stale"] == 1
    assert matchmaker.found() == EXPECTED - {("prf_k1", "prf_k2")}


def test_rejections_lower_the_weight_of_pairs_like_them_and_acceptances_raise_it(matchmaker: Matchmaker) -> None:
    namesakes = {
        f"prf_n{number:02}{side}": {"first_name": f"Zora{number}", "last_name": f"Quist{number}x", "birthday": birthday}
        for number in range(12)
        for side, birthday in (("a", f"19{50 + number}-02-03"), ("b", f"19{50 + number}-03-02"))
    }
    matchmaker.load(crowd(150) | namesakes)
    set_settings(matchmaker, review=0.01)
    matchmaker.run()
    before = {pair.id: pair for pair in matchmaker.pairs() if pair.a_id[:7] == pair.b_id[:7]}
    for pair in list(before.values())[:6]:
        decide(matchmaker, pair, same=False)
    matchmaker.run(full=True)
    after = {pair.id: pair for pair in matchmaker.pairs() if pair.id in before}
    assert after
    assert all(pair.weight < before[pair_id].weight for pair_id, pair in after.items())
    for pair in list(after.values())[:4]:
        decide(matchmaker, pair, same=True)
    matchmaker.run(full=True)
    again = {pair.id: pair for pair in matchmaker.pairs() if pair.id in after}
    assert again
    assert all(pair.weight > after[pair_id].weight for pair_id, pair in again.items())


@pytest.mark.parametrize(
    "profiles",
    [
        {},
        {"prf_1": JAN},
        {"prf_1": JAN, "prf_2": SAME_JAN},
        {"prf_1": {}, "prf_2": {}},
        {f"prf_{number}": {"country": "PL"} for number in range(30)},
        {f"prf_{number}": {"email": f"x{number}@mail.example"} for number in range(30)},
        {f"prf_{number}": {"first_name": {"odd": [1, None]}, "phone": number} for number in range(30)},
        {"prf_1": {"name": "'; DROP TABLE records; --"}, "prf_2": {"name": "王 小明"}, "prf_3": {"name": "😀" * 400}},
    ],
    ids=["none", "one", "two", "empty", "constant", "all different", "odd", "hostile"],
)
def test_whatever_profiles_hold_a_run_ends(matchmaker: Matchmaker, profiles: dict[str, dict[str, Any]]) -> None:
    if profiles:
        matchmaker.load(profiles)
    assert matchmaker.run()["profiles"] == len(profiles)


def test_runs_begin_by_themselves_when_they_are_due(matchmaker: Matchmaker) -> None:
    def queued() -> int:
        with matchmaker.state.read() as connection:
            return len(operation.page(connection, matchmaker.workspace_id, 50, kind="matching"))

    day_ms = 24 * 3_600_000
    now_ms = matchmaker.clock.now_ms()
    follow_matches(matchmaker.state, now_ms)
    assert queued() == 0
    set_settings(matchmaker, enabled=True)
    follow_matches(matchmaker.state, now_ms)
    follow_matches(matchmaker.state, now_ms)
    assert queued() == 1
    matchmaker.load(crowd(20))
    with matchmaker.state.begin() as connection:
        (waiting,) = operation.page(connection, matchmaker.workspace_id, 1, kind="matching")
        running = operation.start(connection, waiting, now_ms)
    run(matchmaker.job(running))
    with matchmaker.state.begin() as connection:
        operation.finish(connection, running, {}, now_ms)
    follow_matches(matchmaker.state, now_ms + day_ms - 1)
    assert queued() == 1
    follow_matches(matchmaker.state, now_ms + day_ms)
    assert queued() == 2
