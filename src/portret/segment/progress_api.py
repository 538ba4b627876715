"""HTTP of how far computed traits are: whether the history of what they are made from is read."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends

from portret import definition, trait
from portret.definition import Stored
from portret.kernel import Permission, needs
from portret.kernel.api_models import wording_of
from portret.segment.api_models import TraitProgress, TraitsProgress
from portret.segment.context import Context
from portret.segment.upkeep import store as upkeep
from portret.segment.upkeep.store import FoldRow, TraitInForce


def progress_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of progress; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/trait-progress", tags=["traits"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="How far all computed traits are", openapi_extra=needs(Permission.DEFINITIONS_READ))
    def progress(caller: Caller) -> TraitsProgress:
        with caller.state.read() as connection:
            stored = definition.current(connection, caller.workspace_id, "trait")
            in_force = {row.key: row for row in upkeep.trait_rows(connection, caller.workspace_id)}
            folds = upkeep.fold_rows(connection, caller.workspace_id)
        by_id = {row.id: row for row in folds}
        by_key = {row.key.partition(":")[0]: row for row in folds}
        return TraitsProgress(items=[_progress(each, in_force.get(each.key), by_id, by_key) for each in stored])

    return router


def _progress(
    stored: Stored, in_force: TraitInForce | None, by_id: Mapping[int, FoldRow], by_key: Mapping[str, FoldRow]
) -> TraitProgress:
    compute = trait.trait_of(stored).compute
    wanted = by_key.get(trait.fold_key(compute).partition(":")[0])
    fold = by_id.get(in_force.fold_id) if in_force and in_force.version == stored.version else wanted
    return TraitProgress(
        key=stored.key,
        status=_status(stored, in_force, wanted),
        version=in_force.version if in_force else 0,
        wanted_version=stored.version,
        fault=fold.fault if fold else "",
        fault_words=wording_of(fold.fault) if fold else None,
    )


def _status(
    stored: Stored, in_force: TraitInForce | None, wanted: FoldRow | None
) -> Literal["waiting", "filling", "live", "disabled"]:
    if not stored.is_enabled:
        return "disabled"
    if in_force and in_force.version == stored.version:
        return "live"
    return "filling" if wanted and wanted.status == "filling" else "waiting"
