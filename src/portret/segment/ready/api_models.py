"""What the API of what is ready-made takes and gives, as pydantic models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret.definition import Stored
from portret.kernel import HarmlessText, from_ms, retold
from portret.kernel.api_models import Wording, wording_of
from portret.profile.api_models import ProfileSummary
from portret.segment.api_models import StepView
from portret.segment.ready.add import choice_of
from portret.segment.ready.grid import Grid
from portret.segment.ready.model import Kind, Language, Parameter, ReadyMade, ScoreKind
from portret.segment.ready.store import Moved


class ParameterChoice(BaseModel):
    """One of what a parameter may be."""

    value: str
    title: str


class ParameterView(BaseModel):
    """What can be said when something ready-made is added."""

    kind: Kind
    title: str
    about: str
    default: Any = Field(description="What it is if nothing is said; null if there is no default.")
    needed: bool
    measured: bool = Field(description="Whether it is measured by the people there are if nothing is said.")
    choices: list[ParameterChoice] = Field(description="Of a choice, from what.")
    by: str = Field(description="Of lists for each text of another parameter, which one; empty for all others.")
    number: int = Field(description="Of a list, how many there are; 0 for as many as one likes.")


class ChoiceView(BaseModel):
    """How something was added to this workspace."""

    language: Language
    parameters: dict[str, Any]
    measured: dict[str, Any] = Field(description="What was measured, as plain numbers and durations.")
    measured_at: datetime | None
    every: str = Field(description="How often it is measured anew; empty for only when asked to.")
    fault: str = Field(description="Why the last scheduled measurement was not put in force; empty if it was.")
    fault_words: Wording | None
    version: int
    author: str
    created_at: datetime


class ReadyView(BaseModel):
    """Traits and segments that belong together and can be added."""

    name: str
    title: str
    about: str
    parameters: dict[str, ParameterView]
    covers: list[str] = Field(description="Segments of which everybody whom it is about is in exactly one.")
    added: ChoiceView | None = Field(description="How it was added; null if it was not.")


class ReadyList(BaseModel):
    """All that is ready-made, by name."""

    items: list[ReadyView]


class ReadyAsked(BaseModel):
    """How to add something ready-made."""

    model_config = ConfigDict(extra="forbid")
    parameters: dict[str, Any] = Field(default={}, max_length=50)
    language: Language = Field(default="en", description="Of names and descriptions.")
    every: str = Field(
        default="", max_length=40, description="How often to measure anew what is measured, such as P30D. Empty: never."
    )
    measure: bool = Field(default=False, description="Measure anew, even if nothing else changes.")
    dry_run: bool = Field(default=False, description="Check, and say what would change, but change nothing.")
    reason: str = Field(default="", max_length=1_000, description="Why; it is shown beside the versions for ever.")
    confirm: list[str] = Field(
        default=[], max_length=1_000, description="The keys of segments whose size may change much by this."
    )


class ReadyAdded(BaseModel):
    """What was done, or would be done."""

    applied: bool
    name: str
    measured: dict[str, Any]
    steps: list[StepView]
    left: list[str] = Field(description="What was made when it was added otherwise, and is not of it any more.")


class AskedMoves(BaseModel):
    """Between which instants."""

    model_config = ConfigDict(extra="forbid")
    since: AwareDatetime | None = Field(default=None, description="Default: 30 days before `until`.")
    until: AwareDatetime | None = Field(default=None, description="Default: now.")


class AskedMovers(AskedMoves):
    """Whose move, between which instants."""

    before: str = Field(default="", max_length=63, description="The segment's key at `since`; empty for none of them.")
    after: str = Field(default="", max_length=63, description="The segment's key at `until`; empty for none of them.")
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=500)


class MoverPage(BaseModel):
    """Some of those who moved, and the cursor of the next ones if there are more."""

    items: list[ProfileSummary]
    next_cursor: str | None


class Move(BaseModel):
    """How many people were in one segment then and in another afterwards."""

    before: str | None = Field(description="The segment's key at `since`; null for none of them.")
    after: str | None = Field(description="The segment's key at `until`; null for none of them.")
    people: int


class Migration(BaseModel):
    """Who moved between the segments of something ready-made, and who stayed."""

    name: str
    since: datetime
    until: datetime
    segments: list[str]
    moves: list[Move]


class BrandLevel(BaseModel):
    """How many people are how active at a brand; whoever is neither sleeps there."""

    brand: str
    very_active: int
    low: int


class BrandLevels(BaseModel):
    """How many people are how active at each brand."""

    very_active_from: float = Field(description="From which score on somebody is very active.")
    brands: list[BrandLevel]


class FieldView(BaseModel):
    """How many people are at these steps, from 1 to 5, and for how much they ordered together."""

    recency: int
    frequency: int
    monetary: int
    people: int
    spent: float


class ScoreView(BaseModel):
    """A score of a person: a sum of points, a share in per cent, or a step from 1 to 5."""

    key: HarmlessText
    name: HarmlessText
    kind: ScoreKind
    value: float | None = Field(description="Null if there is nothing to tell it from.")
    before: float | None = Field(description="What it was at `since`; null if nothing is known of them then.")


class Scores(BaseModel):
    """The scores of a person, and what they were."""

    id: HarmlessText
    since: datetime = Field(description="When the scores were what they are compared with.")
    items: list[ScoreView]


class GridView(BaseModel):
    """Everybody who ever ordered, by the steps of RFM; fields in which nobody is are left out."""

    currency: str
    recency: list[str] = Field(description="What parts the steps of recency, 5 to 1.")
    frequency: list[float] = Field(description="What parts the steps of frequency, 1 to 5.")
    monetary: list[float] = Field(description="What parts the steps of monetary value, 1 to 5.")
    fields: list[FieldView]


def ready_view(ready: ReadyMade, stored: Stored | None, language: Language) -> ReadyView:
    """Return something ready-made as the API shows it."""
    return ReadyView(
        name=ready.name,
        title=ready.title[language],
        about=ready.about[language],
        parameters=_parameters(ready.parameters, language),
        covers=list(ready.covers),
        added=_choice(stored) if stored else None,
    )


def _parameters(parameters: Mapping[str, Parameter], language: Language) -> dict[str, ParameterView]:
    return {
        name: ParameterView(
            kind=each.kind,
            title=each.title[language],
            about=each.about[language],
            default=each.default,
            needed=each.default is None and not each.optional and not each.measured and each.kind != "brands",
            measured=bool(each.measured),
            choices=[ParameterChoice(value=one, title=texts[language]) for one, texts in each.choices.items()],
            by=each.by,
            number=each.number,
        )
        for name, each in parameters.items()
    }


def _choice(stored: Stored) -> ChoiceView:
    choice = choice_of(stored)
    return ChoiceView(
        language=choice.language,
        parameters=dict(choice.parameters),
        measured=dict(choice.measured),
        measured_at=from_ms(choice.measured_at_ms) if choice.measured_at_ms else None,
        every=choice.every,
        fault=choice.fault,
        fault_words=wording_of(retold(choice.fault, choice.fault_words)),
        version=stored.version,
        author=stored.author,
        created_at=from_ms(stored.created_at_ms),
    )


def migration_view(ready: ReadyMade, since: datetime, until: datetime, found: Sequence[Moved]) -> Migration:
    """Return who moved as the API shows it."""
    moves = [Move(before=each.before or None, after=each.after or None, people=each.people) for each in found]
    return Migration(name=ready.name, since=since, until=until, segments=list(ready.covers), moves=moves)


def grid_view(found: Grid) -> GridView:
    """Return the grid as the API shows it."""
    return GridView(
        currency=found.steps.currency,
        recency=found.steps.recency,
        frequency=found.steps.frequency,
        monetary=found.steps.monetary,
        fields=[FieldView(**each._asdict()) for each in found.fields],
    )
