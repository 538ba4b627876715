"""What one running installation claims for itself: the data directory and the port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portret.kernel import Conflict, Invalid

LOCK_NAME = "serve.lock"
INCOMPLETE_NAME = "restore.incomplete"


@contextmanager
def claim_data_dir(data_dir: Path) -> Iterator[None]:
    """Hold the data directory; made with access for its owner only.

    Raises:
        Conflict: another `portret serve` holds it, or it was not restored to the end.
        Invalid: it cannot be written to.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        message = f"{data_dir} cannot be used as data directory: {error.strerror}. Give another with --data-dir."
        raise Invalid(message, path="data_dir") from error
    try:
        _lock(descriptor, data_dir)
        if (data_dir / INCOMPLETE_NAME).exists():
            raise Conflict(f"A restore into {data_dir} did not finish. Empty the directory and restore again.")
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data_dir: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "?"
        message = (
            f"{data_dir} is in use by another `portret serve` (process {holder})."
            " Stop that one, or give this one another directory with --data-dir."
        )
        raise Conflict(message, path="data_dir") from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())


def listen(host: str, port: int, setting: str = "port") -> socket.socket:
    """Return a listening TCP socket that children may inherit.

    Raises:
        Conflict: somebody else listens there.
        Invalid: the address cannot be used.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise _refused(host, port, setting, error) from error
    listener.set_inheritable(True)
    return listener


def _refused(host: str, port: int, setting: str, error: OSError) -> Conflict | Invalid:
    flag = "--" + setting.replace("_", "-")
    if error.errno == errno.EADDRINUSE:
        return Conflict(f"Port {port} on {host} is in use. Stop what listens there, or choose another with {flag}.")
    return Invalid(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another address with --host or {flag}.")


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port on which nobody listens at the moment."""
    with socket.create_server((host, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
