"""Merge, split and erase as the worker carries them out, on real stores: both sides come back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portret import unify
from portret.kernel import Conflict, Invalid, NotFound
from portret.warehouse import Warehouse
from tests.support.folding import Installation, working
from tests.support.identity import Studio
from tests.support.warehouse import make_anew, running_warehouse

Json = dict[str, Any]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        client = process.client()
        yield client
        client.close()


@pytest.fixture
def warehouse(running: Warehouse) -> Warehouse:
    """Give the warehouse, emptied: each studio's log begins at the same position."""
    make_anew(running)
    return running


@pytest.fixture
def studio(installation: Installation, warehouse: Warehouse, tmp_path: Path) -> Iterator[Studio]:
    with working(installation, tmp_path / "log.db", tmp_path / "worker") as worker:
        yield Studio(worker, installation, tmp_path / "log.db", warehouse)


def order(number: str, **who: Any) -> Json:
    properties = {"order_id": number, "revenue": "12.50", "currency": "EUR", "products": [{"product_id": "p1"}]}
    return {
        "type": "track",
        "event": "Order Completed",
        "messageId": f"order-{number}",
        "properties": properties,
        **who,
    }


def ann_and_bob(studio: Studio) -> tuple[str, str]:
    """Send two people's events; return their ids."""
    studio.send(
        {"type": "identify", "userId": "ann", "anonymousId": "a1", "traits": {"firstName": "Ann", "plan": "free"}},
        order("A1", userId="ann"),
        {"type": "page", "anonymousId": "a1"},
    )
    studio.send(
        {"type": "identify", "anonymousId": "b1", "traits": {"email": "bob@example.com", "firstName": "Bob"}},
        order("B1", anonymousId="b1"),
        {"type": "group", "anonymousId": "b1", "groupId": "acme"},
    )
    return studio.id_of("user_id:ann"), studio.id_of("email:bob@example.com")


WRONG = {"type": "identify", "userId": "ann", "messageId": "wrong", "traits": {"email": "bob@example.com"}}


def test_an_undone_merge_gives_both_people_back_with_their_own_orders(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    before = {each: studio.present(each) for each in (ann, bob)}
    studio.send(WRONG)
    assert studio.living() == [ann]
    result = studio.ask("profile-split", profile=bob, undo=bob)
    assert (result["profile_id"], result["parted_id"]) == (ann, bob)
    assert sorted(studio.living()) == sorted([ann, bob])
    assert studio.present(bob) == before[bob]
    assert studio.present(ann)["identifiers"] == before[ann]["identifiers"]
    studio.load()
    assert studio.timeline(bob) == studio.in_sql(bob) != []
    assert "order-B1" in studio.timeline(bob)
    assert {"order-A1", "wrong"} <= set(studio.timeline(ann))
    assert studio.timeline(ann) == studio.in_sql(ann)
    assert studio.snapshots() == {ann, bob}


def test_a_manual_merge_undone_restores_both_sides_to_the_byte(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.load()
    before = {each: (studio.present(each), studio.timeline(each), studio.in_sql(each)) for each in (ann, bob)}
    merged = studio.ask("profile-merge", profile="user_id:ann", other="email:bob@example.com")
    assert merged == {"profile_id": ann, "merged_id": bob, "merge": merged["merge"]}
    studio.load(squash=True)
    assert studio.in_sql(ann) == sorted(before[ann][2] + before[bob][2])
    assert studio.snapshots() == {ann}
    studio.ask("profile-split", profile=ann, undo=str(merged["merge"]))
    studio.load()
    assert {each: (studio.present(each), studio.timeline(each), studio.in_sql(each)) for each in (ann, bob)} == before
    assert studio.snapshots() == {ann, bob}


def test_the_same_evidence_does_not_join_them_again_and_a_person_s_word_does(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    studio.ask("profile-split", profile=ann, undo=bob)
    studio.send(WRONG | {"messageId": "wrong again"})
    assert sorted(studio.living()) == sorted([ann, bob])
    studio.ask("profile-merge", profile=ann, other=bob)
    assert studio.living() == [ann]
    studio.send(WRONG | {"messageId": "and again"})
    assert studio.living() == [ann]
    assert studio.id_of(bob) == ann


def test_a_preview_changes_nothing_and_says_what_each_side_gets(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    whole = studio.present(ann)
    said = studio.ask("profile-split", profile=ann, undo=bob, preview=True)
    assert studio.living() == [ann]
    assert studio.present(ann) == whole
    kept, parted = said["sides"]
    assert (said["preview"], kept["id"], parted["id"], said["missing_events"]) == (True, ann, bob, 0)
    assert parted["identifiers"] == ["anonymous_id:b1", "email:bob@example.com"]
    assert [(kind["name"], kind["events"]) for kind in parted["kinds"]] == [("", 1), ("", 1), ("Order Completed", 1)]
    assert (kept["traits"]["firstName"], parted["traits"]["firstName"]) == ("Ann", "Bob")
    assert (kept["computed"]["orders"], parted["computed"]["orders"]) == (1, 1)
    assert "orders" in kept["changed"]["computed"]
    assert len(parted["latest"]) == 3


def test_chosen_identifiers_are_cut_off_into_a_new_profile(studio: Studio) -> None:
    studio.send(
        {"type": "identify", "userId": "ann", "anonymousId": "shared", "traits": {"email": "ann@example.com"}},
        order("A1", userId="ann"),
        order("X1", anonymousId="shared"),
    )
    ann = studio.id_of("user_id:ann")
    result = studio.ask("profile-split", profile=ann, identifiers=["anonymous_id:shared"])
    other = studio.id_of("anonymous_id:shared")
    assert result["parted_id"] == other != ann
    studio.load()
    assert studio.in_sql(other) == ["order-X1"]
    assert "order-A1" in studio.in_sql(ann)
    studio.send(order("X2", anonymousId="shared"))
    studio.load()
    assert studio.in_sql(other) == ["order-X1", "order-X2"]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"identifiers": ["user_id:ann", "anonymous_id:a1"]}, Invalid),
        ({"identifiers": ["email:stranger@example.com"]}, Invalid),
        ({"identifiers": ["nonsense"]}, Invalid),
        ({"identifiers": []}, Invalid),
        ({"undo": "prf_unknown"}, NotFound),
        ({"undo": "12345"}, NotFound),
        ({"undo": "1", "identifiers": ["user_id:ann"]}, Invalid),
    ],
)
def test_what_would_leave_somebody_blank_or_makes_no_sense_is_refused(
    studio: Studio, request_: Json, error: type[Exception]
) -> None:
    ann, _ = ann_and_bob(studio)
    before = studio.present(ann)
    with pytest.raises(error):
        studio.ask("profile-split", profile=ann, **request_)
    assert studio.present(ann) == before


def test_a_merge_is_undone_once(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    studio.ask("profile-split", profile=ann, undo=bob)
    with pytest.raises((Conflict, NotFound)):
        studio.ask("profile-split", profile=ann, undo=bob)


def test_another_workspace_cannot_undo_it(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    for undo in ("1", bob):
        with studio.worker.state.read() as connection, pytest.raises(NotFound):
            unify.plan_undo(connection, "ws_other", ann, undo, lambda *_: ())


def test_two_user_ids_become_one_only_by_force(studio: Studio) -> None:
    studio.send({"type": "page", "userId": "u1"}, {"type": "page", "userId": "u2"})
    with pytest.raises(Conflict, match="limit of user_id"):
        studio.ask("profile-merge", profile="user_id:u1", other="user_id:u2")
    studio.ask("profile-merge", profile="user_id:u1", other="user_id:u2", force=True, winner="other")
    assert studio.id_of("user_id:u1") == studio.id_of("user_id:u2")
    with pytest.raises(Invalid):
        studio.ask("profile-merge", profile="user_id:u1", other="user_id:u2")


def test_what_came_through_a_loser_s_identifier_later_goes_with_it(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    studio.send(
        {"type": "page", "anonymousId": "b2", "traits": {}, "context": {"traits": {"email": "bob@example.com"}}}
    )
    studio.send(order("B2", anonymousId="b2"))
    studio.ask("profile-split", profile=ann, undo=bob)
    assert studio.id_of("anonymous_id:b2") == bob
    studio.load()
    assert "order-B2" in studio.in_sql(bob)


def test_in_a_chain_of_merges_the_inner_one_is_undone_and_then_the_outer(studio: Studio) -> None:
    people = [f"u{number}" for number in range(3)]
    studio.send({"type": "page", "anonymousId": "x"}, order("X", anonymousId="x"))
    studio.send(order("Y", anonymousId="y", traits={"email": "y@example.com"}))
    studio.send(order("Z", userId=people[0]))
    x, y, z = (studio.id_of(each) for each in ("anonymous_id:x", "anonymous_id:y", f"user_id:{people[0]}"))
    before = {each: studio.present(each) for each in (x, y, z)}
    inner = studio.ask("profile-merge", profile=x, other=y)
    loser, middle = inner["merged_id"], inner["profile_id"]
    studio.ask("profile-merge", profile=middle, other=z)
    studio.load(squash=True)
    assert studio.living() == [z]
    studio.ask("profile-split", profile=z, undo=loser)
    studio.load(squash=True)
    studio.ask("profile-split", profile=z, undo=middle)
    studio.load()
    assert {each: studio.present(each) for each in (x, y, z)} == before
    assert [studio.in_sql(each)[-1] for each in (y, z)] == ["order-Y", "order-Z"]
    assert len(studio.in_sql(x)) == 2


def test_in_a_chain_of_merges_the_outer_one_is_undone_and_then_the_inner(studio: Studio) -> None:
    studio.send({"type": "page", "anonymousId": "x"}, order("X", anonymousId="x"))
    studio.send(order("Y", anonymousId="y"))
    studio.send(order("Z", userId="z"))
    x, y, z = (studio.id_of(each) for each in ("anonymous_id:x", "anonymous_id:y", "user_id:z"))
    before = {each: studio.present(each) for each in (x, y, z)}
    studio.ask("profile-merge", profile=x, other=y, winner="profile")
    both = studio.present(x)
    studio.ask("profile-merge", profile=x, other=z)
    studio.load(squash=True)
    studio.ask("profile-split", profile=z, undo=x)
    assert studio.present(x) == both
    studio.load(squash=True)
    assert len(studio.in_sql(x)) == 3
    studio.ask("profile-split", profile=x, undo=y)
    studio.load()
    assert {each: studio.present(each) for each in (x, y, z)} == before
    assert (studio.in_sql(y), studio.in_sql(z)) == (["order-Y"], ["order-Z"])


def test_old_ids_lead_to_who_they_were(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    assert studio.id_of(bob) == ann
    studio.ask("profile-split", profile=ann, undo=bob)
    assert (studio.id_of(bob), studio.id_of(ann)) == (bob, ann)


_PERSONAL = (
    "match_pairs",
    "profiles",
    "profile_histories",
    "identifiers",
    "search_terms",
    "profile_aliases",
    "merges",
    "account_members",
)


def test_an_erased_person_is_nowhere_and_comes_back_only_with_new_events(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    studio.load()
    studio.send({"type": "page", "userId": "stranger"}, order("A9", userId="ann"))
    studio.ask("profile-split", profile=ann, undo=bob, preview=True)
    studio.propose(bob, studio.id_of("user_id:stranger"), "bob@example.com")
    result = studio.ask("profile-erase", profile=bob)
    assert sorted(result["erased_ids"]) == sorted([ann, bob])
    studio.load()
    for table in (*_PERSONAL, "operations"):
        said = repr([row for row in studio.worker.rows(table) if row.get("kind") != "profile-erase"])
        assert not any(word in said for word in ("ann", "bob", ann, bob)), table
    ids = [studio.id_of("user_id:stranger")]
    assert {row[0] for row in studio.sql("SELECT profile_id FROM portret.events WHERE workspace_id = {ws}")} == set(ids)
    assert studio.sql("SELECT * FROM portret.order_lines WHERE workspace_id = {ws}") == []
    assert studio.snapshots() == set(ids)
    studio.send(WRONG)
    assert studio.living() == ids
    studio.send({"type": "page", "userId": "ann"})
    new = studio.present(studio.id_of("user_id:ann"))
    assert studio.id_of("user_id:ann") not in (ann, bob)
    assert b"Ann" not in new["state"]


def test_one_side_of_a_merge_is_erased_and_the_other_is_as_before(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    before = studio.present(ann)
    studio.ask("profile-merge", profile=ann, other=bob)
    studio.load(squash=True)
    studio.ask("profile-erase", profile=ann, side=bob)
    studio.load()
    assert studio.present(ann) == before
    assert studio.living() == [ann]
    assert "order-B1" not in studio.in_sql(ann)
    assert studio.sql("SELECT count() FROM portret.events WHERE workspace_id = {ws} AND message_id = 'order-B1'") == [
        (0,)
    ]
    assert studio.snapshots() == {ann}


def test_a_split_sees_what_is_not_in_the_warehouse_yet(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    before = studio.present(bob)
    studio.load()
    studio.send(WRONG, order("A2", userId="ann"), order("B2", anonymousId="b1"))
    studio.ask("profile-split", profile=ann, undo=bob)
    assert studio.present(bob)["state"] != before["state"]
    studio.load()
    assert {"order-B1", "order-B2"} < set(studio.in_sql(bob))
    assert {"order-A1", "order-A2"} < set(studio.in_sql(ann))


def test_a_second_split_sees_what_the_loader_has_yet_to_do_for_the_first(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    before = {each: studio.present(each) for each in (ann, bob)}
    for _ in range(3):
        studio.ask("profile-merge", profile=ann, other=bob)
        studio.ask("profile-split", profile=ann, undo=bob)
        assert {each: studio.present(each) for each in (ann, bob)} == before
    studio.load()
    assert sorted([*studio.in_sql(ann), *studio.in_sql(bob)]) == sorted({*studio.in_sql(ann), *studio.in_sql(bob)})
    assert "order-B1" in studio.in_sql(bob)


def test_a_split_after_events_left_the_warehouse_would_lose_them_and_is_refused(studio: Studio) -> None:
    ann, bob = ann_and_bob(studio)
    studio.send(WRONG)
    studio.load()
    studio.warehouse.command(
        "ALTER TABLE portret.events DELETE WHERE workspace_id = {ws:String} AND message_id = 'order-A1'"
        " SETTINGS mutations_sync = 2",
        {"ws": studio.workspace_id},
    )
    with pytest.raises(Conflict, match="1 events"):
        studio.ask("profile-split", profile=ann, undo=bob)
    assert studio.living() == [ann]
    studio.ask("profile-split", profile=ann, undo=bob, force=True)
    assert sorted(studio.living()) == sorted([ann, bob])


def test_a_person_of_very_many_merged_profiles_is_shown_and_erased_whole(studio: Studio) -> None:
    """A device that goes from hand to hand makes room for the next, so that there is no end of old ids."""
    visits: list[Json] = []
    for number in range(1_600):
        device = {"anonymousId": f"v{number}"}
        logins = [{"type": "identify", "userId": who, **device} for who in ("ann", f"thief{number}")]
        visits += [{"type": "page", **device}, *logins]
    studio.send(*visits)
    studio.load()
    ann = studio.id_of("user_id:ann")
    assert len(studio.timeline(ann)) > 0
    result = studio.ask("profile-erase", profile=ann)
    assert len(result["erased_ids"]) == 1_600
    studio.load()
    rows = studio.sql("SELECT count() FROM portret.events WHERE workspace_id = {ws} AND user_id = 'ann'")
    assert rows == [(0,)]
