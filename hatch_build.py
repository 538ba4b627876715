"""Puts the built web app into the wheel; builds it where Node is at hand and nobody has. Else there are no pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_STEPS = (["ci", "--no-audit", "--no-fund"], ["run", "--silent", "build"])


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration is not read
    """Builds `ui/` before a wheel or an archive of the sources is packed; an editable install takes what is there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the pages unless they are made, and have them packed though git ignores them."""
        del build_data
        root = Path(self.root)
        if version == "editable" or (root / "src/portret/web/static/index.html").exists():
            return
        npm = root / "ui/npm.py"
        if not npm.exists() or any(subprocess.call([sys.executable, npm, *step]) for step in _STEPS):
            self.app.display_warning("The web app is not built: this package has no pages, only the API.")
