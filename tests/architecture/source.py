"""The project's own source, as the rules look at it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "portret"


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Its dotted name, such as `portret.log.model`."""
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    @property
    def stage(self) -> str:
        """The stage it belongs to; "" for the package itself."""
        return stage_of(self.name)

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text("utf-8"), str(self.path))


def modules() -> list[Module]:
    """Return every module of the package."""
    return [Module(path) for path in sorted(PACKAGE.rglob("*.py"))]


def stages() -> list[str]:
    """Return the names of the stages: the folders right below the package."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def stage_of(name: str) -> str:
    """Return the stage of a dotted module name: "log" for `portret.log.model`."""
    return [*name.split("."), ""][1]


def committed_files() -> Iterator[Path]:
    """Yield the files that git keeps, or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            yield ROOT / name
