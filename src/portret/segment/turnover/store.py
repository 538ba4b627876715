"""All SQL of turnover: entries and exits as they were told, newest first."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from portret.warehouse import DATABASE, Limits, Warehouse

LONGEST = timedelta(days=92)
"""How far back entries and exits are looked for."""

_ENTERED = "Segment Entered"
_LIMITS = Limits(seconds=10, rows=1_000)
_FLIPS = f"""
SELECT
    if(a.survivor = '', e.profile_id, a.survivor) AS person, enters, toUnixTimestamp64Milli(timestamp), message_id,
    version, cause, reference
FROM (
    SELECT
        profile_id, timestamp, message_id, name = {{entered:String}} AS enters,
        JSONExtractUInt(properties_text, 'version') AS version,
        JSONExtractString(properties_text, 'cause', 'kind') AS cause,
        JSONExtractString(properties_text, 'cause', 'reference') AS reference
    FROM {DATABASE}.events
    WHERE workspace_id = {{workspace:String}} AND name IN {{names:Array(String)}} AND subject_id != ''
        AND timestamp > fromUnixTimestamp64Milli({{since_ms:Int64}}, 'UTC')
        AND (timestamp, message_id) < (fromUnixTimestamp64Milli({{upto_ms:Int64}}, 'UTC'), {{upto_id:String}})
        AND JSONExtractString(properties_text, 'segment_id') = {{segment:String}}
    ORDER BY timestamp DESC, message_id DESC
    LIMIT 1 BY message_id
    LIMIT {{rows:UInt32}}
) AS e
LEFT JOIN (
    SELECT alias_id, profile_id AS survivor FROM {DATABASE}.profile_aliases FINAL
    WHERE workspace_id = {{workspace:String}} AND alias_id != profile_id
) AS a ON e.profile_id = a.alias_id
ORDER BY timestamp DESC, message_id DESC
"""  # noqa: S608 — only names of our own


class Turn(NamedTuple):
    """Somebody entered a segment or left it; `version` is that of the definition, 0 if it was not told."""

    profile_id: str
    entered: bool
    at_ms: int
    message_id: str
    version: int
    cause: str
    reference: str


def turns(
    warehouse: Warehouse, workspace_id: str, segment_id: str, before: tuple[int, str], since_ms: int, limit: int
) -> list[Turn]:
    """Return up to `limit` entries and exits of a segment, newest first, those before (milliseconds, message id)."""
    parameters = {
        "workspace": workspace_id,
        "segment": segment_id,
        "names": [_ENTERED, "Segment Exited"],
        "entered": _ENTERED,
        "since_ms": since_ms,
        "upto_ms": before[0],
        "upto_id": before[1],
        "rows": limit,
    }
    return [Turn(*row) for row in warehouse.query(_FLIPS, parameters, _LIMITS).rows]
