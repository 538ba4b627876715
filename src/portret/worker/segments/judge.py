"""Who judges: knows the definitions in force, remembers where the people met last stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence

import sqlalchemy as sa
import structlog

from portret import segment, unify
from portret.kernel import Event
from portret.profile import ProfileState
from portret.segment import Answer, Cause, Changes, InForce, Standing, Subject
from portret.trait import Plan
from portret.worker.recent import Recent
from portret.worker.segments.known import Known
from portret.worker.segments.sitting import Key, Sitting, verdicts_one_by_one

_log = structlog.get_logger(__name__)

_REMEMBERED = 5_000


class Judge:
    """Judges people by the segments in force.

    Attributes:
        flipped: how often somebody entered or left since the process started.
        judged: workspace id → numbers of the segments by which somebody was judged since they were last published.
        faults: (workspace id, segment number) → what went wrong when somebody was judged by it.
    """

    def __init__(self, known: Known, *, remembered: int = _REMEMBERED) -> None:
        self._known = known
        self._recent: Recent[Standing] = Recent(remembered)
        self.flipped = 0
        self.judged: defaultdict[str, set[int]] = defaultdict(set)
        self.faults: dict[tuple[str, int], str] = {}

    def forget(self) -> None:
        """Drop what is remembered: the last commit may not have reached the store."""
        self._recent.clear()

    def look_again(self) -> None:
        """Have the definitions looked at before long, whether or not one was saved."""
        self._known.forget()

    def in_force(self, workspace_id: str) -> InForce | None:
        """Return what is in force in a workspace, None if nothing is."""
        return self._known.of(workspace_id)

    def version(self, workspace_id: str, number: int) -> int:
        """Return the version of a segment's definition that is in force."""
        in_force = self._known.of(workspace_id)
        row = in_force.segments.get(number) if in_force else None
        return row.version if row else 0

    def sit(self, connection: sa.Connection, keys: Iterable[Key]) -> Sitting:
        """Begin to judge these people in a transaction."""
        return Sitting(connection, self, keys)

    def standings(self, connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, Standing]:
        """Return where people stand, those who were judged before."""
        wanted = set(keys)
        found = self._recent.take(wanted)
        return found | segment.standings(connection, wanted - found.keys())

    def keep(self, standings: Mapping[Key, Standing], gone: Iterable[Key]) -> None:
        """Remember where people stand."""
        self._recent.put(standings)
        self._recent.drop(gone)

    def verdicts(
        self, in_force: InForce, subject: Subject, numbers: Collection[int], at_ms: int, stands: Container[int]
    ) -> dict[int, Answer]:
        """Judge somebody; segments that fail at them are left out, and those not in `stands` that are answered NO."""
        self.judged[in_force.workspace_id].update(numbers)
        try:
            return in_force.evaluator.evaluate(subject, numbers, at_ms, stands)
        except Exception:  # noqa: BLE001 — a definition must not stop all others
            return verdicts_one_by_one(in_force, subject, numbers, at_ms, self.faults)


class Batch:
    """What a batch of events changed, and the judging that follows from it."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._changed: dict[Key, Changes] = {}
        self._last: dict[Key, str] = {}
        self._sitting: Sitting | None = None

    def begin(self, connection: sa.Connection, states: Mapping[Key, ProfileState], came_ms: Mapping[Key, int]) -> None:
        """Judge those for whom a moment came before their events did, by what they were until then.

        Args:
            connection: of the batch's transaction.
            states: the profiles that the batch touches or merges, as they were before it.
            came_ms: when the first event of each was accepted.
        """
        if not any(in_force.segments for in_force in map(self._judge.in_force, {key[0] for key in states}) if in_force):
            return
        self._sitting = sitting = self._judge.sit(connection, states)
        for key, until_ms in came_ms.items():
            sitting.pass_moments(key, states[key], until_ms)

    def take(self, key: Key, state: ProfileState, events: Sequence[Event], failed: Sequence[Event]) -> None:
        """Fold events, but for those that failed, into what is computed of a profile, and note what they change."""
        in_force = self._judge.in_force(key[0])
        if in_force is None:
            return
        changes = self._changed[key] = Changes()
        for event in events:
            if failed and event in failed:
                continue
            self._last[key] = event.message_id
            changes.note(event, fold_computed(in_force.plan, state, event))
        if not in_force.folds.issuperset(state.computed):
            _prune(state, in_force.folds)

    def close(self, states: Mapping[Key, ProfileState], merges: Sequence[unify.Merge], now_ms: int) -> None:
        """Judge everybody whom the batch touched, as of `now_ms`: when its last event was accepted."""
        sitting = self._sitting
        if sitting is None:
            return
        united = {(merge.workspace_id, merge.winner_id): merge for merge in merges}
        for merge in merges:
            sitting.unite((merge.workspace_id, merge.winner_id), (merge.workspace_id, merge.loser_id))
        for key, state in states.items():
            in_force = self._judge.in_force(key[0])
            if in_force is None:
                continue
            if key in united:
                cause = Cause("identity", united[key].message_id)
                sitting.judge(key, state, in_force.numbers, cause, now_ms)
            elif key in self._changed:
                numbers = in_force.evaluator.reading(self._changed[key]) & in_force.numbers
                sitting.pass_moments(key, state, now_ms)
                sitting.judge(key, state, numbers, Cause("event", self._last.get(key, "")), now_ms)
        sitting.close(now_ms)


def fold_computed(plan: Plan | None, state: ProfileState, event: Event) -> tuple[int, ...]:
    """Put an event into what is computed of a profile by definitions; return the ids of the folds that changed."""
    if plan is None or event.enrichment.is_bot or event.profile_id:
        return ()
    try:
        return plan.fold(state.computed, event)
    except Exception:  # noqa: BLE001 — a definition must neither stop events nor send them to quarantine
        _log.exception("computed traits failed", position=event.position)
        return tuple(plan.folds)


def _prune(state: ProfileState, folds: frozenset[int]) -> None:
    """Drop what is left in a profile of folds that nobody needs any more."""
    for fold_id in state.computed.keys() - folds:
        del state.computed[fold_id]
