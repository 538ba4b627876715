"""Why an event cannot be used: stable codes and what to do about each."""

from __future__ import annotations

from portret.kernel import told

FLAWS = {
    "invalid-json": told("flaw-invalid-json", "The event is not valid JSON in UTF-8."),
    "not-an-object": told("flaw-not-an-object", "An event is a JSON object."),
    "bad-type": told("flaw-bad-type", "A field holds another JSON type than the protocol allows."),
    "number-out-of-range": told("flaw-number-out-of-range", "A number is too large to be one, such as 1e999."),
    "too-deep": told("flaw-too-deep", "Objects and lists are nested in more than 64 levels."),
    "event-too-large": told("flaw-event-too-large", "The event has more than 512 KB."),
    "shared-too-large": told(
        "flaw-shared-too-large",
        "What a batch says for all its events has more than 32 KB in a field, or 16 MB all told.",
    ),
    "unknown-type": told("flaw-unknown-type", "The type is none of track, page, screen, identify, group, alias."),
    "missing-name": told("flaw-missing-name", "A track event names what happened in `event`."),
    "missing-group-id": told("flaw-missing-group-id", "A group event names its group in `groupId`."),
    "missing-previous-id": told("flaw-missing-previous-id", "An alias event names the old id in `previousId`."),
    "too-long": told("flaw-too-long", "An id or a name has more than 1,024 characters."),
    "bad-timestamp": told("flaw-bad-timestamp", "The timestamp is neither ISO 8601 nor a number since the epoch."),
    "timestamp-out-of-range": told("flaw-timestamp-out-of-range", "The event would have happened before 1971."),
    "unknown-source": told("flaw-unknown-source", "The source of the event does not exist any more."),
    "count-mismatch": told(
        "flaw-count-mismatch", "The batch holds another number of events than were counted when it was accepted."
    ),
}
"""Every code that normalisation gives, and its meaning."""


class Flaw(Exception):
    """An event that breaks a rule of the wire protocol; `code` is a key of FLAWS, `detail` says what and where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail or FLAWS[code]
