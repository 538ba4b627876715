"""Keep child processes running: each restarted alone when it dies, all stopped in order at the end."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

PARENT_VARIABLE = "PORTRET_INTERNAL_PARENT"
SOCKET_VARIABLE = "PORTRET_INTERNAL_SOCKET"
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0
_STEADY_S = 30.0
_PR_SET_PDEATHSIG = 1
_log = structlog.get_logger("portret.serve")


@dataclass(frozen=True)
class Program:
    """One child to keep running.

    Attributes:
        name: what logs call it.
        arguments: of `python -m portret`.
        stop_within_s: how long it may take to end after SIGTERM before it is killed.
        variables: environment added to ours.
        sockets: listening sockets it inherits.
    """

    name: str
    arguments: Sequence[str]
    stop_within_s: float
    variables: Mapping[str, str] = field(default_factory=dict)
    sockets: Sequence[socket.socket] = ()


class Child:
    """A program that is running, or waits to be started again. Pauses double while it keeps dying young."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_after = 0.0
        self._pause_s = _FIRST_PAUSE_S

    @property
    def pid(self) -> int | None:
        """Its process id; None while it is down."""
        return self._process.pid if self._process else None

    def tend(self) -> None:
        """Start it if it is down and its pause is over; notice if it has died."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_after:
                self._start(now)
        elif self._process.poll() is not None:
            self._bury(now)

    def stop(self) -> None:
        """End it: SIGTERM, then SIGKILL when its time is over."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(self.program.stop_within_s)
        except subprocess.TimeoutExpired:
            _log.warning("child did not stop in time; killed", child=self.program.name)
            process.kill()
            process.wait()

    def _start(self, now: float) -> None:
        command = [sys.executable, "-m", "portret", *self.program.arguments]
        variables = {**os.environ, **self.program.variables, PARENT_VARIABLE: str(os.getpid())}
        descriptors = tuple(item.fileno() for item in self.program.sockets)
        self._process = subprocess.Popen(  # noqa: S603 — our own interpreter and package
            command, env=variables, pass_fds=descriptors, stdin=subprocess.DEVNULL, process_group=0
        )
        self._started_at = now
        _log.info("child started", child=self.program.name, pid=self._process.pid)

    def _bury(self, now: float) -> None:
        code = self._process.returncode if self._process else None
        if now - self._started_at >= _STEADY_S:
            self._pause_s = _FIRST_PAUSE_S
        self._start_after = now + self._pause_s
        _log.error("child died; restarting", child=self.program.name, exit_code=code, in_s=self._pause_s)
        self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)
        self._process = None


def supervise(programs: Sequence[Program], stopping: threading.Event) -> None:
    """Run programs until `stopping` is set, then stop them one after another in the order given.

    They are started in the reverse order, so that what others need comes first.
    """
    children = [Child(program) for program in programs]
    try:
        while not stopping.is_set():
            for child in reversed(children):
                child.tend()
            stopping.wait(0.05)
    finally:
        for child in children:
            child.stop()


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set; call from the main thread."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: Any) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping


def die_with_parent() -> None:
    """In a child of the supervisor: be killed at once when the supervisor dies. Every store survives a SIGKILL.

    Linux only; elsewhere a child outlives a supervisor that is killed with SIGKILL.
    """
    parent = os.environ.get(PARENT_VARIABLE)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it died before we could ask
        os._exit(1)
