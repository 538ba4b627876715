"""Find the shortest way from one identifier to another through what joined them, or what stands between; no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from portret.unify.evidence.model import Attachment, Evidence, Explanation, Link, Obstacle, Side, Step
from portret.unify.model import Drop, Merge, MergeRow

_TWO = 2


def explain(a: Side, b: Side, evidence: Evidence) -> Explanation:
    """Say whether two are one person: why, or why not."""
    if a.profile_id and a.profile_id == b.profile_id:
        links = links_of(evidence.attachments, evidence.merges)
        return Explanation(joined=True, steps=shortest_path(links, a.identifiers, b.identifiers) or [])
    return Explanation(joined=False, obstacles=_obstacles(a, b, evidence))


def links_of(attachments: Iterable[Attachment], merges: Iterable[MergeRow]) -> list[Link]:
    """Return what is recorded of each event, and of each merge by other means: which identifiers it carried."""
    of_event: defaultdict[str, list[Attachment]] = defaultdict(list)
    for attachment in attachments:
        of_event[attachment.message_id].append(attachment)
    standing: defaultdict[str, list[Merge]] = defaultdict(list)
    for row in merges:
        if not row.undone_at_ms:
            standing[row.merge.message_id].append(row.merge)
    keys = sorted(of_event.keys() | standing.keys())
    links = [_link(key, of_event.get(key, ()), standing.get(key, ())) for key in keys]
    return [link for link in links if len(link.identifiers) >= _TWO]


def shortest_path(links: Sequence[Link], starts: Collection[str], goals: Collection[str]) -> list[Step] | None:
    """Return the fewest steps from one of the starts to one of the goals; None if no way leads there.

    Of equally short ways always the same one comes out.
    """
    if set(starts) & set(goals):
        return []
    carried_by: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        for identifier in link.identifiers:
            carried_by[identifier].append(link)
    came: dict[str, Step] = {}
    seen, used = set(starts), set[str]()
    frontier = sorted(starts)
    while frontier:
        reached: list[str] = []
        for identifier in frontier:
            for link in carried_by[identifier]:
                if link.message_id in used:
                    continue
                used.add(link.message_id)
                fresh = sorted(link.identifiers - seen)
                seen.update(fresh)
                came.update((target, Step(identifier, target, link)) for target in fresh)
                reached += fresh
        found = [identifier for identifier in reached if identifier in goals]
        if found:
            return _way(came, min(found))
        frontier = sorted(reached)
    return None


def _way(came: Mapping[str, Step], goal: str) -> list[Step]:
    steps: list[Step] = []
    while goal in came:
        steps.append(came[goal])
        goal = came[goal].origin
    return steps[::-1]


def _link(key: str, attachments: Sequence[Attachment], merges: Sequence[Merge]) -> Link:
    carried = {attachment.identifier for attachment in attachments}
    carried |= {attachment.via for attachment in attachments if attachment.via}
    carried.update(*(merge.identifiers for merge in merges))
    about = merges[0] if merges else None
    first = attachments[0] if attachments else None
    return Link(
        message_id=key,
        identifiers=frozenset(carried),
        reason=about.reason if about else "event",
        source_id=first.source_id if first else "",
        at_ms=first.at_ms if first else about.at_ms if about else 0,
        verified=bool(attachments) and all(attachment.verified for attachment in attachments),
        rules_version=about.rules_version if about else -1,
        author=about.author if about else "",
        merged=tuple((merge.winner_id, merge.loser_id) for merge in merges),
    )


def _obstacles(a: Side, b: Side, evidence: Evidence) -> list[Obstacle]:
    found = [_of_drop(drop) for drop in evidence.drops if _stands_between(drop, a, b)]
    found += [
        Obstacle(
            kind="apart",
            first_at_ms=edge.at_ms,
            last_at_ms=edge.at_ms,
            profile_ids=(edge.a_id, edge.b_id),
            reason=edge.reason,
            author=edge.author,
        )
        for edge in evidence.edges
        if _are_both(a, b, edge.a_id, edge.b_id)
    ]
    found += [
        Obstacle(
            kind="undone-merge",
            first_at_ms=row.merge.at_ms,
            last_at_ms=row.undone_at_ms,
            profile_ids=(row.merge.winner_id, row.merge.loser_id),
            message_id=row.merge.message_id,
            reason=row.merge.reason,
            rules_version=row.merge.rules_version,
            author=row.merge.author,
        )
        for row in evidence.merges
        if row.undone_at_ms and _are_both(a, b, row.merge.winner_id, row.merge.loser_id)
    ]
    return sorted(found, key=lambda each: (-each.last_at_ms, each.kind, each.identifier))


def _stands_between(drop: Drop, a: Side, b: Side) -> bool:
    """Say whether one of the two claimed what the other holds, or what was asked for and nobody holds."""
    dropped = f"{drop.namespace}:{drop.value}"
    return any(
        drop.profile_id in one.ids and (drop.holder_id in other.ids or dropped in other.identifiers)
        for one, other in ((a, b), (b, a))
    )


def _are_both(a: Side, b: Side, first: str, second: str) -> bool:
    return (first in a.ids and second in b.ids) or (first in b.ids and second in a.ids)


def _of_drop(drop: Drop) -> Obstacle:
    return Obstacle(
        kind="drop",
        first_at_ms=drop.first_at_ms,
        last_at_ms=drop.last_at_ms,
        profile_ids=(drop.profile_id, drop.holder_id),
        rule=drop.rule,
        identifier=f"{drop.namespace}:{drop.value}",
        events=drop.events,
        message_id=drop.last_message_id,
        source_id=drop.source_id,
        rules_version=drop.rules_version,
    )
