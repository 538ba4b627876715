"""What a run has finished, on disk until it ends: killed and begun again, it goes on from there."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np

from portret.unify.matching.linkage import Outcomes
from portret.unify.matching.model import Weights
from portret.unify.matching.people import People


class Stages:
    """The folder of one run. Files appear whole or not at all."""

    def __init__(self, root: Path, run_id: str) -> None:
        """Make the folder; what other runs left is deleted, as there is one run at a time."""
        self.folder = root / run_id
        for other in root.glob("*") if root.is_dir() else ():
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def people(self) -> People | None:
        """Return the profiles that the run read."""
        path = self.folder / "people.json"
        return People(**msgspec.json.decode(path.read_bytes())) if path.exists() else None

    def keep_people(self, people: People) -> None:
        """Keep the profiles."""
        self._keep("people.json", msgspec.json.encode(people))

    def learned(self) -> tuple[Outcomes, Weights] | None:
        """Return the compared pairs and the trained weights."""
        path = self.folder / "weights.json"
        if not path.exists():
            return None
        names = ("left", "right", "found_by", "levels", "shares")
        with np.load(self.folder / "pairs.npz") as arrays:
            pairs = Outcomes(*(arrays[name] for name in names))
        return pairs, msgspec.json.decode(path.read_bytes(), type=Weights)

    def keep_learned(self, pairs: Outcomes, weights: Weights) -> None:
        """Keep pairs and weights."""
        np.savez(
            self.folder / "pairs.npz",
            left=pairs.left,
            right=pairs.right,
            found_by=pairs.found_by,
            levels=pairs.levels,
            shares=pairs.shares,
        )
        self._keep("weights.json", msgspec.json.encode(weights))

    def forget(self) -> None:
        """Delete the folder: it holds personal data."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep(self, name: str, content: bytes) -> None:
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.replace(self.folder / name)
