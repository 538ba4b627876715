"""What a source's site signs its users with: secrets, made here and shown once, and public keys that it gives."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa
import structlog

from portret.collect import store
from portret.collect.model import IdentityKey, IdentityKind, Source
from portret.collect.signing.proof import Proofs, SigningKeys
from portret.kernel import Clock, Conflict, Invalid, NotFound, PortretError, Settings, new_id, told
from portret.state import State, Vault

if TYPE_CHECKING:
    from portret.collect.signing.jose import PublicKey

_log = structlog.get_logger(__name__)

_SECRET_BYTES = 32
_HINT_CHARACTERS = 4
_MOST_SECRETS = 5
_MOST_PUBLIC_KEYS = 10
_LONGEST_DOCUMENT = 32 * 1024


class PublicKeys(msgspec.Struct, frozen=True):
    """The public keys of a source as JWKs, and whom their tokens must be from and for; "" for anybody."""

    keys: tuple[dict[str, Any], ...]
    issuer: str = ""
    audience: str = ""


class NewSecret(NamedTuple):
    """A secret and its text, which is shown this once."""

    key: IdentityKey
    text: str


def rotate_secret(connection: sa.Connection, vault: Vault, source: Source, now_ms: int, old_until_ms: int) -> NewSecret:
    """Make a secret; those in force stay so until `old_until_ms`, or their own end if that is earlier.

    Raises:
        Conflict: it would be the sixth in force.
    """
    kept = 0
    for key in store.list_identity_keys(connection, source.workspace_id, source.id):
        if key.kind != "secret":
            continue
        until_ms = old_until_ms if key.expires_at_ms is None else min(key.expires_at_ms, old_until_ms)
        if until_ms <= now_ms:
            store.remove_identity_key(connection, key)
        elif kept == _MOST_SECRETS - 1:
            raise Conflict(
                told(
                    "secrets-many",
                    "The source has {most_secrets} secrets in force. Remove one first.",
                    most_secrets=_MOST_SECRETS,
                )
            )
        else:
            kept += 1
            store.save_identity_key(connection, replace(key, expires_at_ms=until_ms))
    text = "ids_" + secrets.token_urlsafe(_SECRET_BYTES)
    made = _key(source, "secret", text[-_HINT_CHARACTERS:], vault.seal(text.encode()), now_ms)
    store.save_identity_key(connection, made)
    return NewSecret(made, text)


def remove_secret(connection: sa.Connection, source: Source, key_id: str) -> None:
    """Take a secret out of force, at once. Raises NotFound."""
    for key in store.list_identity_keys(connection, source.workspace_id, source.id):
        if key.id == key_id and key.kind == "secret":
            store.remove_identity_key(connection, key)
            return
    raise NotFound(told("secret-none", "The source has no identity secret {key_id}.", key_id=key_id))


def set_public_keys(
    connection: sa.Connection, vault: Vault, source: Source, now_ms: int, given: PublicKeys
) -> IdentityKey:
    """Replace the public keys of a source. Raises Invalid if they are none, or not public."""
    keys = read_public_keys(given.keys)
    remove_public_keys(connection, source)
    sealed = vault.seal(msgspec.json.encode(given))
    made = _key(source, "public", f"{len(keys)} {', '.join(sorted({key.key_type for key in keys}))}", sealed, now_ms)
    store.save_identity_key(connection, made)
    return made


def remove_public_keys(connection: sa.Connection, source: Source) -> None:
    """Take the public keys of a source out of force; if there are none, nothing happens."""
    for key in store.list_identity_keys(connection, source.workspace_id, source.id):
        if key.kind == "public":
            store.remove_identity_key(connection, key)


def stored_public_keys(vault: Vault, key: IdentityKey) -> PublicKeys:
    """Return the public keys that a row holds. Raises Unavailable if they cannot be decrypted."""
    return msgspec.json.decode(vault.open(key.sealed), type=PublicKeys)


def read_public_keys(documents: Sequence[Mapping[str, Any]]) -> list[PublicKey]:
    """Return keys that can check RS256, ES256 or EdDSA.

    Raises:
        Invalid: one is private or symmetric, of another kind or too short; or there are none or too many.
    """
    if not 1 <= len(documents) <= _MOST_PUBLIC_KEYS:
        raise Invalid(told("keys-many", "Give 1 to {most} public keys.", most=_MOST_PUBLIC_KEYS), path="/keys")
    if len(msgspec.json.encode(documents)) > _LONGEST_DOCUMENT:
        raise Invalid(told("keys-long", "The keys have more than 32 KB."), path="/keys")
    from portret.collect.signing import jose  # noqa: PLC0415 — 8 MB of memory that only public keys need

    return [jose.public_key(document, f"/keys/{index}") for index, document in enumerate(documents)]


def open_proofs(state: State, settings: Settings, clock: Clock) -> Proofs:
    """Return what judges tokens, with the keys that lie in the state store."""
    return Proofs(_KnownKeys(state, Vault(settings)).load, clock)


class _KnownKeys:
    """The signing keys of all sources; a source's are the same object as long as its rows are the same."""

    def __init__(self, state: State, vault: Vault) -> None:
        self._state = state
        self._vault = vault
        self._of_rows: dict[tuple[IdentityKey, ...], SigningKeys] = {}

    def load(self) -> dict[str, SigningKeys]:
        """Read them all."""
        rows: defaultdict[str, list[IdentityKey]] = defaultdict(list)
        with self._state.read() as connection:
            for key in store.all_identity_keys(connection):
                rows[key.source_id].append(key)
        known = {tuple(keys): self._of_rows.get(tuple(keys)) or self._opened(keys) for keys in rows.values()}
        self._of_rows = known
        return {keys[0].source_id: opened for keys, opened in known.items()}

    def _opened(self, keys: Sequence[IdentityKey]) -> SigningKeys:
        """Return what can be opened of a source's keys, the newest first; what cannot proves nothing."""
        found = SigningKeys()
        for key in reversed(keys):
            try:
                if key.kind == "secret":
                    found = replace(found, secrets=(*found.secrets, (self._vault.open(key.sealed), key.expires_at_ms)))
                else:
                    said = stored_public_keys(self._vault, key)
                    public = tuple(read_public_keys(said.keys))
                    found = replace(found, public=public, issuer=said.issuer, audience=said.audience)
            except PortretError as error:
                _log.warning("identity key not readable", source=key.source_id, key=key.id, reason=error.detail)
        return found


def _key(source: Source, kind: IdentityKind, hint: str, sealed: bytes, now_ms: int) -> IdentityKey:
    return IdentityKey(
        id=new_id("idk"),
        workspace_id=source.workspace_id,
        source_id=source.id,
        kind=kind,
        hint=hint,
        sealed=sealed,
        created_at_ms=now_ms,
    )
