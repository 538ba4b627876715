"""Rules of identity, all the way round: saved by API and command line, and soon what new events are resolved by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.support.server import Server, wait_until

_RULES = "/api/identity/rules"


def put(server: Server, rules: Any, tag: str | None = "*", reason: str = "a test") -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    return server.request("PUT", _RULES, json={"rules": rules, "reason": reason}, headers=headers)


def identify(user_id: str, email: str) -> dict[str, Any]:
    return {"type": "identify", "userId": user_id, "traits": {"email": email}}


def test_a_rule_set_on_the_command_line_holds_for_new_events_and_what_it_drops_is_on_record(
    server: Server, tmp_path: Path
) -> None:
    rules = yaml.safe_load(server.cli("identity", "rules", "show"))
    rules["namespaces"]["email"]["limit"] = 1
    rules["blocked"].append("tmp-.*")
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump(rules), "utf-8")
    server.cli("identity", "rules", "set", str(file), "--reason", "one address each")
    in_force = server.get(_RULES)
    assert (in_force["rules"], in_force["reason"]) == (rules, "one address each")
    assert in_force["author"].startswith("tok_")

    def is_blocked() -> bool:
        before = len(server.get("/api/quarantine")["items"])
        server.send({"type": "page", "userId": "tmp-1"})
        server.wait_until_processed()
        return len(server.get("/api/quarantine")["items"]) > before

    wait_until(is_blocked, 60, "the rules are not in force")
    server.send(identify("ann", "ann@example.com"), identify("ann", "ann.two@example.com"))
    server.wait_until_processed()
    [drop] = server.get("/api/identity/drops")["items"]
    assert (drop["value"], drop["rule"], drop["rules_version"]) == ("ann.two@example.com", "limit of email", 1)
    assert server.get("/api/identity/drops", profile_id=drop["profile_id"])["items"] == [drop]
    flagged = server.query(
        "SELECT flags FROM events WHERE user_id = 'ann' AND has(splitByChar(',', flags), 'dropped-email')"
    )
    assert len(flagged) == 1


def test_versions_are_listed_and_shown_and_the_first_are_the_default_rules(server: Server) -> None:
    version = put(server, {"fold_gmail": True}, reason="one").json()["version"]
    put(server, {}, reason="two")
    page = server.get(f"{_RULES}/versions", limit=1)
    assert [item["reason"] for item in page["items"]] == ["two"]
    following = server.get(f"{_RULES}/versions", limit=1, cursor=page["next_cursor"])
    assert [item["reason"] for item in following["items"]] == ["one"]
    assert server.get(f"{_RULES}/versions/{version}")["rules"]["fold_gmail"] is True
    assert server.get(f"{_RULES}/versions/0")["rules"] == server.get(_RULES)["rules"]
    assert server.request("GET", f"{_RULES}/versions/999").status_code == 404


def test_rules_that_changed_meanwhile_are_not_overwritten(server: Server) -> None:
    tag = server.request("GET", _RULES).headers["etag"]
    assert server.request("GET", _RULES, headers={"If-None-Match": tag}).status_code == 304
    assert put(server, {}, tag).status_code == 200
    late = put(server, {}, tag)
    assert (late.status_code, late.json()["path"]) == (409, "If-Match")
    assert put(server, {}, tag=None).status_code == 422


def test_a_fault_is_answered_with_its_place(server: Server) -> None:
    faulty = put(server, {"namespaces": {"email": {"pattern": "("}}})
    assert (faulty.status_code, faulty.json()["path"]) == (422, "/rules/namespaces/email/pattern")
    assert put(server, {"namespaces": {"email": {"limit": 0}}}).json()["path"].endswith("namespaces/email/limit")
    for cursor in ("nonsense", "WzFd" + "A" * 50):
        assert server.request("GET", "/api/identity/drops", params={"cursor": cursor}).status_code == 400


def test_a_reader_sees_the_rules_and_changes_none(server: Server) -> None:
    token = server.post("/api/tokens", {"name": "reader"})["token"]
    headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}
    assert server.client.get(_RULES, headers=headers).status_code == 200
    assert server.client.put(_RULES, headers=headers, json={"rules": {}, "reason": "x"}).status_code == 403
