"""What was wrong can be said in another language: of a request that does not fit, and of an operation that failed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec
import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from portret.kernel import Conflict, Told, told
from portret.operation import Problem, problem_of, raised
from portret.web.validation import validation_message


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(default="a", min_length=1, max_length=3, pattern="^a")
    number: int = Field(default=1, ge=1, le=3)
    share: float = 0
    enabled: bool = True
    at: AwareDatetime = datetime.fromisoformat("2026-01-31T00:00:00Z")
    kind: Literal["one", "two"] = "one"
    items: list[int] = Field(default=[1], min_length=1, max_length=2)
    inner: dict[str, int] = {}
    place: int = Field(default=1, gt=0, lt=9)
    day: date = date(2026, 1, 31)
    ratio: float = Field(default=1, allow_inf_nan=False)
    each: set[int] = set()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"text": ""}, "too-short"),
        ({"text": "aaaa"}, "too-long"),
        ({"text": "b"}, "wrong-shape"),
        ({"text": 1}, "needs-text"),
        ({"number": 0}, "too-small"),
        ({"number": 4}, "too-large"),
        ({"number": "many"}, "needs-whole"),
        ({"number": 1.5}, "needs-whole"),
        ({"share": "half"}, "needs-number"),
        ({"enabled": "perhaps"}, "needs-boolean"),
        ({"at": "soon"}, "needs-instant"),
        ({"at": "2026-01-31T00:00:00"}, "needs-instant"),
        ({"kind": "three"}, "not-offered"),
        ({"items": []}, "too-few"),
        ({"items": [1, 2, 3]}, "too-many"),
        ({"items": 1}, "needs-list"),
        ({"inner": 1}, "needs-object"),
        ({"other": 1}, "not-known"),
        ({"place": 0}, "needs-more"),
        ({"place": 9}, "needs-less"),
        ({"place": "9" * 5_000}, "needs-smaller"),
        ({"day": "soon"}, "needs-date"),
        ({"ratio": float("nan")}, "row-infinite"),
        ({"text": "\ud800"}, "needs-unicode"),
        ({"each": 1}, "does-not-fit"),
    ],
)
def test_what_does_not_fit_is_told_by_a_code(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Asked.model_validate(asked)
    [said] = [validation_message(dict(item)) for item in refused.value.errors()]
    assert isinstance(said, Told)
    assert said.code == code


def test_why_an_operation_failed_is_told_by_a_code_after_it_was_kept() -> None:
    detail = told("outer", "It is {what}: {count}.", what=told("inner", "the {word}", word="same"), count=2)
    kept = msgspec.json.encode(problem_of(Conflict(detail, path="other")))
    error = raised(msgspec.json.decode(kept, type=Problem))
    assert isinstance(error, Conflict)
    assert (error.detail, error.path) == ("It is the same: 2.", "other")
    assert isinstance(error.detail, Told)
    assert (error.detail.code, error.detail.parts()) == ("outer", detail.parts())
