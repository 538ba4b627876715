"""Computed traits and segments as files: put in force with a dry run before, written back, wrong ones refused."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.definitions import segment_document, trait_document
from tests.support.server import Server, run_cli, wait_until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    orders = {"from": {"names": ["Order Completed"]}, "window": {"kind": "last", "duration": "P30D"}}
    several = {"kind": "trait", "trait": "orders_30d", "compare": {"op": "ge", "value": 2}}
    write(tmp_path / "traits" / "orders_30d.yaml", trait_document("orders_30d", **orders))
    segments = [
        segment_document("asleep", kind="not", of={"kind": "segment", "segment": "buyers"}),
        segment_document("buyers", **several),
    ]
    write(tmp_path / "shop.yaml", {"segments": segments})
    return tmp_path


def write(file: Path, document: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(document), "utf-8")


def run(server: Server, *arguments: str, token: str = "") -> subprocess.CompletedProcess[str]:
    return run_cli(*arguments, f"--url={server.url}", f"--token={token or server.admin_token}")


def versions(server: Server) -> dict[str, int]:
    kinds = ("traits", "segments")
    return {each["key"]: each["version"] for kind in kinds for each in server.get(f"/api/{kind}")["items"]}


def test_a_folder_is_put_in_force_and_comes_back_as_it_went(server: Server, folder: Path, tmp_path: Path) -> None:
    tried = run(server, "apply", str(folder), "--dry-run")
    assert (tried.returncode, versions(server)) == (7, {})
    assert [line for line in tried.stdout.splitlines() if line.startswith("create")] == [
        "create trait orders_30d",
        "create segment buyers",
        "create segment asleep",
    ]
    done = run(server, "apply", str(folder), "--reason", "the first ones")
    assert (done.returncode, done.stderr) == (0, "3 of 3 changed.\n")
    assert versions(server) == {"orders_30d": 1, "buyers": 1, "asleep": 1}
    assert server.get("/api/segments/buyers")["reason"] == "the first ones"
    for mode in ((), ("--dry-run",)):
        again = run(server, "apply", str(folder), *mode)
        assert (again.returncode, again.stdout, "Nothing to change" in again.stderr) == (0, "", True)

    copy = tmp_path / "copy"
    assert json.loads(run(server, "export", str(copy), "--json").stdout) == {"traits": 1, "segments": 2, "others": []}
    same = json.loads(run(server, "apply", str(copy), "--prune", "--json").stdout)
    assert [step["action"] for step in same["steps"]] == ["keep"] * 3

    file = copy / "traits" / "orders_30d.yaml"
    file.write_text(file.read_text("utf-8").replace("P30D", "P60D"), "utf-8")
    changed = run(server, "apply", str(copy), "--dry-run")
    assert changed.returncode == 7
    assert {"change trait orders_30d", "-    duration: P30D", "+    duration: P60D"} <= set(changed.stdout.splitlines())
    (copy / "segments" / "asleep.yaml").unlink()
    assert run(server, "apply", str(copy)).returncode == 0
    assert versions(server) == {"orders_30d": 2, "buyers": 1, "asleep": 1}
    assert run(server, "apply", str(copy), "--prune").stdout.splitlines()[0] == "delete segment asleep"
    assert versions(server) == {"orders_30d": 2, "buyers": 1}


def test_one_fault_keeps_everything_from_being_changed_and_is_told_with_its_file(server: Server, folder: Path) -> None:
    before = versions(server)
    wrong = {"kind": "trait", "trait": "ordres_30d", "compare": {"op": "ge", "value": 2}}
    write(folder / "segments" / "wrong.yaml", segment_document("wrong", **wrong))
    write(folder / "traits" / "new.yaml", trait_document("new", per="brnd"))
    refused = run(server, "apply", str(folder))
    assert (refused.returncode, versions(server)) == (1, before)
    assert "segments/wrong.yaml: /members/condition/trait: There is no trait “ordres_30d”." in refused.stderr
    assert "traits/new.yaml: /compute/per:" in refused.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key: a\nname: &a x\ndescription: *a", "write it out"),
        ("key: a\nkey: b", "a second time"),
        ("key: a\nmembers: {kind: statc}", "Did you mean “static”?"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named(server: Server, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "a.yaml").write_text(text, "utf-8")
    refused = run(server, "apply", str(tmp_path))
    assert (refused.returncode, words in refused.stderr, "a.yaml" in refused.stderr) == (1, True, True)


def test_definitions_are_managed_one_by_one_on_the_command_line(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "visits.yaml"
    write(file, trait_document("visits", aggregate={"kind": "streak"}))
    assert run(server, "trait", "set", str(file), "--reason", "by hand").returncode == 0
    shown = run(server, "trait", "show", "visits")
    assert yaml.safe_load(shown.stdout) == trait_document("visits", aggregate={"kind": "streak"})
    assert "by hand" in shown.stderr
    write(file, segment_document("regular", kind="trait", trait="visits", compare={"op": "ge", "value": 3}))
    assert run(server, "segment", "set", str(file)).returncode == 0
    refused = run(server, "trait", "remove", "visits")
    assert (refused.returncode, "segment regular" in refused.stderr) == (1, True)
    assert run(server, "segment", "disable", "regular").returncode == 0
    listed = json.loads(run(server, "segment", "list", "--json").stdout)
    assert [each["definition"]["enabled"] for each in listed if each["key"] == "regular"] == [False]
    assert run(server, "segment", "enable", "regular").returncode == 0
    assert len(json.loads(run(server, "segment", "versions", "regular", "--json").stdout)) == 3
    assert run(server, "segment", "remove", "regular").returncode == 0
    assert run(server, "trait", "remove", "visits").returncode == 0
    assert run(server, "trait", "show", "visits").returncode == 4
    assert "visits" in run(server, "trait", "show", "visits", "--version", "1").stdout


def test_who_may_only_read_changes_nothing(server: Server, folder: Path) -> None:
    reader = server.post("/api/tokens", {"name": "a reader"})["token"]
    before = versions(server)
    for arguments in (("apply", str(folder)), ("segment", "remove", "buyers"), ("trait", "disable", "orders_30d")):
        assert run(server, *arguments, token=reader).returncode == 3
    assert versions(server) == before
    assert run(server, "export", str(folder / "copy"), token=reader).returncode == 0


def test_a_segment_that_would_shrink_or_grow_much_is_confirmed_by_name(server: Server, tmp_path: Path) -> None:
    people = [{"type": "track", "userId": f"p{n}", "event": "Joined", "properties": {"n": n}} for n in range(120)]
    server.send(*people)
    server.wait_until_processed()
    joined = {"kind": "event", "from": {"names": ["Joined"]}}
    few = {"kind": "field", "field": "properties.n", "compare": {"op": "lt", "value": 10}}
    few_joined = {"kind": "event", "from": {"names": ["Joined"], "where": few}}
    file = tmp_path / "segments" / "joined.yaml"
    write(file, segment_document("joined", **joined))
    assert run(server, "apply", str(tmp_path)).returncode == 0
    wait_until(lambda: server.get("/api/segments/joined/freshness")["size"] == 120, 60, "nobody is in it")

    write(file, segment_document("joined", **few_joined))
    for command in (("apply", str(tmp_path)), ("apply", str(tmp_path), "--dry-run"), ("segment", "set", str(file))):
        refused = run(server, *command)
        assert refused.returncode == 1
        assert "joined has 120 members and would have 10." in refused.stderr
    assert server.get("/api/segments/joined")["version"] == 1
    assert run(server, "apply", str(tmp_path), "--confirm", "joined").returncode == 0
    wait_until(lambda: server.get("/api/segments/joined/freshness")["size"] == 10, 60, "they are still in it")


def test_a_trait_that_would_empty_a_segment_is_confirmed_by_the_key_of_either(server: Server, tmp_path: Path) -> None:
    server.send(*({"type": "track", "userId": f"q{n}", "event": "Called"} for n in range(110)))
    server.wait_until_processed()
    write(tmp_path / "traits" / "calls.yaml", trait_document("calls", **{"from": {"names": ["Called"]}}))
    called = {"kind": "trait", "trait": "calls", "compare": {"op": "ge", "value": 1}}
    write(tmp_path / "segments" / "callers.yaml", segment_document("callers", **called))
    assert run(server, "apply", str(tmp_path)).returncode == 0
    wait_until(lambda: server.get("/api/segments/callers/freshness")["size"] == 110, 60, "nobody is in it")
    changed = {"definition": trait_document("calls", **{"from": {"names": ["Never"]}})}
    write(tmp_path / "traits" / "calls.yaml", changed["definition"])
    unasked = run(server, "apply", str(tmp_path), "--dry-run")
    assert (unasked.returncode, "confirm it by the key calls." in unasked.stderr) == (1, True)
    for key in ("calls", "callers"):
        assert run(server, "apply", str(tmp_path), "--dry-run", "--confirm", key).returncode == 7
    tag = {"If-Match": server.request("GET", "/api/traits/calls").headers["etag"]}
    refused = server.request("PUT", "/api/traits/calls", json=changed, headers=tag)
    assert refused.status_code == 409
    assert "callers has 110 members and would have 0." in refused.json()["detail"]
    confirmed = changed | {"confirm": "callers"}
    assert server.request("PUT", "/api/traits/calls", json=confirmed, headers=tag).is_success
