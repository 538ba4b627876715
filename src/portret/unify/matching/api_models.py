"""What the API of matching takes and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from portret.kernel import HarmlessText, from_ms, told
from portret.kernel.api_models import Wording, wording_of
from portret.operation.api_models import OperationView
from portret.unify.matching.model import MatchSettings, Outcome, Pair

Verdict = Literal["accepted", "rejected"]

Field_ = Literal[
    "given",
    "family",
    "full",
    "birth",
    "email",
    "phone",
    "postcode",
    "country",
    "city",
    "street",
    "house",
    "state",
    "number",
]


class SettingsDocument(BaseModel):
    """How a workspace matches."""

    model_config = ConfigDict(extra="forbid")
    enabled: bool = Field(default=False, description="Whether runs start by themselves.")
    schedule: Literal["hourly", "daily", "weekly"] = "daily"
    review: float = Field(default=0.9, ge=0.01, le=0.999999, description="Pairs at least this probable are proposed.")
    auto: float | None = Field(
        default=None, ge=0.5, le=1, description="Pairs at least this probable are merged unasked; null for never."
    )
    ignore: list[Field_] = Field(default=[], max_length=13, description="Fields that are not compared.")

    @model_validator(mode="after")
    def _in_order(self) -> SettingsDocument:
        if self.auto is not None and self.auto < self.review:
            message = told(
                "matching-order",
                "auto must not be below review: what is merged unasked is surer than what is reviewed.",
            )
            raise ValueError(message)
        return self


class SettingsChange(SettingsDocument):
    """New settings, and why."""

    reason: str = Field(default="", max_length=1000)


class SettingsView(SettingsDocument):
    """The settings in force; version 0 are the defaults."""

    version: int


class RunRequest(BaseModel):
    """A run to be started."""

    model_config = ConfigDict(extra="forbid")
    full: bool = Field(default=False, description="Compare all profiles and train anew, not only what changed.")


class ReasonView(BaseModel):
    """One step from the first guess to the weight: what was compared, how it came out, and what that adds."""

    field: HarmlessText = Field(description="Empty for what is no field.")
    left: str
    right: str
    outcome: HarmlessText
    bits: float = Field(description="One bit doubles the odds.")


class PairView(BaseModel):
    """Two profiles that may be one person."""

    id: HarmlessText
    profile_id: HarmlessText
    other_id: HarmlessText
    probability: float
    weight: float = Field(description="The logarithm of the odds, in bits; the sum of the reasons' bits.")
    reasons: list[ReasonView]
    status: Literal["open", "accepted", "rejected", "merged", "stale"]
    note: str = Field(description="What became of it, or why it is out of date; mostly empty.")
    note_words: Wording | None
    run_id: HarmlessText
    operation_id: HarmlessText
    proposed_at: datetime
    decided_by: HarmlessText
    decided_at: datetime | None


class PairPage(BaseModel):
    """Some pairs, the most probable first, and the cursor of the next ones if there are more."""

    items: list[PairView]
    next_cursor: HarmlessText | None


class PairAcceptance(BaseModel):
    """How a pair is accepted."""

    model_config = ConfigDict(extra="forbid")
    force: bool = Field(default=False, description="Merge them although the rules say that these are two people.")


class DecisionView(BaseModel):
    """A pair on which was decided, and what came of it."""

    pair: PairView
    verdict: Verdict
    outcome: Outcome = Field(
        description="`working`: the merge is queued; `merged`: they are one profile; `undone`: they were, and are no"
        " longer; `refused` or `cancelled`: they were not merged; `apart`: they stay two."
    )
    profile_now: HarmlessText = Field(description="The id under which the first profile lives now.")
    other_now: HarmlessText = Field(description="The same of the other one: equal, if they are one profile.")
    merged_id: HarmlessText = Field(description="The profile to name in `undo` of a split; empty if there is none.")
    operation: OperationView | None = Field(description="The merge, while it goes on or if it was refused.")


class DecisionPage(BaseModel):
    """Some decisions, the latest first, and the cursor of the next ones if there are more."""

    items: list[DecisionView]
    next_cursor: HarmlessText | None


def settings_view(settings: MatchSettings, version: int) -> SettingsView:
    """Return settings as the API shows them."""
    return SettingsView(
        enabled=settings.enabled,
        schedule=settings.schedule,
        review=settings.review,
        auto=settings.auto,
        ignore=list(settings.ignore),  # type: ignore[arg-type]  # they were validated when they came
        version=version,
    )


def pair_view(pair: Pair) -> PairView:
    """Return a pair as the API shows it."""
    return PairView(
        id=pair.id,
        profile_id=pair.a_id,
        other_id=pair.b_id,
        probability=pair.probability,
        weight=pair.weight,
        reasons=[
            ReasonView(field=one.field, left=one.left, right=one.right, outcome=one.outcome, bits=one.bits)
            for one in pair.reasons
        ],
        status=pair.status,
        note=pair.note,
        note_words=wording_of(pair.note),
        run_id=pair.run_id,
        operation_id=pair.operation_id,
        proposed_at=from_ms(pair.proposed_at_ms),
        decided_by=pair.decided_by,
        decided_at=from_ms(pair.decided_at_ms) if pair.decided_by and pair.decided_at_ms else None,
    )
