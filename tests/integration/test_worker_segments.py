"""Memberships in the worker: they flip by events, by time, by definitions, lists, merges, and survive a crash."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from portret import segment
from portret.kernel import to_ms, told, words_of
from portret.worker.segments import Upkeep
from tests.support.folding import Installation
from tests.support.keeping import START, Shop, open_shop, performed
from tests.support.server import wait_until

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@pytest.fixture
def shop(installation: Installation, tmp_path: Path) -> Iterator[Shop]:
    with open_shop(installation, tmp_path) as shop:
        yield shop


def test_an_event_lets_a_person_in_and_the_log_is_told_why(shop: Shop) -> None:
    shop.segment("buyers", performed("Order Completed"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.send("bob", "Order Completed")
    assert shop.members("buyers") == {shop.id_of("bob")}
    assert shop.told() == [("Segment Entered", "buyers", shop.id_of("bob"), to_ms(START), "event")]


def test_time_alone_lets_a_person_out_at_the_very_moment(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.settle()
    shop.send("ann", "Product Viewed", at=START - _HOUR)
    shop.advance(22 * _HOUR)
    assert shop.is_in("ann", "active")
    shop.advance(5 * _HOUR)
    assert not shop.is_in("ann", "active")
    left_ms = to_ms(START + 23 * _HOUR)
    assert shop.told()[1:] == [("Segment Exited", "active", shop.id_of("ann"), left_ms, "timer")]


def test_a_moment_that_came_before_an_event_passes_at_itself_although_the_event_is_processed_first(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.segment("loyal", performed("Order Completed", {"op": "ge", "value": 1}))
    shop.segment("asleep", {"kind": "not", "of": {"kind": "segment", "segment": "active"}})
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.clock.advance(30 * _HOUR)
    shop.accept("ann", "Order Completed")
    shop.worker.pipeline.step()
    shop.settle()
    left_ms, back_ms = to_ms(START + _DAY), to_ms(START + 30 * _HOUR)
    assert sorted((what, key, at_ms, why) for what, key, _, at_ms, why in shop.told()[1:]) == [
        ("Segment Entered", "asleep", left_ms, "timer"),
        ("Segment Entered", "loyal", back_ms, "event"),
        ("Segment Exited", "active", left_ms, "timer"),
    ]


def test_who_was_active_while_the_worker_was_not_never_leaves(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.settle()
    for person in ("ann", "bob"):
        shop.send(person, "Product Viewed")
    shop.clock.advance(23 * _HOUR)
    shop.accept("ann", "Product Viewed")
    shop.accept("bob", "Order Completed")
    shop.clock.advance(7 * _HOUR)
    shop.accept("cid", "Product Viewed")
    shop.upkeep.work(is_current=False, is_behind=True)
    shop.worker.pipeline.step()
    shop.upkeep.work(is_current=False, is_behind=True)
    shop.settle()
    assert sorted((*told[:1], *told[2:]) for told in shop.told()[2:]) == [
        ("Segment Entered", shop.id_of("cid"), to_ms(START + 30 * _HOUR), "event"),
        ("Segment Exited", shop.id_of("bob"), to_ms(START + _DAY), "timer"),
    ]
    assert shop.members("active") == {shop.id_of("ann"), shop.id_of("cid")}


def test_whoever_stays_active_stays_in_however_often_the_first_moment_passes(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.settle()
    for _ in range(10):
        shop.send("ann", "Product Viewed")
        shop.advance(20 * _HOUR)
    assert [what for what, *_ in shop.told()] == ["Segment Entered"]
    shop.advance(5 * _HOUR)
    last_ms = to_ms(START + 9 * 20 * _HOUR + _DAY)
    assert shop.told()[1:] == [("Segment Exited", "active", shop.id_of("ann"), last_ms, "timer")]


def test_a_new_segment_takes_in_those_who_fulfil_it_already(shop: Shop) -> None:
    for person in ("ann", "bob", "cid"):
        shop.send(person, "Product Viewed")
    shop.segment("everybody", {"kind": "all", "of": []})
    shop.settle()
    assert shop.members("everybody") == {shop.id_of(person) for person in ("ann", "bob", "cid")}
    assert {cause for *_, cause in shop.told()} == {"definition"}
    assert (shop.fresh()["everybody"].status, shop.fresh()["everybody"].swept) == ("live", 1.0)


def test_a_segment_that_is_deleted_or_disabled_is_left_by_all(shop: Shop) -> None:
    shop.segment("one", {"kind": "all", "of": []})
    shop.segment("two", {"kind": "all", "of": []})
    shop.send("ann", "Product Viewed")
    shop.remove("segment", "one")
    shop.segment("two", {"kind": "all", "of": []}, enabled=False)
    shop.settle()
    assert shop.members("two") == set()
    assert {key: (each.status, each.size) for key, each in shop.fresh().items()} == {
        "one": ("gone", 0),
        "two": ("gone", 0),
    }
    assert sorted(told[:2] for told in shop.told()[2:]) == [("Segment Exited", "one"), ("Segment Exited", "two")]
    shop.segment("two", {"kind": "all", "of": []})
    shop.settle()
    assert shop.is_in("ann", "two")


def test_a_changed_segment_lets_out_whoever_does_not_fulfil_it_any_more(shop: Shop) -> None:
    shop.segment("some", {"kind": "bucket", "salt": "s", "first": 0, "last": 9999})
    for person in ("ann", "bob", "cid"):
        shop.send(person, "Product Viewed")
    shop.segment("some", {"kind": "any", "of": []})
    shop.settle()
    assert shop.members("some") == set()
    assert shop.fresh()["some"].version == 2


def test_what_means_the_same_as_before_is_not_judged_anew(shop: Shop) -> None:
    shop.segment("some", {"kind": "all", "of": []})
    shop.send("ann", "Product Viewed")
    shop.segment("some", {"kind": "all", "of": []}, name="Everybody")
    shop.upkeep.refresh()
    assert shop.fresh()["some"].status == "live"
    shop.settle()
    assert len(shop.told()) == 1


def refused(shop: Shop) -> bool:
    shop.upkeep.refresh()
    return bool(shop.fresh()["buyers"].fault)


def test_a_segment_that_cannot_be_evaluated_says_so_and_the_others_go_on(shop: Shop) -> None:
    shop.segment("broken", {"kind": "trait", "trait": "no_such", "compare": {"op": "eq", "value": 1}})
    shop.segment("loop", {"kind": "segment", "segment": "loop"})
    shop.segment("buyers", performed("Order Completed"))
    shop.define("segment", "senseless", members={"kind": "nonsense"})
    shop.settle()
    shop.send("ann", "Order Completed")
    assert shop.is_in("ann", "buyers")
    fresh = shop.fresh()
    assert words_of(fresh["loop"].fault) == {"code": "segments-circle", "values": {"join": "loop -> loop"}}
    assert not fresh["buyers"].fault
    shop.segment("buyers", performed("Order Refunded"))
    shop.upkeep.refresh()
    with shop.worker.state.begin() as connection:
        (waiting,) = (row for row in segment.fold_rows(connection) if row.status == "filling")
        fault = told("history-unread", "It cannot be read: {why}", why="no room")
        segment.set_fold_fault(connection, shop.workspace_id, waiting.id, fault)
    shop.worker.known.forget()
    shop.upkeep.refresh()
    kept = shop.fresh()["buyers"].fault
    assert (kept, words_of(kept)) == (fault, words_of(fault))
    assert shop.is_in("ann", "buyers"), "the version before stays in force"
    wait_until(lambda: shop.upkeep.step() and not refused(shop), otherwise="it is not tried again")
    shop.segment("buyers", performed("Order Completed"))
    shop.segment("brief", performed("Order Cancelled"))
    shop.upkeep.refresh()
    assert shop.fresh()["brief"].status == "filling"
    shop.remove("segment", "brief")
    shop.settle()
    assert not shop.fresh()["buyers"].fault
    assert shop.fresh()["brief"].status == "gone", "deleted before it ever was in force"


def test_lists_let_people_in_and_out_and_whatever_names_the_segment_follows(shop: Shop) -> None:
    shop.define("segment", "vips", members={"kind": "static"})
    shop.segment("others", {"kind": "not", "of": {"kind": "segment", "segment": "vips"}})
    for person in ("ann", "bob", "cid"):
        shop.send(person, "Product Viewed")
    shop.list_people("vips", "add", "ann", "bob")
    shop.settle()
    assert shop.members("vips") == {shop.id_of("ann"), shop.id_of("bob")}
    assert shop.members("others") == {shop.id_of("cid")}
    shop.list_people("vips", "remove", "ann")
    shop.list_people("vips", "replace", "cid", "bob")
    shop.settle()
    assert shop.members("vips") == {shop.id_of("cid"), shop.id_of("bob")}
    assert shop.members("others") == {shop.id_of("ann")}
    assert shop.worker.rows("segment_lists") == shop.worker.rows("segment_list_profiles") == []


def test_two_profiles_that_merge_are_one_member_and_are_judged_anew(shop: Shop) -> None:
    shop.define("segment", "vips", members={"kind": "static"})
    shop.segment("buyers", performed("Order Completed"))
    shop.segment("twice", performed("Order Completed", {"op": "ge", "value": 2}))
    shop.settle()
    shop.send("ann", "Order Completed")
    shop.accept("", "Order Completed", userId=None, anonymousId="cookie")
    shop.settle()
    shop.list_people("vips", "add", "ann")
    shop.settle()
    assert len(shop.members("buyers")) == 2
    shop.send("ann", "Product Viewed", anonymousId="cookie")
    ann = shop.id_of("ann")
    assert shop.members("buyers") == shop.members("twice") == shop.members("vips") == {ann}
    assert [told[:2] for told in shop.told() if told[4] == "identity"] == [("Segment Entered", "twice")]
    assert [row["profile_id"] for row in shop.worker.rows("segment_profiles")] == [ann]


def test_sizes_are_kept_by_hour(shop: Shop) -> None:
    made = shop.segment("active", performed("Product Viewed", last="PT90M"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.send("bob", "Product Viewed")
    shop.advance(2 * _HOUR)
    shop.send("cid", "Product Viewed")
    with shop.worker.state.read() as connection:
        upto_ms = to_ms(START + _DAY)
        found = segment.sizes(connection, shop.workspace_id, made.id, to_ms(START), upto_ms)
    assert [(each.size, each.entered, each.exited) for each in found] == [(2, 2, 0), (0, 0, 2), (1, 1, 0)]


def test_who_left_in_an_hour_before_others_came_is_missing_in_all_hours_since(shop: Shop) -> None:
    made = shop.segment("active", performed("Product Viewed", last="PT90M"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.clock.advance(4.7 * _HOUR)
    shop.accept("cid", "Product Viewed")
    shop.worker.pipeline.step()
    shop.settle()
    with shop.worker.state.read() as connection:
        found = segment.sizes(connection, shop.workspace_id, made.id, to_ms(START), to_ms(START + _DAY))
    assert [(each.size, each.entered, each.exited) for each in found] == [(1, 1, 0), (0, 0, 1), (1, 1, 0)]
    changed_ms = shop.fresh()["active"].changed_at_ms
    assert changed_ms == to_ms(START + 4.7 * _HOUR)


def test_a_computed_trait_and_the_segments_that_read_it_come_into_force_together(shop: Shop) -> None:
    compute = {"from": {"names": ["Order Completed"]}, "aggregate": {"kind": "count"}}
    shop.define("trait", "my_orders", compute=compute)
    shop.segment("loyal", {"kind": "trait", "trait": "my_orders", "compare": {"op": "ge", "value": 2}})
    shop.settle()
    shop.send("ann", "Order Completed")
    assert not shop.is_in("ann", "loyal")
    shop.send("ann", "Order Completed")
    assert shop.is_in("ann", "loyal")
    with shop.worker.state.read() as connection:
        (row,) = segment.trait_rows(connection, shop.workspace_id)
        (fold,) = segment.fold_rows(connection, shop.workspace_id)
    assert (row.key, row.fold_id, fold.status) == ("my_orders", fold.id, "live")


def test_what_nobody_reads_any_more_leaves_the_profiles(shop: Shop) -> None:
    shop.segment("buyers", performed("Order Completed"))
    shop.settle()
    shop.send("ann", "Order Completed")
    shop.remove("segment", "buyers")
    shop.settle()
    shop.send("ann", "Order Completed")
    ((_, state),) = shop.worker.people().values()
    assert state.computed == {}


@pytest.mark.parametrize("seed", range(4))
def test_a_crash_at_any_step_changes_no_membership_and_tells_nothing_twice(
    installation: Installation, tmp_path: Path, seed: int
) -> None:
    found = []
    for crashes in (False, True):
        chance = Random(seed)
        with open_shop(installation, tmp_path / str(crashes)) as shop:
            crashing = Crashing(shop, Random(seed) if crashes else None)
            _live_through(crashing, chance)
            people = {shop.id_of(person): person for person in _PEOPLE}
            told = sorted((what, key, people[profile_id], at_ms) for what, key, profile_id, at_ms, _ in shop.told())
            found.append((told, {key: {people[each] for each in shop.members(key)} for key in _SEGMENTS}))
    assert found[0] == found[1]


_PEOPLE = ("ann", "bob", "cid", "dee")
_SEGMENTS = ("active", "buyers", "others", "vips")


class Crashing:
    """A shop whose worker dies now and then between two statements, and is started anew."""

    def __init__(self, shop: Shop, chance: Random | None) -> None:
        self.shop = shop
        self._chance = chance

    def settle(self) -> None:
        """Do all that there is to do, with a few crashes on the way."""
        engine = self.shop.worker.state.engine
        for _ in range(3 if self._chance else 0):
            left = [self._chance.randrange(60)] if self._chance else [0]

            def die(*_: object, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] < 0:
                    raise _KilledError

            sa.event.listen(engine, "before_cursor_execute", die)
            try:
                self.shop.settle()
            except _KilledError:
                pass
            finally:
                sa.event.remove(engine, "before_cursor_execute", die)
            self.shop.restart()
            engine = self.shop.worker.state.engine
        self.shop.settle()


class _KilledError(BaseException):
    """The process was killed."""


def _live_through(crashing: Crashing, chance: Random) -> None:
    shop = crashing.shop
    shop.define("segment", "vips", members={"kind": "static"})
    shop.segment("active", performed("Product Viewed", last="PT3H"))
    shop.segment("buyers", performed("Order Completed", last="P2D"))
    crashing.settle()
    for person in _PEOPLE:
        shop.accept(person, "Product Viewed")
    crashing.settle()
    shop.segment("others", {"kind": "not", "of": {"kind": "segment", "segment": "vips"}})
    crashing.settle()
    for _ in range(6):
        shop.clock.advance(chance.randrange(1, 5) * _HOUR)
        crashing.settle()
        for person in chance.sample(_PEOPLE, 2):
            shop.accept(person, chance.choice(["Product Viewed", "Order Completed"]))
        crashing.settle()
        shop.list_people("vips", chance.choice(["add", "remove", "replace"]), *chance.sample(_PEOPLE, 2))
        crashing.settle()


def test_a_clock_that_is_put_back_leaves_everybody_where_they_belong_in_the_end(shop: Shop) -> None:
    shop.segment("active", performed("Product Viewed", last="P1D"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.send("bob", "Product Viewed")
    shop.advance(-2 * _HOUR)
    shop.send("bob", "Order Completed")
    shop.send("cid", "Product Viewed")
    shop.advance(25 * _HOUR)
    assert shop.members("active") == {shop.id_of("ann"), shop.id_of("bob")}
    shop.advance(2 * _HOUR)
    assert shop.members("active") == set()


def test_while_many_events_wait_a_turn_is_followed_by_a_rest_of_its_length(shop: Shop) -> None:
    shop.segment("day", performed("Product Viewed", last="P1D"))
    shop.segment("more", performed("Product Viewed", last="PT25H"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    worker, ticks = shop.worker, itertools.count()
    upkeep = Upkeep(
        worker.state,
        shop.warehouse,
        shop.clock,
        worker.judge,
        worker.known,
        worker.pipeline,
        now=lambda: next(ticks) * 0.03,  # each look at it finds so much of a turn gone
    )
    shop.clock.advance(_DAY)
    shop.accept("bob", "Order Completed")
    worker.pipeline.step()
    assert upkeep.work(is_current=False, is_behind=True)
    assert not shop.is_in("ann", "day")
    shop.clock.advance(_HOUR)
    shop.accept("bob", "Order Completed")
    worker.pipeline.step()
    assert not upkeep.work(is_current=False, is_behind=True)
    assert shop.is_in("ann", "more")
    assert upkeep.work(is_current=True, is_behind=False)
    assert not shop.is_in("ann", "more")


def test_what_comes_due_within_a_moment_is_judged_together(shop: Shop) -> None:
    shop.segment("day", performed("Product Viewed", last="P1D"))
    shop.settle()
    shop.send("ann", "Product Viewed")
    shop.clock.advance(timedelta(milliseconds=50))
    shop.send("bob", "Product Viewed")
    worker, passed_s = shop.worker, [0.0]
    upkeep = Upkeep(
        worker.state,
        shop.warehouse,
        shop.clock,
        worker.judge,
        worker.known,
        worker.pipeline,
        now=lambda: passed_s[0],
    )
    shop.clock.advance(_DAY - timedelta(milliseconds=50))
    assert upkeep.work(is_current=True, is_behind=False)
    assert shop.members("day") == {shop.id_of("bob")}
    shop.clock.advance(timedelta(milliseconds=50))
    passed_s[0] = 0.05
    assert not upkeep.work(is_current=True, is_behind=False)
    passed_s[0] = 0.1
    assert upkeep.work(is_current=True, is_behind=False)
    assert shop.members("day") == set()


def test_definitions_that_break_the_worker_stop_neither_events_nor_what_is_folded(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.segment("twice", performed("Order Completed", {"op": "eq", "value": 2}))
    shop.settle()
    shop.send("ann", "Order Completed")

    def broken(*_: object) -> None:
        message = "a fault of ours"
        raise TypeError(message)

    with monkeypatch.context() as patch:
        patch.setattr("portret.worker.segments.known.register", broken)
        shop.restart()
        shop.accept("ann", "Order Completed")
        shop.worker.work()
    shop.restart()
    shop.settle()
    assert shop.is_in("ann", "twice")
