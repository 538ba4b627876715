"""What the API of evidence gives, as pydantic models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from portret.kernel import HarmlessText, from_ms
from portret.unify.evidence.facts import Fact
from portret.unify.evidence.model import Explanation, Kind, Obstacle, Side, Step


class SideView(BaseModel):
    """One of the two that were asked about."""

    ref: str = Field(description="As asked for; an identifier in its normal form.")
    profile_id: HarmlessText | None = Field(description="Who it is now; null if nobody is known by it.")


class MergedPair(BaseModel):
    """Two profiles that became one."""

    winner_id: HarmlessText
    loser_id: HarmlessText


class StepView(BaseModel):
    """From one identifier to the next, by an event that carried both, or by somebody's word."""

    origin: str = Field(description="namespace:value")
    target: str = Field(description="namespace:value")
    reason: Literal["event", "manual", "matching"]
    message_id: HarmlessText = Field(description="The event, or the operation for a merge by hand or by matching.")
    type: HarmlessText | None = Field(description="Of the event; null where it is not in the warehouse.")
    name: HarmlessText | None
    source_id: HarmlessText | None
    at: datetime
    verified: bool = Field(description="Whether a trusted source said so.")
    rules_version: int = Field(description="The version of the rules in force.")
    author: HarmlessText = Field(description="Who merged; empty for an event.")
    merged: list[MergedPair] = Field(description="Profiles that became one by it.")


class ObstacleView(BaseModel):
    """What stands between two profiles."""

    kind: Kind
    profile_id: HarmlessText
    other_id: HarmlessText | None
    rule: HarmlessText = Field(description="Of a drop: which rule kept the identifier out.")
    identifier: str = Field(description="Of a drop: namespace:value.")
    events: int = Field(description="Of a drop: from how many events.")
    message_id: HarmlessText = Field(description="The event of the latest drop, or of the merge.")
    reason: str
    author: HarmlessText
    rules_version: int | None
    first_at: datetime
    last_at: datetime


class ExplanationView(BaseModel):
    """Whether two are one person: the shortest path between them, or what stands between them."""

    joined: bool
    a: SideView
    b: SideView
    steps: list[StepView]
    obstacles: list[ObstacleView] = Field(description="None if nothing ever linked the two.")


def explanation_view(
    sides: tuple[Side, Side], explanation: Explanation, facts: Mapping[str, Fact], rules_versions: Mapping[str, int]
) -> ExplanationView:
    """Return an explanation as the API shows it, with what the warehouse knows of its events by message id."""
    a, b = (SideView(ref=side.ref, profile_id=side.profile_id or None) for side in sides)
    return ExplanationView(
        joined=explanation.joined,
        a=a,
        b=b,
        steps=[
            _step(step, facts.get(step.link.message_id), rules_versions[step.link.message_id])
            for step in explanation.steps
        ],
        obstacles=[_obstacle(obstacle) for obstacle in explanation.obstacles],
    )


def _step(step: Step, fact: Fact | None, rules_version: int) -> StepView:
    link = step.link
    return StepView(
        origin=step.origin,
        target=step.target,
        reason=link.reason,
        message_id=link.message_id,
        type=fact.type if fact else None,
        name=fact.name if fact else None,
        source_id=(fact.source_id if fact else link.source_id) or None,
        at=from_ms(fact.timestamp_ms if fact else link.at_ms),
        verified=fact.verified if fact else link.verified,
        rules_version=rules_version,
        author=link.author,
        merged=[MergedPair(winner_id=winner_id, loser_id=loser_id) for winner_id, loser_id in link.merged],
    )


def _obstacle(obstacle: Obstacle) -> ObstacleView:
    profile_id, other_id = obstacle.profile_ids
    return ObstacleView(
        kind=obstacle.kind,
        profile_id=profile_id,
        other_id=other_id or None,
        rule=obstacle.rule,
        identifier=obstacle.identifier,
        events=obstacle.events,
        message_id=obstacle.message_id,
        reason=obstacle.reason,
        author=obstacle.author,
        rules_version=None if obstacle.rules_version < 0 else obstacle.rules_version,
        first_at=from_ms(obstacle.first_at_ms),
        last_at=from_ms(obstacle.last_at_ms),
    )
