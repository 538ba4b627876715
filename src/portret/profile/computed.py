"""What is computed by definition, as a profile shows it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

from portret import trait
from portret.profile import api_models as models
from portret.profile.instants import duration, instant
from portret.profile.model import Defined, ProfileState
from portret.trait import Computation, Value, ValueType

_BRAND = "brand"


def computed_view(defined: Defined, state: ProfileState, now_ms: int) -> dict[str, models.ComputedTrait]:
    """Return the values of all computed traits at an instant, by key."""
    return {
        key: _shown(defined.names.get(key, ""), compute, state.computed.get(fold_id), now_ms, defined.zone)
        for key, (compute, fold_id) in sorted(defined.traits.items())
    }


def fingerprint(computed: Mapping[str, models.ComputedTrait]) -> str:
    """Return what differs when the values do; "" if there are none."""
    if not computed:
        return ""
    told = {key: (each.name, each.value, each.per) for key, each in computed.items()}
    return sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:16]


def _shown(
    name: str, compute: Computation, state: trait.FoldState | None, now_ms: int, zone: str
) -> models.ComputedTrait:
    kind, per = trait.part_type(compute.aggregate), None
    value: Any = trait.value(compute, state, now_ms, zone)
    if compute.per is not None:
        per = {part: _written(kind, value[part]) for part in sorted(value)}
        value = trait.value(*trait.rolled_up(compute, state), now_ms, zone) if compute.per == _BRAND else None
    return models.ComputedTrait(name=name, dimension=compute.per, type=kind, value=_written(kind, value), per=per)


def _written(kind: ValueType, value: Value) -> Any:
    if value is None or not isinstance(value, int | float):
        return value
    return instant(int(value)) if kind == "instant" else duration(int(value)) if kind == "duration" else value
