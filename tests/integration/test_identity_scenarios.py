"""What hurts elsewhere, all the way from the log to the profiles: who is whose, and what a marketer finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from portret import unify
from portret.kernel import Event
from portret.profile import ProfileState
from portret.unify import Drop
from portret.worker.outbox import unpack
from tests.support.folding import Installation, Request, Worker, append, working

_START_MS = 1_790_000_000_000
_MINUTE_MS = 60_000

Kind = Literal["browser", "server", "mobile"]


class Shop:
    """A shop with a site, an app and a CRM; everything that happens there happens a minute after the last thing."""

    def __init__(self, installation: Installation, worker: Worker, log_path: Path) -> None:
        self._installation = installation
        self._worker = worker
        self._log_path = log_path
        self._number = 0

    def happens(self, kind: Kind, *documents: dict[str, Any]) -> None:
        """Let events come in from a source and be processed."""
        requests = []
        for document in documents:
            self._number += 1
            request = Request(
                self._installation.sources[kind],
                _START_MS + self._number * _MINUTE_MS,
                {"messageId": f"m-{self._number}", **document},
            )
            requests.append(request)
        append(self._log_path, requests)
        self._worker.work()

    def person(self, namespace: str, value: str) -> tuple[frozenset[tuple[str, str]], ProfileState]:
        """Return the identifiers and the state of whoever holds an identifier."""
        [found] = [(ids, state) for ids, state in self.people() if (namespace, value) in ids]
        return found

    def people(self) -> list[tuple[frozenset[tuple[str, str]], ProfileState]]:
        """Return everybody."""
        return list(self._worker.people().values())

    def ids(self, namespace: str, value: str) -> set[tuple[str, str]]:
        """Return what the holder of an identifier holds besides."""
        return set(self.person(namespace, value)[0]) - {(namespace, value)}

    def events(self, namespace: str, value: str) -> int:
        """Return how many events the holder of an identifier has."""
        return self.person(namespace, value)[1].brands["default"].events

    def drops(self) -> list[Drop]:
        """Return what was dropped, in order."""
        with self._worker.state.read() as connection:
            return unify.drops_of(connection, self._installation.workspace_id, [], None, 10_000)[::-1]

    def merges(self) -> int:
        """Return how many profiles became part of another."""
        return len(self._worker.rows("merges"))

    def loaded(self) -> list[Event]:
        """Return the events on their way to the warehouse."""
        return [event for row in self._worker.rows("outbox") for event in unpack(row["body"]).events]

    def quarantined(self) -> list[str]:
        """Return why events were set aside."""
        return [row["code"] for row in self._worker.rows("quarantine")]


@pytest.fixture
def shop(installation: Installation, tmp_path: Path) -> Iterator[Shop]:
    with working(installation, tmp_path / "log.db", tmp_path / "worker", batch_max_events=700) as worker:
        yield Shop(installation, worker, tmp_path / "log.db")


def page(**fields: Any) -> dict[str, Any]:
    return {"type": "page", **fields}


def identify(user_id: str, **fields: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user_id, **fields}


TABLET: dict[str, Any] = {
    "anonymousId": "tablet",
    "context": {"device": {"id": "serial-7", "token": "push-7", "type": "ios"}},
}


def test_a_shared_tablet_with_a_thousand_logins_in_a_day_makes_a_thousand_people(shop: Shop) -> None:
    for number in range(1_000):
        shopper = f"u{number}"
        shop_visit = [page(**TABLET), identify(shopper, **TABLET), page(userId=shopper, **TABLET)]
        if number % 100 == 0:
            pending: list[dict[str, Any]] = []
        pending += shop_visit
        if number % 100 == 99:
            shop.happens("mobile", *pending)
    people = shop.people()
    assert len(people) == 1_000
    assert shop.merges() == 0
    assert max(len(ids) for ids, _ in people) == 4
    assert {state.brands["default"].events for _, state in people} == {2, 3, 4}
    assert shop.ids("anonymous_id", "tablet") == {
        ("user_id", "u999"),
        ("device_id", "serial-7"),
        ("push_token", "push-7"),
    }
    drops = shop.drops()
    assert {drop.rule for drop in drops} == {"shared device"}
    assert len(drops) == 999 * 3
    assert not any(event.flags for event in shop.loaded())


def test_what_happens_on_a_tablet_between_two_logins_is_of_the_one_before_as_a_cookie_after_logout(
    shop: Shop,
) -> None:
    shop.happens("mobile", page(**TABLET), identify("anna", **TABLET), page(**TABLET))
    assert shop.events("user_id", "anna") == 3
    shop.happens("mobile", identify("boris", **TABLET), page(**TABLET))
    assert (shop.events("user_id", "anna"), shop.events("user_id", "boris")) == (3, 2)


def test_identify_null_joins_nobody(shop: Shop) -> None:
    for number, junk in enumerate(["null", "undefined", "NaN", "[object Object]", "anonymous", "0", "-1"]):
        shop.happens("browser", page(anonymousId=f"a{number}"), identify(junk, anonymousId=f"a{number}"))
        shop.happens("browser", identify(junk))
    assert len(shop.people()) == 7
    assert shop.merges() == 0
    assert shop.quarantined() == ["no-identifier"] * 7
    assert sum("blocked-user_id" in event.flags for event in shop.loaded()) == 7


def test_a_cookie_reused_after_logout_follows_whoever_logged_in_last(shop: Shop) -> None:
    cookie = {"anonymousId": "cookie"}
    shop.happens("browser", identify("anna", **cookie), page(**cookie))
    shop.happens("browser", page(**cookie))
    assert shop.events("user_id", "anna") == 3
    shop.happens("browser", identify("boris", **cookie), page(**cookie))
    assert shop.ids("anonymous_id", "cookie") == {("user_id", "boris")}
    shop.happens("browser", identify("anna", **cookie), page(**cookie))
    assert shop.ids("anonymous_id", "cookie") == {("user_id", "anna")}
    assert (shop.events("user_id", "anna"), shop.events("user_id", "boris")) == (5, 2)
    assert len(shop.people()) == 2


def test_an_address_typed_by_a_stranger_in_a_browser_joins_no_two_known_people(shop: Shop) -> None:
    shop.happens("server", identify("victim", traits={"email": "victim@example.com", "plan": "gold"}))
    shop.happens("server", identify("stranger", traits={"email": "stranger@example.com"}))
    claim = {"anonymousId": "s", "traits": {"email": "victim@example.com"}}
    shop.happens("browser", page(anonymousId="s"), identify("stranger", **claim))
    assert len(shop.people()) == 2
    assert shop.ids("user_id", "victim") == {("email", "victim@example.com")}
    assert shop.ids("user_id", "stranger") == {("email", "stranger@example.com"), ("anonymous_id", "s")}
    assert "plan" not in str(shop.person("user_id", "stranger")[1].claims)
    assert shop.events("user_id", "victim") == 1
    [drop] = shop.drops()
    assert (drop.value, drop.rule, drop.events) == ("victim@example.com", "unverified claim", 1)
    assert [event.flags for event in shop.loaded() if event.flags] == [("dropped-email",)]


def test_a_stranger_without_a_name_who_types_an_address_is_at_most_one_more_device_of_it(shop: Shop) -> None:
    shop.happens("server", identify("victim", traits={"email": "victim@example.com"}))
    shop.happens(
        "browser", page(anonymousId="s"), {**page(anonymousId="s"), "properties": {"email": "victim@example.com"}}
    )
    assert shop.ids("user_id", "victim") == {("email", "victim@example.com"), ("anonymous_id", "s")}
    shop.happens("browser", identify("stranger", anonymousId="s"))
    assert shop.ids("user_id", "stranger") == {("anonymous_id", "s")}
    assert shop.ids("user_id", "victim") == {("email", "victim@example.com")}


def test_five_people_of_a_family_with_one_telephone_stay_five(shop: Shop) -> None:
    family = ["ann", "bob", "cid", "dan", "eve"]
    for _ in range(2):
        shop.happens("server", *(identify(name, traits={"phone": "+48 600 100 200"}) for name in family))
    assert len(shop.people()) == 5
    assert shop.ids("phone", "+48600100200") == {("user_id", "ann")}
    assert [(drop.value, drop.rule, drop.events) for drop in shop.drops()] == [
        ("+48600100200", "limit of user_id", 2)
    ] * 4
    assert {shop.events("user_id", name) for name in family} == {2}


def test_a_crm_that_contradicts_the_site_makes_no_third_person_and_loses_nothing(shop: Shop) -> None:
    address = {"email": "jo@example.com"}
    shop.happens("browser", identify("site-7", anonymousId="a", traits=address))
    shop.happens("server", identify("site-8", traits={**address, "crm_id": "C-1", "firstName": "Joan"}))
    assert len(shop.people()) == 2
    assert shop.ids("user_id", "site-7") == {("anonymous_id", "a")}
    assert shop.ids("user_id", "site-8") == {("email", "jo@example.com"), ("crm_id", "C-1")}
    [drop] = shop.drops()
    assert (drop.value, drop.rule) == ("jo@example.com", "verified elsewhere")
    for user_id in ("site-7", "site-8"):
        assert "jo@example.com" in str(shop.person("user_id", user_id)[1].claims)


def test_an_address_that_a_stranger_sits_on_goes_to_whom_the_shop_knows_it_of(shop: Shop) -> None:
    address = {"traits": {"email": "victim@example.com"}}
    shop.happens("server", identify("stranger"))
    shop.happens("browser", identify("stranger", anonymousId="s", **address))
    assert ("email", "victim@example.com") in shop.ids("user_id", "stranger")
    shop.happens("server", identify("victim", **address))
    assert shop.ids("user_id", "victim") == {("email", "victim@example.com")}
    assert shop.ids("user_id", "stranger") == {("anonymous_id", "s")}
    [drop] = shop.drops()
    assert (drop.value, drop.rule, drop.events) == ("victim@example.com", "verified elsewhere", 1)
    assert not any(event.flags for event in shop.loaded())
    shop.happens("server", page(properties={"email": "victim@example.com"}))
    assert (shop.events("user_id", "victim"), shop.events("user_id", "stranger")) == (2, 2)


def test_an_address_that_the_shop_has_verified_goes_to_nobody_else_whoever_types_it(shop: Shop) -> None:
    address = {"traits": {"email": "victim@example.com"}}
    shop.happens("browser", identify("stranger", anonymousId="s", **address))
    shop.happens("server", identify("victim", **address))
    for _ in range(3):
        shop.happens("browser", identify("stranger", anonymousId="s", **address))
        shop.happens("server", identify("victim", **address), identify("namesake", **address))
    assert shop.ids("user_id", "victim") == {("email", "victim@example.com")}
    assert shop.ids("user_id", "namesake") == set()
    assert {(drop.rule, drop.events) for drop in shop.drops()} == {
        ("verified elsewhere", 1),
        ("limit of user_id", 3),
    }
    assert shop.merges() == 0


def test_a_crm_that_knows_more_than_the_site_joins_what_the_site_kept_apart(shop: Shop) -> None:
    shop.happens(
        "browser", identify("site-7", anonymousId="a"), page(anonymousId="b", properties={"email": "jo@example.com"})
    )
    assert len(shop.people()) == 2
    shop.happens("server", identify("site-7", traits={"email": "jo@example.com"}))
    [(ids, state)] = shop.people()
    assert len(ids) == 4
    assert state.brands["default"].events == 3


def test_after_a_reinstall_the_same_login_finds_the_same_person_and_the_push_token_goes_with_the_login(
    shop: Shop,
) -> None:
    def phone(number: int) -> dict[str, Any]:
        device = {"id": f"d{number}", "token": f"t{number}", "type": "android"}
        return {"anonymousId": f"a{number}", "context": {"device": device}}

    shop.happens("mobile", page(**phone(1)), identify("anna", **phone(1)))
    shop.happens("mobile", page(**phone(2)))
    assert len(shop.people()) == 2
    shop.happens("mobile", identify("anna", **phone(2)))
    [(ids, state)] = shop.people()
    assert {value for namespace, value in ids if namespace == "push_token"} == {"t1", "t2"}
    assert state.brands["default"].events == 4
    shop.happens("mobile", identify("boris", **phone(2)))
    assert shop.ids("user_id", "boris") == {("anonymous_id", "a2"), ("device_id", "d2"), ("push_token", "t2")}
    assert shop.ids("push_token", "t1") == {("user_id", "anna"), ("anonymous_id", "a1"), ("device_id", "d1")}


def test_an_alias_of_a_known_user_id_joins_no_two_users_and_says_so(shop: Shop) -> None:
    shop.happens("server", identify("old"), identify("new"), {"type": "alias", "userId": "new", "previousId": "old"})
    assert len(shop.people()) == 2
    [drop] = shop.drops()
    assert (drop.namespace, drop.value, drop.rule) == ("user_id", "old", "limit of user_id")


def test_an_alias_of_a_visitor_gives_their_past_to_the_user(shop: Shop) -> None:
    shop.happens("server", page(anonymousId="v"), {"type": "alias", "userId": "new", "previousId": "v"})
    shop.happens("server", {"type": "alias", "userId": "new", "previousId": "new"})
    assert shop.ids("user_id", "new") == {("anonymous_id", "v")}
    assert shop.events("user_id", "new") == 3


def test_an_address_of_a_company_is_not_its_members_address(shop: Shop) -> None:
    shop.happens(
        "server",
        *(
            {"type": "group", "userId": name, "groupId": "g", "traits": {"email": "office@example.com"}}
            for name in ("ann", "bob")
        ),
    )
    assert sorted(map(sorted, (ids for ids, _ in shop.people()))) == [[("user_id", "ann")], [("user_id", "bob")]]
