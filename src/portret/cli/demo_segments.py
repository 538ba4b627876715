"""The demo's segments: ready-made ones, added once the shop's events are there."""

from __future__ import annotations

import time
from typing import Any

from portret.cli.client import Server
from portret.cli.demo_orders import CURRENCY
from portret.kernel import Unavailable

BEST = "rfm_champions"
"""A segment to show around."""

_ADDED: dict[str, dict[str, Any]] = {
    "rfm": {"currency": CURRENCY},
    "vip": {"currency": CURRENCY},
    "lifecycle": {},
    "engagement": {},
    "abandoned_cart": {},
    "category_affinity": {"categories": ["kitchen", "bags", "christmas"]},
}
_PATIENCE_S = 90.0
_PAUSE_S = 0.2


def add_segments(server: Server) -> int:
    """Add ready-made segments and return how many there are, once they all have their members.

    Raises:
        Unavailable: they do not come into force.
    """
    keys = []
    for name, parameters in _ADDED.items():
        found = server.post(f"/api/segments/ready/{name}", {"parameters": parameters})
        keys += [step["key"] for step in found["steps"] if step["kind"] == "segment"]
    give_up_at = time.monotonic() + _PATIENCE_S
    for key in keys:
        while server.get(f"/api/segments/{key}/freshness")["status"] != "live":
            if time.monotonic() > give_up_at:
                raise Unavailable(f"The segment {key} does not come into force. `portret segment freshness` says why.")
            time.sleep(_PAUSE_S)
    return len(keys)
