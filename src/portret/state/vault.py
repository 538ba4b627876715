"""Secrets that must be read again lie encrypted in the state store: Fernet, by keys that lie elsewhere."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portret.kernel import Invalid, Settings, Unavailable, told

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_MIN_KEY_CHARS = 32
_UNREADABLE = told(
    "secret-unreadable",
    "A stored secret cannot be read with the present key. Set PORTRET_SECRET_KEY as it was, or bring back the file "
    "secret.key of the data directory; or make the secret anew.",
)


class Vault:
    """Seals and opens secrets.

    The keys are those of the setting `secret_key`, separated by commas: the first seals, all open. Without it one key
    lies in the file `secret.key` of the data directory, made by the first `seal`, readable by its owner only.
    """

    def __init__(self, settings: Settings) -> None:
        self._given = settings.secret_key
        self._path = settings.secret_key_path
        self._keys: MultiFernet | None = None

    def seal(self, plain: bytes) -> bytes:
        """Return what only `open` can read. Raises Invalid if a key is too short."""
        if not self._given and not self._path.exists():
            _make(self._path)
        return self._opened().encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            Unavailable: it was sealed with a key that is not there.
            Invalid: a key is too short.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 — 6 MB of memory that only secrets need

        try:
            return self._opened().decrypt(sealed)
        except (InvalidToken, FileNotFoundError) as error:
            raise Unavailable(_UNREADABLE) from error

    def _opened(self) -> MultiFernet:
        if self._keys is None:
            texts = (self._given or self._path.read_text("ascii")).split(",")
            self._keys = _keys([text.strip() for text in texts])
        return self._keys


def _keys(texts: Sequence[str]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 — as above
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    if any(len(text) < _MIN_KEY_CHARS for text in texts):
        message = f"Each key of secret_key has {_MIN_KEY_CHARS} characters or more. Make one with: openssl rand -hex 32"
        raise Invalid(message, path="secret_key")
    derived = [HKDF(SHA256(), length=32, salt=None, info=b"portret vault").derive(text.encode()) for text in texts]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def _make(path: Path) -> None:
    """Make the file; of several processes at once one wins, and the others read what it wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
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
