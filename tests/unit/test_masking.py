"""Who may not see personal data sees none of it, in whatever answer, unless somebody said that it is harmless."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, TypeAdapter

from portret.collect.quarantine_api_models import QuarantinedView
from portret.govern import PERMISSIONS
from portret.kernel import MASK, HarmlessText, Permission
from portret.measure.api_models import Example
from portret.operation.api_models import OperationView
from portret.profile import api_models as profiles
from portret.segment.members.api_models import Change, PreviewView
from portret.unify.api_models import DropView, MergeView
from portret.unify.evidence.api_models import ExplanationView
from portret.unify.matching.api_models import DecisionView, PairView
from portret.web.masking import is_about_people, masked

SHAPES = [
    profiles.ProfileView,
    profiles.ProfilePage,
    profiles.Traits,
    profiles.TraitHistory,
    profiles.Identifiers,
    profiles.Timeline,
    profiles.AccountView,
    profiles.Memberships,
    PreviewView,
    Change,
    DropView,
    MergeView,
    ExplanationView,
    PairView,
    DecisionView,
    OperationView,
    Example,
    QuarantinedView,
]
NAME = "Zbigniew Kowalski"
NAMED = {
    "profile_id",
    "id",
    "key",
    "namespace",
    "name",
    "source_id",
    "import_id",
    "message_id",
    "type",
    "next_cursor",
    "merged_ids",
    "brand",
    "flags",
    "trait",
    "dimension",
    "field",
    "outcome",
    "rule",
    "author",
    "code",
    "note_code",
    "holder_id",
    "other_id",
    "winner_id",
    "loser_id",
    "run_id",
    "operation_id",
    "decided_by",
    "merged_id",
    "other_now",
    "profile_now",
    "first_message_id",
    "last_message_id",
    "phone_kind",
}
"""Texts of a fixed place that are ours, not anybody's."""


class Inner(BaseModel):
    id: HarmlessText
    word: str


class Outer(BaseModel):
    at: datetime
    count: int
    yes: bool
    kind: Literal["a", "b"]
    inner: Inner | None
    many: list[Inner]
    by_key: dict[str, str]
    free: Any
    missing: str | None


def example(shape: Any, text: str) -> Any:
    """Return a JSON value of a type with this text wherever a text may stand."""
    return filled(TypeAdapter(shape).json_schema(mode="serialization"), text, {})


def filled(schema: dict[str, Any], text: str, known: dict[str, Any]) -> Any:
    known = known | schema.get("$defs", {})
    if "$ref" in schema:
        return filled(known[schema["$ref"].rpartition("/")[2]], text, known)
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], text, known)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return filled_object(schema, text, known)
    if schema.get("type") == "array":
        return [filled(schema["items"], text, known)]
    return plain(schema, text)


def filled_object(schema: dict[str, Any], text: str, known: dict[str, Any]) -> Any:
    if "properties" in schema:
        return {name: filled(each, text, known) for name, each in schema["properties"].items()}
    inner = schema.get("additionalProperties")
    if isinstance(inner, dict):
        return {text: filled(inner, text, known)}
    return {text: text, "deep": {"er": [text, {text: text}]}}


def plain(schema: dict[str, Any], text: str) -> Any:
    values = {"integer": 3, "number": 0.5, "boolean": True}
    is_instant = schema.get("format") in ("date-time", "date", "duration")
    return "2026-11-22T12:00:00Z" if is_instant else values.get(schema.get("type", ""), text)


def where(value: Any, text: str, name: str = "") -> set[str]:
    """Return the names of the fields in which a text stands."""
    if isinstance(value, dict):
        return {found for key, each in value.items() for found in where(each, text, key) | where(key, text, name)}
    if isinstance(value, list):
        return {found for each in value for found in where(each, text, name)}
    return {name} if isinstance(value, str) and text in value else set()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("text", ["zbigniew@example.com", "call 48600100200 @home"])
def test_an_address_is_left_in_no_answer_about_people(shape: Any, text: str) -> None:
    answer = example(shape, text)
    assert where(answer, text)
    assert where(masked(answer, shape), text) == set()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_name_is_left_only_where_a_word_of_ours_stands(shape: Any) -> None:
    keys = where(masked(example(shape, NAME), shape), NAME) - NAMED
    assert keys <= {"", "declared", "traits", "properties", "context", "computed", "details", "result", "request"} | {
        "per",
        "consent",
        "consent_per_brand",
        "computed_traits",
        "reachable",
        "values",  # of a message: the names of its gaps
        "note_values",
        NAME,
    }, keys


def test_numbers_times_closed_words_and_what_is_missing_stay() -> None:
    answer = {
        "at": "2026-11-22T12:00:00Z",
        "count": 3,
        "yes": True,
        "kind": "a",
        "inner": {"id": "x_1", "word": NAME},
        "many": [{"id": "x_2", "word": NAME}],
        "by_key": {"city": NAME},
        "free": {"phone": 48600100200},
        "missing": None,
        "new": NAME,
    }
    assert masked(answer, Outer) == answer | {
        "inner": {"id": "x_1", "word": MASK},
        "many": [{"id": "x_2", "word": MASK}],
        "by_key": {"city": MASK},
        "free": MASK,
        "new": MASK,
    }


def test_a_word_outside_its_list_and_a_number_without_a_type_are_hidden() -> None:
    assert masked({"kind": NAME}, Outer) == {"kind": MASK}
    assert masked({"kind": ""}, Outer) == {"kind": ""}  # that there is nothing is no secret
    assert masked({"phone": 48600100200}, Any) == MASK
    assert masked({"free": 48600100200}, Outer) == {"free": MASK}


def test_computed_traits_show_what_they_count_and_hide_what_they_quote() -> None:
    traits = {
        "bought": {"type": "number", "value": 3, "per": None},
        "last_city": {"type": "text", "value": "Sopot", "per": None},
        "since": {"type": "instant", "value": "2026-11-22T12:00:00Z", "per": None},
    }
    shown = masked(traits, dict[str, profiles.ComputedTrait])
    assert [each["value"] for each in shown.values()] == [3, MASK, "2026-11-22T12:00:00Z"]


def test_behaviour_stays_and_what_somebody_wrote_goes() -> None:
    computed = {
        "orders": 3,
        "revenue": [{"amount": "12.30", "currency": "PLN"}],
        "preferences": {"categories": {"shoes": 3}},
        "recent_searches": [{"query": "cure for baldness", "at": "2026-11-22T12:00:00Z"}],
        "recent_orders": [{"order_id": "o-1", "status": "placed", "net": None}],
        "first_touch": {"at": "2026-11-22T12:00:00Z", "channel": "paid", "click_id": "abc"},
        "per_brand": {"main": {"orders": 3, "recent_searches": []}},
        "invented_later": "Kowalski",
    }
    shown = masked({"computed": computed}, profiles.Traits)["computed"]
    assert shown["orders"] == 3
    assert shown["revenue"] == computed["revenue"]
    assert shown["preferences"] == computed["preferences"]
    assert shown["recent_searches"] == MASK
    assert shown["recent_orders"] == [{"order_id": MASK, "status": "placed", "net": None}]
    assert shown["first_touch"]["click_id"] == MASK
    assert shown["per_brand"] == {"main": {"orders": 3, "recent_searches": MASK}}
    assert shown["invented_later"] == MASK


def test_of_an_event_goods_and_money_stay() -> None:
    event = {
        "type": "track",
        "name": "Order Completed",
        "properties": {"revenue": 12.3, "products": [{"sku": "s1", "gift_note": "for Ola"}], "email": "o@example.com"},
        "details": {"country": "PL", "page_url": "https://shop.example/?u=ola"},
    }
    shown = masked(event, profiles.TimelineEvent)
    assert shown["properties"] == {"revenue": 12.3, "products": [{"sku": "s1", "gift_note": MASK}], "email": MASK}
    assert shown["details"] == {"country": "PL", "page_url": MASK}


def test_what_is_masked_is_json_as_before() -> None:
    for shape in SHAPES:
        json.dumps(masked(example(shape, NAME), shape))


def test_settings_are_not_about_people_and_all_else_is() -> None:
    assert not is_about_people(["definitions.edit", "sources.read"])
    assert not is_about_people([])
    assert is_about_people(["definitions.read", "people.read"])
    assert is_about_people(["quality.read"])


def test_who_sees_no_personal_data_changes_no_people_and_asks_no_sql() -> None:
    blind = [may for may in PERMISSIONS.values() if Permission.PERSONAL_DATA_SEE not in may]
    touching = {
        Permission.PEOPLE_EDIT,
        Permission.PEOPLE_ERASE,
        Permission.SEGMENTS_IMPORT,
        Permission.DATA_IMPORT,
        Permission.QUARANTINE_MEND,
        Permission.QUERY_RUN,
    }
    assert blind
    assert all(not may & touching for may in blind)
