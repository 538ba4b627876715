"""The search for the shortest path of evidence, and what stands between two profiles."""

from __future__ import annotations

from portret.cli.identity_explain import sentences
from portret.kernel import from_ms
from portret.unify.evidence import Attachment, Edge, Evidence, Side, explain, links_of, shortest_path
from portret.unify.model import Drop, Merge, MergeRow

AT_MS = 1_790_000_000_000


def side(profile_id: str, *identifiers: str, old: tuple[str, ...] = ()) -> Side:
    ids = frozenset({profile_id, *old} - {""})
    return Side(ref=identifiers[0], profile_id=profile_id, ids=ids, identifiers=frozenset(identifiers))


def attached(identifier: str, via: str, message_id: str, profile_id: str = "prf_1") -> Attachment:
    return Attachment(
        identifier=identifier,
        profile_id=profile_id,
        via=via,
        message_id=message_id,
        source_id="src_1",
        at_ms=AT_MS,
        verified=True,
    )


def merged(*identifiers: str, loser_id: str = "prf_2", undone_at_ms: int = 0, message_id: str = "m-9") -> MergeRow:
    merge = Merge(
        workspace_id="ws_1",
        winner_id="prf_1",
        loser_id=loser_id,
        position=9,
        message_id=message_id,
        at_ms=AT_MS,
        identifiers=identifiers,
        rules_version=3,
    )
    return MergeRow(1, merge, undone_at_ms)


def dropped(profile_id: str, value: str, holder_id: str) -> Drop:
    return Drop(
        workspace_id="ws_1",
        profile_id=profile_id,
        namespace="email",
        value=value,
        rule="limit of email",
        holder_id=holder_id,
        source_id="src_1",
        events=2,
        first_message_id="m-1",
        first_at_ms=AT_MS,
        last_message_id="m-2",
        last_at_ms=AT_MS + 1,
        rules_version=1,
    )


CHAIN = [
    attached("a:1", "", "m-1"),
    attached("b:1", "a:1", "m-2"),
    attached("c:1", "b:1", "m-3"),
    attached("d:1", "c:1", "m-4"),
]


def test_the_path_goes_from_event_to_event() -> None:
    steps = shortest_path(links_of(CHAIN, []), {"a:1"}, {"d:1"})
    assert steps is not None
    assert [(step.origin, step.target, step.link.message_id) for step in steps] == [
        ("a:1", "b:1", "m-2"),
        ("b:1", "c:1", "m-3"),
        ("c:1", "d:1", "m-4"),
    ]


def test_an_event_that_joined_more_is_the_shorter_way() -> None:
    links = links_of(CHAIN, [merged("a:1", "d:1")])
    (step,) = shortest_path(links, {"a:1"}, {"d:1"}) or []
    assert (step.link.message_id, step.link.rules_version, step.link.merged) == ("m-9", 3, (("prf_1", "prf_2"),))


def test_identifiers_that_came_in_one_event_are_one_step_apart() -> None:
    together = [attached("a:1", "", "m-1"), attached("b:1", "a:1", "m-1"), attached("c:1", "a:1", "m-1")]
    (step,) = shortest_path(links_of(together, []), {"b:1"}, {"c:1"}) or []
    assert (step.origin, step.target) == ("b:1", "c:1")


def test_a_merge_that_was_undone_is_no_evidence_any_more() -> None:
    links = links_of([], [merged("a:1", "d:1", undone_at_ms=AT_MS)])
    assert shortest_path(links, {"a:1"}, {"d:1"}) is None


def test_an_identifier_is_joined_with_itself_by_nothing() -> None:
    assert shortest_path([], {"a:1"}, {"a:1", "b:1"}) == []


def test_two_that_nothing_linked_have_nothing_between_them() -> None:
    found = explain(side("prf_1", "a:1"), side("prf_2", "b:1"), Evidence(attachments=[], merges=[]))
    assert (found.joined, found.steps, found.obstacles) == (False, [], [])


def test_what_stands_between_two_is_told_and_nothing_about_others() -> None:
    evidence = Evidence(
        attachments=[],
        merges=[merged(undone_at_ms=AT_MS + 9), merged(loser_id="prf_7", undone_at_ms=AT_MS)],
        drops=[dropped("prf_1", "jo@example.com", "prf_2"), dropped("prf_1", "x@example.com", "prf_7")],
        edges=[Edge(a_id="prf_0", b_id="prf_1", reason="split", author="tok_1", at_ms=AT_MS + 5)],
    )
    one, other = side("prf_1", "a:1"), side("prf_3", "b:1", old=("prf_2", "prf_0"))
    found = explain(one, other, evidence)
    assert [obstacle.kind for obstacle in found.obstacles] == ["undone-merge", "apart", "drop"]
    assert found == explain(other, one, evidence)
    drop = found.obstacles[-1]
    assert (drop.identifier, drop.rule, drop.events) == ("email:jo@example.com", "limit of email", 2)


def test_an_identifier_that_nobody_holds_is_explained_by_who_claimed_it() -> None:
    evidence = Evidence(attachments=[], merges=[], drops=[dropped("prf_1", "jo@example.com", "")])
    found = explain(side("prf_1", "a:1"), side("", "email:jo@example.com"), evidence)
    assert [obstacle.rule for obstacle in found.obstacles] == ["limit of email"]


def test_the_command_line_says_it_in_sentences() -> None:
    step = {
        "origin": "anonymous_id:a",
        "target": "user_id:u",
        "reason": "event",
        "message_id": "m-1",
        "type": "identify",
        "name": "",
        "source_id": "src_1",
        "at": from_ms(AT_MS).isoformat(),
        "verified": False,
        "rules_version": 0,
        "author": "",
        "merged": [{"winner_id": "prf_1", "loser_id": "prf_2"}],
    }
    a, b = {"ref": "anonymous_id:a", "profile_id": "prf_1"}, {"ref": "user_id:u", "profile_id": "prf_1"}
    lines = list(sentences({"joined": True, "a": a, "b": b, "steps": [step], "obstacles": []}))
    assert lines[0] == "anonymous_id:a and user_id:u are one person: prf_1."
    assert lines[1].startswith("1. anonymous_id:a and user_id:u came together in identify (m-1) from src_1 at 20")
    assert lines[1].endswith("unverified, rules version 0; prf_2 became prf_1.")
    manual = step | {"reason": "manual", "author": "tok_1", "merged": []}
    assert "were merged by tok_1" in list(sentences({"joined": True, "a": a, "b": b, "steps": [manual]}))[1]
    nobody = {"ref": "email:x@example.com", "profile_id": None}
    lines = list(sentences({"joined": False, "a": a, "b": nobody, "steps": [], "obstacles": []}))
    assert lines[2:] == ["Nobody holds email:x@example.com.", "Nothing ever linked them."]
