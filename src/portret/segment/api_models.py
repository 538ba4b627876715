"""What the API of segments takes and gives, as pydantic models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from portret import profile
from portret.definition import Kind
from portret.kernel.api_models import Wording
from portret.segment.book import Book
from portret.segment.bundle import Step
from portret.segment.faults import part_type
from portret.trait import FITTING, Operator, ValueType, Vocabulary, known_fields


class Bundle(BaseModel):
    """Many definitions, each a document as `/api/schemas` describes it. All are put in force, or none."""

    model_config = ConfigDict(extra="forbid")
    traits: list[dict[str, Any]] = Field(default=[], max_length=1_000)
    segments: list[dict[str, Any]] = Field(default=[], max_length=5_000)
    prune: bool = Field(default=False, description="Delete the traits and segments that are not among them.")
    dry_run: bool = Field(default=False, description="Check, and say what would change, but change nothing.")
    reason: str = Field(default="", max_length=1_000, description="Why; it is shown beside the versions for ever.")
    confirm: list[str] = Field(
        default=[], max_length=1_000, description="The keys of segments whose size may change much by this."
    )


class StepView(BaseModel):
    """What becomes of one definition."""

    kind: Kind
    key: str
    action: Literal["create", "change", "keep", "delete"]
    before: dict[str, Any] | None = Field(description="The document in force; null if there is none.")
    after: dict[str, Any] | None = Field(description="What it becomes; null if it is deleted.")


class Applied(BaseModel):
    """What was done, or would be done, in this order: each definition comes after those that it reads."""

    applied: bool
    steps: list[StepView]


class TraitWord(BaseModel):
    """A trait that conditions can compare."""

    name: str
    title: str = Field(description="What people read; empty for a built-in trait and for one without a name.")
    type: ValueType = Field(description="The type of its value; of a trait with a dimension that of each part.")
    computed: bool = Field(description="Whether it is one of the workspace's own.")
    per: str | None = Field(description="What parts it has: brand, currency, or a field; null if it is one value.")


class Words(BaseModel):
    """What definitions may name in this workspace: what an editor offers."""

    operators: dict[ValueType, list[Operator]] = Field(description="Which comparisons fit values of a type.")
    event_fields: dict[str, ValueType] = Field(description="Besides properties.NAME, traits.NAME and context.NAME.")
    line_fields: dict[str, ValueType]
    traits: list[TraitWord] = Field(description="Besides traits.NAME, what identify said.")
    segments: list[str]
    titles: dict[str, str] = Field(description="What people read, of the segments that have a name.")
    brands: list[str]


class TraitProgress(BaseModel):
    """How far one computed trait is."""

    key: str
    status: Literal["waiting", "filling", "live", "disabled"] = Field(
        description="Not taken up yet; its history is read, until then the version before is in force; up to date."
    )
    version: int = Field(description="Of the definition in force; 0 if none is yet.")
    wanted_version: int = Field(description="Of the definition saved last.")
    fault: str = Field(description="Why it cannot be computed; empty if it can.")
    fault_words: Wording | None


class TraitsProgress(BaseModel):
    """How far all computed traits are, by key."""

    items: list[TraitProgress]


def words_view(book: Book, words: Vocabulary) -> Words:
    """Return what the definitions of a workspace may name."""
    computed = [
        TraitWord(name=key, title=each.name, type=part_type(each.compute), computed=True, per=each.compute.per)
        for key, each in book.traits.items()
    ]
    built_in = [
        TraitWord(name=name, title="", type=each.kind, computed=False, per="currency" if each.is_money else "brand")
        for name, each in profile.BUILT_IN.items()
    ]
    return Words(
        operators={kind: list(operators) for kind, operators in FITTING.items()},
        event_fields={name: field.kind for name, field in known_fields(lines=False).items()},
        line_fields={name: field.kind for name, field in known_fields(lines=True).items()},
        traits=[*computed, *built_in],
        segments=sorted(book.segments),
        titles={key: each.name for key, each in sorted(book.segments.items()) if each.name},
        brands=sorted(words.brands),
    )


def applied(steps: Sequence[Step], *, dry_run: bool) -> Applied:
    """Return the steps as the API shows them."""
    return Applied(applied=not dry_run, steps=[_view(step) for step in steps])


def _view(step: Step) -> StepView:
    before = step.before.document if step.before else None
    return StepView(kind=step.kind, key=step.key, action=step.action, before=before, after=step.document)
