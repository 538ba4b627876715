"""HTTP of computed traits and segments as definitions, through a real application."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from portret import definition
from portret.kernel import ManualClock
from portret.segment import api as segments
from portret.state import State
from portret.trait import api as traits
from portret.warehouse import Warehouse
from portret.web.problems import add_problem_handlers
from tests.support.calling import NO_WAREHOUSE, Caller
from tests.support.definitions import WORDS, segment_document, trait_document

Client = TestClient
Answer = httpx2.Response


@pytest.fixture
def context(state: State) -> Iterator[Caller]:
    warehouse = Warehouse(NO_WAREHOUSE)
    yield Caller(state=state, warehouse=warehouse, clock=ManualClock(datetime(2026, 11, 21, 12, tzinfo=UTC)))
    warehouse.close()


@pytest.fixture
def client(context: Caller) -> Iterator[Client]:
    app = FastAPI()
    app.include_router(traits.routes(lambda: context, lambda *_: WORDS, segments.check_readers))
    app.include_router(segments.routes(lambda: context, lambda *_: WORDS))
    add_problem_handlers(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def put(client: Client, kind: str, document: Any, tag: str | None = "*", **body: Any) -> Any:
    headers = {"If-Match": tag} if tag else {}
    key = document.get("key", "t")
    return client.put(f"/api/{kind}s/{key}", json={"definition": document, **body}, headers=headers)


def segment(key: str, **condition: Any) -> dict[str, Any]:
    return segment_document(key, **condition)


def reads_trait(name: str, **compare: Any) -> dict[str, Any]:
    return {"kind": "trait", "trait": name, "compare": compare or {"op": "gt", "value": 1}}


def test_a_definition_is_made_shown_changed_and_every_version_is_kept(client: Client) -> None:
    made = put(client, "trait", trait_document("t"), None, reason="first")
    assert (made.status_code, made.json()["version"], made.headers["etag"]) == (200, 1, '"1"')
    assert made.json()["definition"] == trait_document("t")
    changed = put(client, "trait", trait_document("t", per="brand"), made.headers["etag"], reason="by brand")
    assert (changed.json()["id"], changed.json()["version"]) == (made.json()["id"], 2)
    shown = client.get("/api/traits/t")
    assert shown.json() == changed.json()
    assert (shown.json()["author"], shown.json()["reason"]) == ("tok_1", "by brand")
    assert client.get("/api/traits/t", headers={"If-None-Match": shown.headers["etag"]}).status_code == 304
    versions = client.get("/api/traits/t/versions", params={"limit": 1}).json()
    assert [each["reason"] for each in versions["items"]] == ["by brand"]
    older = client.get("/api/traits/t/versions", params={"cursor": versions["next_cursor"]}).json()
    assert [each["reason"] for each in older["items"]] == ["first"]
    assert client.get("/api/traits/t/versions/1").json()["definition"] == trait_document("t")
    for path in ("/api/traits/u", "/api/traits/u/versions", "/api/traits/t/versions/9", "/api/segments/t"):
        assert client.get(path).status_code == 404


def test_the_same_again_changes_nothing(client: Client) -> None:
    document = {**trait_document("t"), "enabled": True, "name": ""}
    assert [put(client, "trait", document).json()["version"] for _ in range(2)] == [1, 1]


def test_who_has_not_seen_what_he_replaces_replaces_nothing(client: Client) -> None:
    put(client, "trait", trait_document("t"), None)
    again = put(client, "trait", trait_document("t", per="brand"), None)
    assert (again.status_code, again.json()["path"]) == (409, "If-Match")
    assert put(client, "trait", trait_document("t", per="brand"), '"7"').status_code == 409
    assert put(client, "trait", trait_document("u"), '"1"').status_code == 409
    assert client.get("/api/traits/t").json()["version"] == 1


def test_a_wrong_definition_is_a_problem_with_every_fault_and_nothing_is_saved(client: Client) -> None:
    wrong = put(client, "trait", trait_document("t", per="nothing", **{"from": {"brands": ["sheos"]}}))
    problem = wrong.json()
    assert (wrong.status_code, problem["path"]) == (422, "/definition/compute/from/brands/0")
    assert [each["path"] for each in problem["errors"]] == [
        "/definition/compute/from/brands/0",
        "/definition/compute/per",
    ]
    assert "Did you mean “shoes”?" in problem["detail"]
    assert client.get("/api/traits").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"definition": {"key": "other", "compute": {"aggregate": {"kind": "count"}}}},
        {"definition": {}},
        {"definition": []},
        {"definition": None},
        {},
        {"definition": trait_document("t"), "reason": "x" * 1_001},
        {"definition": trait_document("t"), "other": 1},
        {"definition": {**trait_document("t"), "name": "a\0"}},
        {"definition": {**trait_document("t"), "name": "\ud800"}},
        {"definition": {"key": "\ud800"}},
        {"definition": trait_document("t"), "reason": "\ud800"},
        {"definition": {**trait_document("t"), "x": [[[[]]]]}},
    ],
)
def test_what_is_no_definition_is_refused(client: Client, body: Any) -> None:
    answer = client.put("/api/traits/t", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]


def test_a_key_that_is_left_out_is_that_of_the_address(client: Client) -> None:
    body = {"definition": {"compute": {"aggregate": {"kind": "count"}}}}
    assert client.put("/api/traits/t", json=body).json()["key"] == "t"


def test_what_is_used_is_not_deleted_and_says_by_whom(client: Client) -> None:
    put(client, "trait", trait_document("t"))
    put(client, "segment", segment("a", **reads_trait("t")))
    put(client, "segment", segment("b", kind="segment", segment="a"))
    assert client.get("/api/traits/t").json()["used_by"] == ["segment:a"]
    refused = client.delete("/api/traits/t")
    assert (refused.status_code, "segment a" in refused.json()["detail"]) == (409, True)
    assert "segment b" in client.delete("/api/segments/a").json()["detail"]
    for path in ("/api/segments/b", "/api/segments/a", "/api/traits/t"):
        gone = client.delete(path, params={"reason": "done with"})
        assert (gone.status_code, gone.json()["deleted"], gone.json()["reason"]) == (200, True, "done with")
        assert client.get(path).status_code == 404
    assert client.get("/api/traits/t/versions").json()["items"][0]["deleted"] is True
    assert put(client, "trait", trait_document("t"), None).json()["version"] == 3


def test_only_the_version_that_was_seen_is_deleted(client: Client) -> None:
    put(client, "trait", trait_document("t"))
    assert client.delete("/api/traits/t", headers={"If-Match": '"2"'}).status_code == 409
    assert client.delete("/api/traits/t", headers={"If-Match": '"1"'}).status_code == 200
    assert client.delete("/api/traits/t").status_code == 404


def test_a_definition_is_switched_off_and_on(client: Client) -> None:
    put(client, "trait", trait_document("t"))
    off = client.post("/api/traits/t/disable", json={"reason": "too costly"}).json()
    assert (off["definition"]["enabled"], off["version"], off["reason"]) == (False, 2, "too costly")
    assert client.post("/api/traits/t/disable").json()["version"] == 2
    on = client.post("/api/traits/t/enable").json()
    assert ("enabled" in on["definition"], on["version"], on["definition"]) == (False, 3, trait_document("t"))
    assert client.post("/api/traits/u/enable").status_code == 404


def test_what_others_read_rests_only_if_its_key_is_said_again(client: Client) -> None:
    put(client, "trait", trait_document("t"))
    put(client, "segment", segment("a", **reads_trait("t")))
    put(client, "segment", segment("b", kind="segment", segment="a"))
    resting = {**trait_document("t"), "enabled": False}
    for refused in (
        client.post("/api/traits/t/disable"),
        client.post("/api/traits/t/disable", json={"confirm": "a"}),
        put(client, "trait", resting),
        client.post("/api/definitions/apply", json={"traits": [resting]}),
        client.post("/api/definitions/apply", json={"traits": [resting], "dry_run": True}),
    ):
        assert (refused.status_code, refused.json()["path"]) == (409, "confirm")
        assert "is read by the segment a; while it is disabled it has no value" in refused.json()["detail"]
    refused = client.post("/api/segments/a/disable")
    assert "the segment b; while it is disabled it has no members" in refused.json()["detail"]
    (part,) = refused.json()["errors"][0]["values"]["names"]["values"]["parts"]
    assert (part["code"], part["values"]["key"]) == ("definition-named", "b")
    assert client.get("/api/traits/t").json()["version"] == 1
    assert client.post("/api/traits/t/disable", json={"confirm": "t", "reason": "costly"}).json()["version"] == 2
    assert client.post("/api/traits/t/disable").json()["version"] == 2
    client.post("/api/traits/t/enable")
    assert put(client, "trait", resting, confirm="t").json()["version"] == 4
    client.post("/api/traits/t/enable")
    assert steps(client, traits=[resting], confirm=["t"]) == [("change", "trait", "t")]


def test_what_only_resting_ones_read_rests_unasked(client: Client) -> None:
    put(client, "trait", trait_document("t"))
    put(client, "segment", segment("a", **reads_trait("t")))
    assert client.post("/api/segments/a/disable").status_code == 200
    assert client.post("/api/traits/t/disable").status_code == 200
    for path in ("traits/t", "segments/a"):
        assert client.post(f"/api/{path}/enable").status_code == 200
    both = [{**trait_document("t"), "enabled": False}], [{**segment("a", **reads_trait("t")), "enabled": False}]
    assert len(steps(client, traits=both[0], segments=both[1])) == 2


def test_a_trait_does_not_become_what_its_readers_cannot_read(client: Client) -> None:
    put(client, "trait", trait_document("t"))
    put(client, "segment", segment("vip", **reads_trait("t", op="gt", value=3)))
    refused = put(client, "trait", trait_document("t", aggregate={"kind": "exists"}))
    assert refused.status_code == 422
    assert "“vip” reads what changes" in refused.json()["detail"]
    assert put(client, "trait", trait_document("t", window={"kind": "session"})).status_code == 200


def test_segments_in_a_circle_are_refused_with_the_way_through_it(client: Client) -> None:
    put(client, "segment", segment("a"))
    put(client, "segment", segment("b", kind="segment", segment="a"))
    refused = put(client, "segment", segment("a", kind="segment", segment="b"))
    assert (refused.status_code, "a -> b -> a" in refused.json()["detail"]) == (422, True)


def test_lists_go_by_key_and_page_by_page(client: Client) -> None:
    for key in ("b", "c", "a"):
        put(client, "segment", segment(key))
    first = client.get("/api/segments", params={"limit": 2}).json()
    following = client.get("/api/segments", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [each["key"] for each in first["items"] + following["items"]] == ["a", "b", "c"]
    assert following["next_cursor"] is None
    assert client.get("/api/segments", params={"cursor": "nonsense"}).status_code in (400, 422)


def test_another_workspace_sees_and_changes_nothing_of_it(client: Client, context: Caller) -> None:
    put(client, "trait", trait_document("t"))
    context.workspace_id = "ws_2"
    assert client.get("/api/traits").json()["items"] == []
    for answer in (client.get("/api/traits/t"), client.delete("/api/traits/t"), client.post("/api/traits/t/disable")):
        assert answer.status_code == 404
    refused = put(client, "segment", segment("a", **reads_trait("t")))
    assert refused.status_code == 422
    assert client.post("/api/definitions/apply", json={"prune": True}).json()["steps"] == []
    context.workspace_id = "ws_1"
    assert client.get("/api/traits/t").status_code == 200


def test_a_workspace_has_no_more_than_so_many(client: Client, context: Caller) -> None:
    with context.state.begin() as connection:
        for number in range(500):
            definition.save(
                connection,
                context.workspace_id,
                "trait",
                f"t{number}",
                trait_document(f"t{number}"),
                author="",
                reason="",
                expected_version=0,
                now_ms=1,
            )
    assert "500 are the most" in put(client, "trait", trait_document("one_more")).json()["detail"]
    assert put(client, "trait", trait_document("t1", per="brand")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "good", "bad"), [("trait", trait_document(), {}), ("segment", segment("s"), {"key": 1})]
)
def test_the_json_schema_tells_good_from_bad(client: Client, kind: str, good: Any, bad: Any) -> None:
    validator = jsonschema_rs.validator_for(client.get(f"/api/schemas/{kind}").json())
    assert validator.is_valid(good)
    assert not validator.is_valid(bad)


def test_an_editor_is_told_what_definitions_may_name(client: Client) -> None:
    put(client, "trait", trait_document("mine", aggregate={"kind": "time_since_last"}, per="brand"))
    put(client, "segment", segment("all_of_them"))
    words = client.get("/api/schemas/words").json()
    assert "before" in words["operators"]["instant"]
    assert "contains" not in words["operators"]["number"]
    assert (words["event_fields"]["revenue"], words["line_fields"]["line.sku"]) == ("number", "text")
    assert (words["segments"], words["brands"]) == (["all_of_them"], ["default", "hats", "shoes"])
    by_name = {each["name"]: each for each in words["traits"]}
    assert by_name["mine"] == {"name": "mine", "title": "", "type": "duration", "computed": True, "per": "brand"}
    assert by_name["revenue"] == {
        "name": "revenue",
        "title": "",
        "type": "number",
        "computed": False,
        "per": "currency",
    }
    for name, known in by_name.items():
        operators = words["operators"][known["type"]]
        assert {"exists", "is_empty"} <= set(operators), name


def steps(client: Client, **body: Any) -> list[tuple[str, str, str]]:
    answer = client.post("/api/definitions/apply", json=body)
    assert answer.status_code == 200, answer.text
    return [(each["action"], each["kind"], each["key"]) for each in answer.json()["steps"]]


BUNDLE = {
    "traits": [trait_document("t")],
    "segments": [
        segment("a", kind="segment", segment="b"),
        segment("b", kind="not", of={"kind": "segment", "segment": "c"}),
        segment("c", **reads_trait("t")),
    ],
}
MADE = [("create", "trait", "t"), ("create", "segment", "c"), ("create", "segment", "b"), ("create", "segment", "a")]


def test_many_are_put_in_force_at_once_each_after_what_it_reads(client: Client) -> None:
    assert steps(client, **BUNDLE, dry_run=True) == MADE
    assert client.get("/api/segments").json()["items"] == []
    assert steps(client, **BUNDLE, reason="all") == MADE
    assert [each["reason"] for each in client.get("/api/segments").json()["items"]] == ["all"] * 3
    assert {action for action, _, _ in steps(client, **BUNDLE)} == {"keep"}
    assert [each["version"] for each in client.get("/api/segments").json()["items"]] == [1, 1, 1]


def test_if_one_has_a_fault_none_is_put_in_force(client: Client) -> None:
    bundle = {"traits": [trait_document("t"), trait_document("u", per="nothing")], "segments": [segment("s", kind="x")]}
    refused = client.post("/api/definitions/apply", json=bundle)
    assert [each["path"] for each in refused.json()["errors"]] == ["/segments/0/members/condition/kind"]
    bundle["segments"] = [segment("s", **reads_trait("v")), segment("s")]
    refused = client.post("/api/definitions/apply", json=bundle)
    assert [each["path"] for each in refused.json()["errors"]] == ["/segments/1/key"]
    bundle["segments"] = [segment("s", **reads_trait("v"))]
    refused = client.post("/api/definitions/apply", json=bundle)
    assert [each["path"] for each in refused.json()["errors"]] == [
        "/traits/1/compute/per",
        "/segments/0/members/condition/trait",
    ]
    assert client.get("/api/traits").json()["items"] == []


def test_a_circle_within_a_bundle_or_through_what_is_in_force_is_named(client: Client) -> None:
    circle = [segment(a, kind="segment", segment=b) for a, b in (("a", "b"), ("b", "c"), ("c", "a"))]
    refused = client.post("/api/definitions/apply", json={"segments": [segment("x"), *circle]}).json()
    assert (refused["path"], "a -> b -> c -> a" in refused["detail"]) == ("/segments/1/members/condition", True)
    put(client, "segment", segment("c"))
    put(client, "segment", segment("b", kind="segment", segment="c"))
    refused = client.post(
        "/api/definitions/apply", json={"segments": [segment("c", kind="segment", segment="b")]}
    ).json()
    assert (refused["path"], "c -> b -> c" in refused["detail"]) == ("/segments/0/members/condition", True)


def test_segments_stand_in_each_other_only_so_deep(client: Client) -> None:
    chain = [segment("s0"), *(segment(f"s{n}", kind="segment", segment=f"s{n - 1}") for n in range(1, 20))]
    assert len(steps(client, segments=chain)) == 20
    refused = put(client, "segment", segment("s20", kind="segment", segment="s19")).json()
    assert "s20 -> s19 -> s18 -> … -> s0" in refused["detail"]


def test_segments_do_not_multiply_in_each_other(client: Client) -> None:
    twice = [
        segment(f"s{n}", kind="any", of=[{"kind": "segment", "segment": f"s{n - 1}"}] * 2 if n else [])
        for n in range(15)
    ]
    refused = client.post("/api/definitions/apply", json={"segments": twice}).json()
    assert "500 are the most" in refused["detail"]
    assert len(steps(client, segments=twice[:8])) == 8


def test_what_reads_a_trait_from_outside_the_bundle_must_be_able_to_go_on(client: Client) -> None:
    steps(client, **BUNDLE)
    changed = {"traits": [trait_document("t", aggregate={"kind": "exists"})]}
    refused = client.post("/api/definitions/apply", json=changed)
    assert (refused.status_code, "“c” reads what changes" in refused.json()["detail"]) == (422, True)
    both = {**changed, "segments": [segment("c", **reads_trait("t", op="eq", value=True))]}
    assert steps(client, **both) == [("change", "trait", "t"), ("change", "segment", "c")]


def test_what_is_not_in_the_bundle_is_deleted_only_if_asked_for(client: Client) -> None:
    steps(client, **BUNDLE)
    assert steps(client, traits=BUNDLE["traits"]) == [("keep", "trait", "t")]
    gone = [("delete", "segment", "a"), ("delete", "segment", "b"), ("delete", "segment", "c")]
    assert steps(client, traits=BUNDLE["traits"], prune=True) == [("keep", "trait", "t"), *gone]
    assert steps(client, prune=True) == [("delete", "trait", "t")]
    assert client.get("/api/traits").json()["items"] == []


def test_a_segment_in_use_that_the_bundle_lacks_keeps_it_from_being_pruned(client: Client) -> None:
    steps(client, **BUNDLE)
    refused = client.post(
        "/api/definitions/apply", json={"segments": [segment("a", kind="segment", segment="b")], "prune": True}
    )
    assert (refused.status_code, refused.json()["path"]) == (422, "/segments/0/members/condition/segment")
