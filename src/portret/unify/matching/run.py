"""One run of matching: read the profiles of a workspace, compare them, propose pairs, accept what needs no review."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec
import numpy as np

from portret.kernel import Told, told
from portret.operation import Job
from portret.state import chunks
from portret.unify.matching import store
from portret.unify.matching.link import Linked, decide, learn
from portret.unify.matching.linkage import Linkage, Outcomes, splink_module
from portret.unify.matching.model import MATCHING, Calibration, MatchSettings, Model, Pair, Weights
from portret.unify.matching.people import People, forbidden, people_of
from portret.unify.matching.prepare import prepared
from portret.unify.matching.reasons import calibrate, calibrated, compared, fits, known_from, probability, reasons_of
from portret.unify.matching.stages import Stages
from portret.unify.rules import rules_of
from portret.unify.store import apart_from

_MEMORY_BYTES = 2 * 1024**3
_DECISIONS = 5_000
_GROWN = 1.2
_WRITE = 500
_FEWEST = 2
_NOTHING = {"profiles": 0, "compared": 0, "proposed": 0, "new": 0, "accepted": 0, "stale": 0} | {
    "trained": False,
    "learnt": False,
}


class RunRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked for: `full` compares all profiles and trains anew, else those that changed since the last run."""

    full: bool = False


class _Cancelled(Exception):
    """Somebody cancelled the run."""


@dataclass(frozen=True)
class _Plan:
    """What a run is to do, from what the last one left."""

    settings: MatchSettings
    model: Model | None
    changed: list[int] | None
    decided: list[tuple[Pair, bool]]


def run(job: Job) -> dict[str, Any]:
    """Carry out an operation "matching"; return what came out.

    Killed, it goes on from its last finished stage: the profiles that were read, the pairs that were compared.

    Raises:
        Unavailable: Splink is not installed, or the warehouse is away.
    """
    splink_module()
    request = msgspec.convert(job.operation.request, RunRequest)
    stages = Stages(job.settings.data_dir / "matching", job.operation.id)
    try:
        found = _run(job, request, stages)
    except _Cancelled:
        found = {}
    except Exception:
        stages.forget()
        raise
    stages.forget()
    return found


def _run(job: Job, request: RunRequest, stages: Stages) -> dict[str, Any]:
    with job.state.begin() as connection:
        settings, _ = store.settings_of(connection, job.operation.workspace_id)
        for pair, now_a, now_b in store.merged_away(connection, job.operation.workspace_id):
            store.close_merged(connection, pair, now_a, now_b)
    people = _people(job, settings, stages)
    records = prepared(people.ids, people.fields, people.kinds)
    if len(people.ids) < _FEWEST or len(records.column_names) == 1:
        return _NOTHING | {"profiles": len(people.ids)}
    _look_up(job, 0.15, told("choosing-what", "Choosing what to compare"))
    with closing(Linkage(records, memory_bytes=_MEMORY_BYTES, scratch=stages.folder)) as linkage:
        plan = _plan(job, settings, people, linkage, full=request.full)
        pairs, weights = _compared(job, linkage, plan, stages)
        _look_up(job, 0.85, told("deciding", "Deciding"))
        return _conclude(job, people, plan, decide(linkage, pairs, weights))


def _people(job: Job, settings: MatchSettings, stages: Stages) -> People:
    people = stages.people()
    if people is None:
        _look_up(job, 0.0, told("reading-profiles", "Reading profiles"))
        rows = chain.from_iterable(store.profiles(job.warehouse, job.operation.workspace_id))
        people = people_of(rows, settings.ignore)
        stages.keep_people(people)
    return people


def _plan(job: Job, settings: MatchSettings, people: People, linkage: Linkage, *, full: bool) -> _Plan:
    workspace_id = job.operation.workspace_id
    with job.state.read() as connection:
        model = store.model_of(connection, workspace_id)
        decided = store.decided_by_people(connection, workspace_id, _DECISIONS)
        decided_ms = store.latest_decision_ms(connection, workspace_id)
    usable = (
        model is not None
        and model.compared == compared(linkage.comparisons)
        and fits(model.weights, linkage.comparisons)
        and len(people.ids) <= model.records * _GROWN
        and decided_ms <= model.trained_at_ms
    )
    if full or model is None or not usable:
        return _Plan(settings, None, None, decided)
    changed = [place for place, version in enumerate(people.versions) if version > model.seen_version]
    return _Plan(settings, model, changed, decided)


def _compared(job: Job, linkage: Linkage, plan: _Plan, stages: Stages) -> tuple[Outcomes, Weights]:
    """Return the pairs and the weights: those of the last model, or new ones."""
    linkage.choose_keys()
    _look_up(job, 0.2, told("looking-for-pairs", "Looking for pairs"))
    if plan.model:
        found = linkage.block(plan.changed)
        job.advance(0.3, _comparing(found))
        return Outcomes.joined(list(linkage.candidates())), plan.model.weights
    learned = stages.learned()
    if learned is None:
        found = linkage.block()
        known = known_from(plan.decided, linkage.comparisons)
        learned = learn(linkage, known, lambda share, _: _look_up(job, 0.2 + 0.6 * share, _comparing(found)))
        stages.keep_learned(*learned)
    return learned


def _conclude(job: Job, people: People, plan: _Plan, linked: Linked) -> dict[str, Any]:
    reviewed = ((pair.evidence, same) for pair, same in plan.decided)
    calibration = plan.model.calibration if plan.model else calibrate(reviewed)
    proposed = _proposed(job, people, plan.settings, linked, calibration)
    workspace_id, run_id = job.operation.workspace_id, job.operation.id
    new = accepted = 0
    for piece in chunks(proposed, _WRITE):
        _look_up(job, 0.9, told("writing-pairs", "Writing pairs"))
        with job.state.begin() as connection:
            new += store.propose(connection, [pair for pair, _ in piece])
            accepted += _accept(job, connection, [pair for pair, is_certain in piece if is_certain])
    looked_at = None if plan.changed is None else {people.ids[place] for place in plan.changed}
    with job.state.begin() as connection:
        stale = store.retire(connection, workspace_id, run_id, looked_at)
        store.save_model(connection, workspace_id, _model(job, people, plan, linked, calibration))
    return {
        "profiles": len(people.ids),
        "compared": len(linked.pairs.left),
        "proposed": len(proposed),
        "new": new,
        "accepted": accepted,
        "stale": stale,
        "trained": plan.model is None,
        "learnt": linked.weights.learnt,
    }


def _accept(job: Job, connection: Any, certain: Sequence[Pair]) -> int:
    """Accept pairs that need no review; the worker queues their merges as fast as they are carried out."""
    accepted = 0
    for pair in certain:
        if store.find_pair(connection, pair.workspace_id, pair.id).status == "open":
            store.decide(connection, pair, "accepted", MATCHING, job.clock.now_ms())
            accepted += 1
    return accepted


def _proposed(
    job: Job, people: People, settings: MatchSettings, linked: Linked, calibration: Calibration
) -> list[tuple[Pair, bool]]:
    """Return the pairs to propose and whether they need no review, without those that must not become one."""
    workspace_id = job.operation.workspace_id
    weights = np.clip(linked.scores.weight, -500, 500) * calibration.slope + calibration.shift
    review = np.log2(settings.review / (1 - settings.review)) if settings.review < 1 else np.inf
    places = np.flatnonzero(weights >= review).tolist()
    with job.state.read() as connection:
        rules = rules_of(connection, workspace_id)
        records = np.unique(np.concatenate([linked.pairs.left[places], linked.pairs.right[places]]))
        apart = apart_from(connection, workspace_id, [people.ids[record] for record in records.tolist()])
    made = []
    for place in places:
        left, right = int(linked.pairs.left[place]), int(linked.pairs.right[place])
        one, other = sorted((people.ids[left], people.ids[right]))
        if other in apart[one] or forbidden(people.identifiers[left], people.identifiers[right], rules):
            continue
        pair = _pair(job, people, linked, place, calibration)
        together = linked.people[left] == linked.people[right]
        made.append((pair, together and settings.auto is not None and pair.probability >= settings.auto))
    return made


def _pair(job: Job, people: People, linked: Linked, place: int, calibration: Calibration) -> Pair:
    left, right = (int(side[place]) for side in (linked.pairs.left, linked.pairs.right))
    if people.ids[left] > people.ids[right]:
        left, right = right, left
    evidence = float(linked.scores.weight[place])
    weight = calibrated(evidence, calibration)
    workspace_id = job.operation.workspace_id
    return Pair(
        workspace_id=workspace_id,
        id=store.pair_id(workspace_id, people.ids[left], people.ids[right]),
        a_id=people.ids[left],
        b_id=people.ids[right],
        probability=probability(weight),
        weight=weight,
        evidence=evidence,
        reasons=reasons_of(people, linked, place, calibration),
        run_id=job.operation.id,
        proposed_at_ms=job.clock.now_ms(),
    )


def _model(job: Job, people: People, plan: _Plan, linked: Linked, calibration: Calibration) -> Model:
    now_ms = job.clock.now_ms()
    return Model(
        weights=linked.weights,
        calibration=calibration,
        compared=compared(linked.comparisons),
        records=plan.model.records if plan.model else len(people.ids),
        seen_version=max(people.versions, default=0),
        trained_at_ms=plan.model.trained_at_ms if plan.model else now_ms,
        ran_at_ms=now_ms,
    )


def _comparing(pairs: int) -> Told:
    return told("comparing-so-many", "Comparing {pairs} pairs", pairs=pairs)


def _look_up(job: Job, share: float, stage: str) -> None:
    """Say how far the run is, and end it if nobody wants it any longer."""
    job.advance(share, stage)
    if job.cancelled():
        raise _Cancelled
