"""Keys and signatures as joserfc has them (RFC 7515, 7517, 7518); imported where one is needed, few sites sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, JWKRegistry, OctKey, OKPKey, RSAKey

from portret.kernel import Invalid, told

PublicKey = RSAKey | ECKey | OKPKey

_LEAST_RSA_BITS = 2048
_BITS_PER_CHARACTER = 6  # of base64
_PRIVATE = frozenset(("d", "p", "q", "dp", "dq", "qi", "k", "oth"))
_UNREADABLE = (JoseError, ValueError, TypeError, KeyError)
_WEAK = told("key-weak", "Give RSA keys of 2,048 bits or more, P-256 or Ed25519.")
_NOT_PUBLIC = told(
    "key-private",
    "This key is private or symmetric. Give the public part only, and make a new pair: this one was shown.",
)


class _Only(jws.JWSRegistry):
    """Knows one algorithm, and does not warn that RFC 9864 renames EdDSA: libraries still write the old name."""

    def get_alg(self, name: str) -> Any:
        """Return the algorithm. Raises UnsupportedAlgorithmError for any other than the one."""
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


_KEY_TYPE = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
_ONLY = {name: _Only(algorithms=[name], strict_check_header=False) for name in ("HS256", *_KEY_TYPE)}


def signed_by_secret(token: str, secret: bytes) -> bytes | None:
    """Return what a token says if a secret signed it by HS256; None if not."""
    return _content(token, OctKey.import_key(secret), "HS256")


def signed_by_key(token: str, key: PublicKey, algorithm: object, key_id: object) -> bytes | None:
    """Return what a token says if a key pair signed it; None if not, or if the key is not for it.

    Args:
        token: in its compact form.
        key: the public half.
        algorithm: that the token names; one for secrets is none of a key pair.
        key_id: the `kid` that the token names, or None.
    """
    if not isinstance(algorithm, str) or key.key_type != _KEY_TYPE.get(algorithm):
        return None
    if key_id is not None and key.kid not in (None, key_id):
        return None
    return _content(token, key, algorithm)


def jwk_of_pem(text: str) -> dict[str, Any]:
    """Return the JWK of a public key in PEM. Raises Invalid."""
    for kind in (RSAKey, ECKey, OKPKey):
        try:
            key = kind.import_key(text)
        except _UNREADABLE:
            continue
        if key.is_private:
            raise Invalid(_NOT_PUBLIC, path="/pem")
        return dict(key.as_dict(private=False))
    raise Invalid(told("key-pem", "This is no public key in PEM, of RSA, P-256 or Ed25519."), path="/pem")


def public_key(document: Mapping[str, Any], path: str) -> PublicKey:
    """Return the key of a JWK that checks RS256, ES256 or EdDSA.

    Raises:
        Invalid: it is private or symmetric, of another kind or too short; `path` is where it stands.
    """
    if not _PRIVATE.isdisjoint(document):
        raise Invalid(_NOT_PUBLIC, path=path)
    if document.get("kty") == "RSA" and len(str(document.get("n"))) * _BITS_PER_CHARACTER < _LEAST_RSA_BITS:
        raise Invalid(_WEAK, path=path)
    try:
        key = JWKRegistry.import_key(dict(document))
    except _UNREADABLE as error:
        raise Invalid(told("key-jwk", "This is no public key as a JWK (RFC 7517)."), path=path) from error
    if isinstance(key, RSAKey) and key.raw_value.key_size >= _LEAST_RSA_BITS:
        return key
    if isinstance(key, ECKey | OKPKey) and key.curve_name in ("P-256", "Ed25519"):
        return key
    raise Invalid(_WEAK, path=path)


def _content(token: str, key: OctKey | PublicKey, algorithm: str) -> bytes | None:
    try:
        return jws.deserialize_compact(token, key, registry=_ONLY[algorithm]).payload
    except (JoseError, ValueError, TypeError):
        return None
