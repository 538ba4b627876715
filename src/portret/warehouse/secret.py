"""Who may talk to the embedded warehouse: one random secret in a file, and the passwords derived from it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from portret.kernel import Invalid

WRITER = "portret"

_MIN_SECRET_CHARS = 32


def read_or_make_secret(data_dir: Path) -> str:
    """Return the secret kept in `data_dir/warehouse.secret`; the first call makes the file, readable by its owner only.

    Safe from several processes at once: whoever comes second reads what the first one wrote.

    Raises:
        Invalid: if the file is there but holds no usable secret.
    """
    path = data_dir / "warehouse.secret"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < _MIN_SECRET_CHARS:
        detail = (
            f"{path} holds no usable secret; remove it while Portret is stopped, a new one is made at the next start."
        )
        raise Invalid(detail)
    return secret


def writer_password(secret: str) -> str:
    """Return the password of the user `portret`, who may read and write everything."""
    return _derive(secret, "writer")


def reader_password(secret: str, workspace_id: str) -> str:
    """Return the password of the read-only user of one workspace; the user's name is the workspace's id."""
    return _derive(secret, f"reader:{workspace_id}")


def _derive(secret: str, purpose: str) -> str:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _make(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, fails if another process was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
