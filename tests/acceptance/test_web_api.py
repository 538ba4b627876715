import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

import pytest

from tests.support.server import NUL_PATHS, Server


def assert_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """Check that an answer is a problem as RFC 9457 has it; return the document."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:portret:problem:{kind}"
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}]
)
def test_without_a_good_token_the_answer_is_401_with_a_challenge(server: Server, header: dict[str, str]) -> None:
    answer = server.client.get("/api/tokens", headers=header)
    assert_problem(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_write_key_opens_no_api(server: Server) -> None:
    answer = server.client.get("/api/tokens", headers={"Authorization": f"Bearer {server.write_key}"})
    assert_problem(answer, 401, "unauthorized")


def test_a_reader_may_read_and_change_nothing(server: Server) -> None:
    made = server.post("/api/tokens", {"name": "dashboards"})
    assert made["role"] == "reader"
    header = {"Authorization": f"Bearer {made['token']}"}
    assert server.client.get("/api/sources", headers=header).status_code == 200
    for method, path in (("POST", "/api/sources"), ("POST", "/api/query"), ("DELETE", f"/api/tokens/{made['id']}")):
        assert_problem(server.client.request(method, path, headers=header, json={}), 403, "forbidden")


def test_a_revoked_token_is_refused_at_once_and_revoking_twice_changes_nothing(server: Server) -> None:
    made = server.post("/api/tokens", {"name": "short-lived"})
    header = {"Authorization": f"Bearer {made['token']}"}
    assert server.client.get("/api/sources", headers=header).status_code == 200
    first = server.request("DELETE", f"/api/tokens/{made['id']}").json()
    assert_problem(server.client.get("/api/sources", headers=header), 401, "unauthorized")
    assert server.request("DELETE", f"/api/tokens/{made['id']}").json() == first


def test_a_token_cannot_revoke_itself_nor_be_born_expired(server: Server) -> None:
    own = next(each for each in server.get("/api/tokens")["items"] if server.admin_token.endswith(each["hint"]))
    assert_problem(server.request("DELETE", f"/api/tokens/{own['id']}"), 422, "invalid")
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    answer = server.request("POST", "/api/tokens", json={"name": "late", "expires_at": past})
    assert assert_problem(answer, 422, "invalid")["path"] == "/expires_at"


def test_a_token_that_outlives_the_calendar_is_refused_and_the_list_stays_readable(server: Server) -> None:
    answer = server.request("POST", "/api/tokens", json={"name": "x", "expires_at": "9999-12-31T23:59:59-14:00"})
    assert_problem(answer, 422, "invalid")
    assert server.get("/api/tokens")["items"]


def test_the_text_of_a_token_is_nowhere_kept(server: Server) -> None:
    made = server.post("/api/tokens", {"name": "secret"})
    listed = next(each for each in server.get("/api/tokens", limit=200)["items"] if each["id"] == made["id"])
    assert "token" not in listed
    for path in server.data_dir.glob("state.db*"):
        assert made["token"].encode() not in path.read_bytes()


def test_lists_go_on_by_cursor_until_the_end(server: Server) -> None:
    for number in range(5):
        server.post("/api/tokens", {"name": f"page {number}"})
    seen: list[str] = []
    page = server.get("/api/tokens", limit=2)
    while True:
        seen += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        page = server.get("/api/tokens", limit=2, cursor=page["next_cursor"])
    assert len(seen) == len(set(seen)) >= 6
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/api/nothing", None, 404, "not-found"),
        ("GET", "/nothing", None, 404, "not-found"),
        ("PUT", "/api/tokens", {}, 405, "method-not-allowed"),
        ("DELETE", "/api/tokens/tok_none", None, 404, "not-found"),
        ("POST", "/api/tokens", {"name": ""}, 422, "invalid"),
        ("POST", "/api/tokens", {"name": "x", "role": "king"}, 422, "invalid"),
        ("POST", "/api/tokens", {"name": "x", "unknown": 1}, 422, "invalid"),
        ("GET", "/api/tokens?limit=0", None, 422, "invalid"),
        ("GET", "/api/tokens?cursor=%21%21", None, 400, "bad-request"),
        ("POST", "/api/query", {"sql": "SELEC 1"}, 422, "invalid"),
        ("POST", "/api/query", {"sql": "DROP TABLE events"}, 422, "invalid"),
        ("POST", "/api/query", {"sql": "SELECT * FROM file('/etc/passwd')"}, 422, "invalid"),
    ],
)
def test_every_refusal_is_a_problem(server: Server, method: str, path: str, body: Any, status: int, kind: str) -> None:
    assert_problem(server.request(method, path, json=body), status, kind)


def test_a_body_that_is_no_json_is_a_problem(server: Server) -> None:
    for body in (b"{", b"[" * 100_000, b'{"name": "\xff"}'):
        answer = server.request("POST", "/api/tokens", content=body, headers={"Content-Type": "application/json"})
        assert "Send a JSON document" in assert_problem(answer, 400, "bad-request")["detail"]


def test_a_body_over_the_limit_is_refused(server: Server) -> None:
    answer = server.request("POST", "/api/tokens", content=b" " * (4 * 1024 * 1024 + 1))
    assert_problem(answer, 413, "too-large")


@pytest.mark.parametrize("path", NUL_PATHS)
def test_an_address_with_the_character_nul_is_a_bad_request(server: Server, path: str) -> None:
    assert_problem(server.request("GET", path), 400, "bad-request")


def test_a_validation_problem_names_each_fault(server: Server) -> None:
    problem = assert_problem(server.request("POST", "/api/tokens", json={"role": "king"}), 422, "invalid")
    assert {fault["path"] for fault in problem["errors"]} == {"/name", "/role"}


def test_answers_carry_security_headers_and_an_id(server: Server) -> None:
    headers = server.client.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-request-id"].startswith("req_")
    assert server.request("GET", "/api/tokens").headers["cache-control"] == "no-store"


def test_a_query_binds_parameters_and_sees_only_its_workspace(server: Server) -> None:
    server.send({"type": "track", "event": "Asked", "userId": "q", "properties": {"n": 1}})
    server.wait_until_processed()
    body = {"sql": "SELECT name, count() AS n FROM events WHERE name = {name:String} GROUP BY name"}
    found = server.post("/api/query", {**body, "parameters": {"name": "Asked"}})
    assert (found["columns"], found["rows"]) == (["name", "n"], [["Asked", 1]])
    assert found["types"] == ["LowCardinality(String)", "UInt64"]


@pytest.mark.parametrize(
    "parameter",
    ["[" * 400 + "]" * 400, '{"a": {"b": [1, null]}}', '"\\ud800"', "1e400", "1" + "0" * 5_000],
    ids=["deep", "object", "surrogate", "infinite", "wide"],
)
def test_a_parameter_that_has_no_form_in_sql_is_refused_in_a_sentence(server: Server, parameter: str) -> None:
    body = f'{{"sql": "SELECT {{a:UInt8}}", "parameters": {{"a": {parameter}}}}}'
    answer = server.request("POST", "/api/query", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]


def test_a_query_over_its_limit_of_rows_is_refused_and_the_next_one_is_answered(server: Server) -> None:
    answer = server.request("POST", "/api/query", json={"sql": "SELECT * FROM numbers(100)", "max_rows": 10})
    assert_problem(answer, 413, "too-large")
    assert server.query("SELECT 1 AS one") == [{"one": 1}]


def test_an_answer_without_rows_still_has_its_columns_and_their_types(server: Server) -> None:
    sql = "SELECT name, count() AS n, max(timestamp) FROM events WHERE name = {name:String} GROUP BY name"
    found = server.post("/api/query", {"sql": sql, "parameters": {"name": "Never"}})
    assert (found["columns"], found["rows"]) == (["name", "n", "max(timestamp)"], [])
    assert found["types"] == ["LowCardinality(String)", "UInt64", "DateTime64(3, 'UTC')"]
    assert server.cli("query", "SELECT 1 AS one WHERE 0") == "one\n"


def test_a_slip_in_the_sql_is_told_in_a_sentence_and_not_in_two_pages(server: Server) -> None:
    problem = server.request("POST", "/api/query", json={"sql": "SELEC 1"}).json()
    assert "Maybe you meant: SELECT" in problem["detail"]
    assert len(problem["detail"]) < 300


def test_the_page_of_the_api_names_every_operation_and_loads_nothing(server: Server) -> None:
    page = server.client.get("/api/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for path, item in server.get("/api/openapi.json")["paths"].items():
        assert f" {path}</code></h3>" in page.text, path
        assert all(escape(operation["summary"]) in page.text for operation in item.values())
    assert re.findall(r"<(?:script|link|img)|(?:src|url)\W*https?:", page.text) == []
    links = re.findall(r'href="#([^"]+)"', page.text)
    assert set(links) <= set(re.findall(r'id="([^"]+)"', page.text))


def test_what_waits_in_quarantine_is_counted_until_somebody_sees_to_it(server: Server) -> None:
    workspace = server.workspace
    assert workspace

    def waiting() -> float:
        line = rf'^portret_quarantine_open_events\{{workspace_id="{workspace.id}"\}} (\S+)$'
        return sum(float(count) for count in re.findall(line, metrics(), re.MULTILINE))

    def metrics() -> str:
        return server.client.get("/metrics").text

    assert waiting() == 0
    server.send({"type": "track", "userId": "ada"})
    server.wait_until_processed()
    assert waiting() == 1
    (item,) = server.get("/api/quarantine", status="open")["items"]
    server.post(f"/api/quarantine/{item['id']}/discard")
    assert waiting() == 0


@pytest.mark.parametrize(
    "properties",
    [
        '{"deep": ' + "[" * 500 + "]" * 500 + "}",
        '{"wide": ' + "9" * 400 + "}",
        '{"endless": 1e999}',
        '{"broken": "\\ud800\\u0000"}',
    ],
)
def test_no_event_in_quarantine_can_hide_the_others(server: Server, properties: str) -> None:
    key = b64encode(f"{server.write_key}:".encode()).decode()
    event = f'{{"type": "track", "userId": "ada", "properties": {properties}}}'  # without a name
    sent = server.client.post("/v1/track", content=event.encode(), headers={"Authorization": f"Basic {key}"})
    assert sent.status_code == 200
    server.wait_until_processed()
    item = server.get("/api/quarantine", status="open")["items"][0]
    shown = server.get(f"/api/quarantine/{item['id']}")
    assert shown["event"] or shown["text"] == event
    server.post(f"/api/quarantine/{item['id']}/discard")


def test_request_lines_in_the_log_name_routes_and_no_people(server: Server) -> None:
    server.request("GET", "/api/profiles/email:secret.person@example.com")
    assert "secret.person" not in server.log
