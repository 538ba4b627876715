"""What the log is told of memberships: `Segment Entered` and `Segment Exited`, of one person each."""

from __future__ import annotations

from portret.collect import OwnEvent
from portret.segment import Flip, SegmentRow

SEGMENT_ENTERED = "Segment Entered"
SEGMENT_EXITED = "Segment Exited"


def flipped(flip: Flip, row: SegmentRow) -> OwnEvent:
    """Return the event that tells of somebody who entered or left a segment."""
    name = SEGMENT_ENTERED if flip.entered else SEGMENT_EXITED
    return OwnEvent(
        workspace_id=flip.workspace_id,
        profile_id=flip.profile_id,
        name=name,
        at_ms=flip.at_ms,
        properties={
            "segment_id": row.segment_id,
            "segment": row.key,
            "name": row.name,
            "version": flip.version,
            "cause": {"kind": flip.cause.kind, "reference": flip.cause.reference},
        },
    )
