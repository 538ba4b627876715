"""Matching as data: its settings, the trained model, and the pairs that it proposes."""

from __future__ import annotations

from typing import Literal

import msgspec

from portret.operation import Operation

Status = Literal["open", "accepted", "rejected", "merged", "stale"]
By = Literal["people", "matching"]
Outcome = Literal["working", "merged", "undone", "refused", "cancelled", "apart"]
Schedule = Literal["hourly", "daily", "weekly"]

MATCHING = "matching"
"""Who decides where no person does."""


class MatchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a workspace matches.

    Attributes:
        enabled: whether runs start by themselves.
        schedule: how often.
        review: pairs with at least this probability are proposed.
        auto: pairs with at least this probability are merged without anybody's word; None for never.
        ignore: fields that are not compared, by `FIELDS`.
    """

    enabled: bool = False
    schedule: Schedule = "daily"
    review: float = 0.9
    auto: float | None = None
    ignore: tuple[str, ...] = ()


class Weights(msgspec.Struct, frozen=True):
    """What the outcomes of comparisons are worth.

    Attributes:
        match: the share of matches among all pairs of records.
        lookalikes: the share of each kind of `LOOKALIKES`.
        m, u: per comparison and level, as in `Comparison.levels`.
        per_person: how many records a person has on average.
        learnt: whether m is what the data says; else it is what was believed beforehand.
    """

    match: float
    lookalikes: tuple[float, ...]
    m: tuple[tuple[float, ...], ...]
    u: tuple[tuple[float, ...], ...]
    per_person: float
    learnt: bool = True


class Calibration(msgspec.Struct, frozen=True):
    """What reviews taught: weights in bits are multiplied by `slope`, and `shift` is added."""

    slope: float = 1.0
    shift: float = 0.0


class Model(msgspec.Struct, frozen=True):
    """A trained model of a workspace and how far it has looked.

    Attributes:
        compared: the comparisons and their levels, by which is told whether it still fits.
        records: how many profiles it was trained on.
        seen_version: the newest version of a profile that a run has compared.
        trained_at_ms: when it was trained.
        ran_at_ms: when the last run ended.
    """

    weights: Weights
    calibration: Calibration
    compared: tuple[str, ...]
    records: int
    seen_version: int
    trained_at_ms: int
    ran_at_ms: int


class Reason(msgspec.Struct, frozen=True):
    """One step from the first guess to the weight of a pair.

    Attributes:
        field: what is compared; "" for what is no field.
        left, right: the values of the two profiles, as they were told.
        outcome: how they compare, in words.
        bits: what it adds to the weight; one bit doubles the odds.
    """

    field: str
    left: str
    right: str
    outcome: str
    bits: float


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two profiles that may be one person.

    Attributes:
        id: "mpr_…", the same for the same two profiles.
        a_id, b_id: the profiles, in order.
        probability: that they are one person, as the model sees it.
        weight: the same in bits, the logarithm of the odds.
        evidence: the weight before what reviews taught.
        reasons: what the weight is made of.
        note: why a pair is stale, in words.
        run_id: the operation that proposed it last.
        operation_id: the merge that was queued; "" if none was.
        decided_by: who accepted or rejected it, "matching" if nobody had to; "" until then.
        decided_at_ms: when; of a rejection that was taken back, when it was.
    """

    workspace_id: str
    id: str
    a_id: str
    b_id: str
    probability: float
    weight: float
    evidence: float
    reasons: tuple[Reason, ...]
    status: Status = "open"
    note: str = ""
    run_id: str
    operation_id: str = ""
    proposed_at_ms: int
    decided_by: str = ""
    decided_at_ms: int = 0

    @property
    def was_refused(self) -> bool:
        """Whether it was accepted and the merge came to nothing, so that it may be decided again."""
        return self.status == "stale" and self.decided_by != ""


class Decision(msgspec.Struct, frozen=True):
    """What came of a decision.

    Attributes:
        now_id, other_now_id: under which ids the two live now; the same if they are one profile.
        merged_id: the profile that the merge put into the other, while it can be undone; else "".
        merge: the operation that merged them or was refused; None if there was none, or it is forgotten.
    """

    pair: Pair
    outcome: Outcome
    now_id: str
    other_now_id: str
    merged_id: str
    merge: Operation | None
