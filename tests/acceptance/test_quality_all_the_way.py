"""From an event with bad values to the report on data quality and the profile's cleaned contact."""

import json
from typing import Any

import pytest

from tests.support.server import Server, wait_until

KASIA = {
    "firstName": "KASIA",
    "lastName": "kowalska",
    "email": "Kasia@gmali.com",
    "phone": "+48 12",
    "birthday": "1900-01-01",
    "address": {"postalCode": "1", "country": "Polska", "city": " Łódź "},
}


@pytest.fixture(scope="module")
def server(server: Server) -> Server:
    server.send(
        {"type": "identify", "userId": "kasia", "messageId": "k-1", "traits": KASIA},
        {"type": "identify", "userId": "jan", "messageId": "j-1", "traits": {"phone": "+48 601 234 567"}},
        {"type": "track", "event": "Seen", "userId": "null", "anonymousId": "a-1", "messageId": "n-1"},
        {"type": "group", "userId": "jan", "groupId": "g", "messageId": "g-1", "traits": {"phone": "1"}},
    )
    server.wait_until_processed()
    return server


def flags_of(report: Any) -> dict[str, Any]:
    return {flag["flag"]: flag for source in report["sources"] for flag in source["flags"]}


def test_bad_values_are_told_by_source_with_examples(server: Server) -> None:
    report = server.get("/api/data-quality")
    flags = flags_of(report)
    assert {"invalid-phone", "typo-email", "placeholder-birthday", "invalid-postcode", "blocked-user_id"} <= set(flags)
    phone = flags["invalid-phone"]
    assert (phone["events"], phone["examples"][0]["value"], phone["examples"][0]["message_id"]) == (1, "+48 12", "k-1")
    assert flags["invalid-postcode"]["examples"][0]["key"] == "address.postalCode"


def test_profiles_tell_by_what_people_can_be_reached(server: Server) -> None:
    def namespaces() -> set[str]:
        return {one["namespace"] for one in server.get("/api/data-quality")["profiles"]["identifiers"]}

    wait_until(
        lambda: namespaces() >= {"user_id", "email", "phone", "anonymous_id"}, 60, "profiles are not in the warehouse"
    )


def test_the_events_behind_a_flag_are_listed(server: Server) -> None:
    page = server.get("/api/data-quality/typo-email/examples")
    ((value, profile_id),) = [(one["value"], one["profile_id"]) for one in page["items"]]
    assert value == "Kasia@gmali.com"
    assert server.get(f"/api/profiles/{profile_id}")["traits"]["email"] == value


def test_a_profile_shows_its_contact_cleaned_and_its_traits_as_they_came(server: Server) -> None:
    profile = server.get("/api/profiles/user_id:kasia")
    assert profile["traits"] == KASIA
    contact = profile["contact"]
    assert contact["given_name"] == {"value": "Kasia", "raw": "KASIA", "flags": [], "why": "", "trait": "firstName"}
    assert contact["email"]["value"] == "kasia@gmali.com"
    assert contact["email"]["why"] == "did you mean kasia@gmail.com?"
    assert (contact["phone"]["value"], contact["phone"]["why"]) == (None, "too short")
    assert (contact["country"]["value"], contact["city"]["value"]) == ("PL", "Łódź")
    assert contact["street"] is None
    assert server.get("/api/profiles/user_id:jan")["contact"]["phone_kind"] == "mobile"


def test_the_flags_are_in_the_warehouse(server: Server) -> None:
    (row,) = server.query("SELECT flags FROM events WHERE message_id = 'k-1'")
    assert "typo-email" in row["flags"].split(",")
    (row,) = server.query("SELECT flags FROM events WHERE message_id = 'g-1'")
    assert row["flags"] == ""


def test_the_command_line_tells_it_too(server: Server) -> None:
    assert (
        flags_of(json.loads(server.cli("quality", "--json"))).keys() == flags_of(server.get("/api/data-quality")).keys()
    )
    (name,) = {each["name"] for each in server.get("/api/data-quality")["sources"]}
    line = next(line for line in server.cli("quality", "--source", name).splitlines() if "\tinvalid-phone\t" in line)
    assert line.split("\t")[3] == "50.0% of phone"
    assert line.endswith("+48 12")
    assert server.cli("quality", "--source", "nobody", check=False) == ""


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, 422),
        ({"since": "2020-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, 422),
        ({"since": "yesterday"}, 422),
        ({"source_id": "src_of_nobody"}, 404),
        ({"source_id": "\x00"}, 400),
        ({"sauce": "x"}, 422),
        ({"until": "0001-01-01T00:00:00Z"}, 200),
        ({"since": "9999-12-01T00:00:00Z"}, 422),
        ({"until": "9999-12-31T23:59:59-14:00"}, 200),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(server: Server, asked: dict[str, str], status: int) -> None:
    assert server.request("GET", "/api/data-quality", params=asked).status_code == status
    assert server.request("GET", "/api/data-quality/x/examples", params={"cursor": "?"}).status_code == 400
