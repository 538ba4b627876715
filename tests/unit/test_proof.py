"""What proves who a user is, and what does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from portret.collect.signing.jose import jwk_of_pem
from portret.collect.signing.keys import read_public_keys
from portret.collect.signing.proof import Credentials, Proofs, SigningKeys
from portret.kernel import Invalid, ManualClock, from_ms

AT_MS = 1_795_000_000_000
AT_S = AT_MS // 1000
SECRET = b"ids_" + b"s" * 43
OTHER = b"ids_" + b"o" * 43
RSA = RSAKey.generate_key(2048)
EC = ECKey.generate_key("P-256")
ED = OKPKey.generate_key("Ed25519")
SOON = {"sub": "u-1", "exp": AT_S + 600}


def proofs(**keys: Any) -> Proofs:
    known = SigningKeys(**({"secrets": ((SECRET, None),)} | keys))
    return Proofs(lambda: {"src_1": known}, ManualClock(from_ms(AT_MS)))


def signed(content: Any, key: bytes | RSAKey | ECKey | OKPKey = SECRET, alg: str = "HS256", **head: Any) -> str:
    """Return a token signed by hand where it is symmetric, so that no library's checks stand in the way."""
    if isinstance(key, bytes):
        body = ".".join(segment(part) for part in ({"alg": alg, **head}, content))
        digest = hmac.digest(key, body.encode(), "sha256")
        return f"{body}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    return jws.serialize_compact({"alg": alg, **head}, json.dumps(content), key, registry=registry)


def segment(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def proven(token: object, user_id: str = "u-1", at_ms: int = AT_MS, **keys: Any) -> tuple[str, ...] | None:
    return proofs(**keys).proven("src_1", Credentials(token=token), user_id, at_ms)


def test_a_token_of_the_secret_proves_its_user() -> None:
    assert proven(signed(SOON)) == ("user_id:u-1",)


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256"), (ED, "Ed25519")])
def test_a_token_of_a_key_pair_proves_its_user(key: RSAKey | ECKey | OKPKey, alg: str) -> None:
    public = tuple(read_public_keys([dict(each.as_dict(private=False)) for each in (RSA, EC, ED)]))
    assert proven(signed(SOON, key, alg), public=public) == ("user_id:u-1",)
    assert proven(signed(SOON, key, alg), public=()) is None


def test_the_old_name_of_ed25519_is_understood() -> None:
    body = f"{segment({'alg': 'EdDSA'})}.{segment(SOON)}"
    signature = base64.urlsafe_b64encode(ED.raw_value.sign(body.encode())).decode().rstrip("=")  # type: ignore[union-attr]  # it is private
    public = tuple(read_public_keys([dict(ED.as_dict(private=False))]))
    assert proven(f"{body}.{signature}", public=public) == ("user_id:u-1",)


def test_the_contacts_that_a_site_vouches_for_are_proven_too() -> None:
    content = SOON | {"email": "Jo@Example.COM", "phone_number": "+48 601 234 567"}
    assert proven(signed(content)) == ("user_id:u-1", "email:jo@example.com", "phone:+48601234567")


def test_contacts_that_the_site_has_not_verified_itself_are_not_proven() -> None:
    content = SOON | {"email": "jo@example.com", "email_verified": False, "phone_number": "601234567"}
    assert proven(signed(content)) == ("user_id:u-1",)


@pytest.mark.parametrize(
    "token",
    [
        signed(SOON | {"sub": "u-2"}),
        signed(SOON, OTHER),
        signed(SOON, alg="none"),
        signed(SOON, alg="HS512"),
        signed(SOON, alg="RS256"),
        f"{segment({'alg': 'none'})}.{segment(SOON)}.",
        signed(SOON, crit=["exp"]),
        signed(SOON, b64=False),
        signed(SOON)[:-4] + "AAAA",
        signed({"sub": "u-1"}),
        signed({"sub": "u-1", "exp": AT_S - 61}),
        signed({"sub": "u-1", "iat": AT_S - 24 * 3600 - 61}),
        signed({"sub": "u-1", "iat": AT_S + 61}),
        signed(SOON | {"nbf": AT_S + 61}),
        signed(SOON | {"exp": "tomorrow"}),
        signed(SOON | {"exp": True}),
        signed(SOON | {"exp": 1e400}),
        signed({"exp": AT_S + 600}),
        signed(SOON | {"sub": ""}),
        signed(SOON | {"sub": ["u-1"]}),
        signed([]),
        signed("u-1"),
        "",
        "a.b",
        "ł.ł.ł",
        ".." * 5_000,
        "x" * 9_000,
        {"token": "x"},
        17,
        ["a"],
        True,
    ],
)
def test_nothing_else_proves_anything(token: object) -> None:
    assert proven(token) is None


@pytest.mark.parametrize(
    "content",
    [
        {"sub": "u-1", "exp": AT_S - 59},
        {"sub": "u-1", "iat": AT_S - 24 * 3600},
        {"sub": "u-1", "iat": AT_S + 59},
        SOON | {"nbf": AT_S + 59},
        SOON | {"exp": AT_S + 0.5},
        {"sub": "u-1", "iat": AT_S, "exp": AT_S + 10**8},
    ],
)
def test_clocks_may_differ_by_a_minute(content: dict[str, Any]) -> None:
    assert proven(signed(content)) == ("user_id:u-1",)


def test_a_number_is_a_subject_as_the_user_id_is() -> None:
    assert proven(signed(SOON | {"sub": 42}), user_id="42") == ("user_id:42",)


def test_a_public_key_is_never_taken_for_a_secret() -> None:
    """The classic confusion: the attacker signs with HMAC and the bytes of the public key, which everybody has."""
    public = tuple(read_public_keys([dict(RSA.as_dict(private=False))]))
    pem = RSA.as_pem(private=False)
    for key in (pem, pem.strip(), json.dumps(RSA.as_dict(private=False)).encode()):
        assert proven(signed(SOON, key), secrets=(), public=public) is None
        assert proven(signed(SOON, key, alg="RS256"), secrets=(), public=public) is None


def test_a_key_that_a_token_brings_along_means_nothing() -> None:
    mine = RSAKey.generate_key(2048)
    public = tuple(read_public_keys([dict(RSA.as_dict(private=False))]))
    head = {"jwk": dict(mine.as_dict(private=False)), "jku": "https://evil.example/keys"}
    assert proven(signed(SOON, mine, "RS256", **head), public=public) is None


def test_a_key_pair_signs_for_its_issuer_and_audience_only() -> None:
    keys: dict[str, Any] = {
        "public": tuple(read_public_keys([dict(EC.as_dict(private=False))])),
        "issuer": "https://login.example",
        "audience": "shop",
    }
    good = SOON | {"iss": "https://login.example", "aud": ["shop", "app"]}
    assert proven(signed(good, EC, "ES256"), **keys) == ("user_id:u-1",)
    assert proven(signed(good | {"aud": "shop"}, EC, "ES256"), **keys) == ("user_id:u-1",)
    for bad in (SOON, good | {"iss": "https://evil.example"}, good | {"aud": "blog"}):
        assert proven(signed(bad, EC, "ES256"), **keys) is None


def test_of_several_keys_the_token_names_the_one() -> None:
    documents = [dict(key.as_dict(private=False)) | {"kid": kid} for key, kid in ((EC, "a"), (EC, "b"))]
    public = tuple(read_public_keys(documents))
    assert proven(signed(SOON, EC, "ES256", kid="b"), public=public) == ("user_id:u-1",)
    assert proven(signed(SOON, EC, "ES256", kid="c"), public=public) is None


def test_an_old_secret_is_good_until_its_end_by_the_time_of_receipt() -> None:
    secrets = ((OTHER, None), (SECRET, AT_MS))
    assert proven(signed(SOON), at_ms=AT_MS - 1, secrets=secrets) == ("user_id:u-1",)
    assert proven(signed(SOON), at_ms=AT_MS, secrets=secrets) is None
    assert proven(signed(SOON, OTHER), at_ms=AT_MS, secrets=secrets) == ("user_id:u-1",)


def test_a_hash_of_the_user_id_proves_it() -> None:
    digest = hmac.new(SECRET, b"u-1", hashlib.sha256).hexdigest()
    judge = proofs()
    assert judge.proven("src_1", Credentials(digest=digest), "u-1", AT_MS) == ("user_id:u-1",)
    assert judge.proven("src_1", Credentials(digest=digest.upper()), "u-1", AT_MS) == ("user_id:u-1",)
    for bad in (digest[:-1], "", "ł" * 64, 5, [digest]):
        assert judge.proven("src_1", Credentials(digest=bad), "u-1", AT_MS) is None
    assert judge.proven("src_1", Credentials(digest=digest), "u-2", AT_MS) is None
    assert judge.proven("src_2", Credentials(digest=digest), "u-1", AT_MS) is None


def test_a_bad_token_is_not_mended_by_a_good_hash() -> None:
    digest = hmac.new(SECRET, b"u-1", hashlib.sha256).hexdigest()
    assert proofs().proven("src_1", Credentials(signed(SOON, OTHER), digest), "u-1", AT_MS) is None


def test_keys_are_read_again_only_for_events_of_a_later_time_and_not_all_the_time() -> None:
    clock = ManualClock(from_ms(AT_MS))
    reads = []

    def load() -> dict[str, SigningKeys]:
        reads.append(1)
        return {"src_1": SigningKeys(secrets=((SECRET, None),))} if len(reads) > 1 else {}

    judge = Proofs(load, clock)
    assert judge.proven("src_1", Credentials(token=signed(SOON)), "u-1", AT_MS - 5) is None
    assert judge.proven("src_1", Credentials(token=signed(SOON)), "u-1", AT_MS - 4) is None
    assert len(reads) == 1
    assert judge.proven("src_1", Credentials(token=signed(SOON)), "u-1", AT_MS + 9) is None
    clock.advance(timedelta(milliseconds=20))
    assert judge.proven("src_1", Credentials(token=signed(SOON)), "u-1", AT_MS + 9) == ("user_id:u-1",)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_text_whatever_breaks_the_judge(a: str, b: str, c: str) -> None:
    encoded = ".".join(base64.urlsafe_b64encode(part.encode("utf-8", "replace")).decode() for part in (a, b, c))
    assert proven(f"{a}.{b}.{c}") is None
    assert proven(encoded) is None


@pytest.mark.parametrize(
    "document",
    [
        dict(RSA.as_dict(private=True)),
        dict(EC.as_dict(private=True)),
        dict(OctKey.generate_key(256).as_dict(private=True)),
        {"kty": "RSA", "e": "AQAB", "n": "x" * 171},
        dict(ECKey.generate_key("P-384").as_dict(private=False)),
        {"kty": "RSA"},
        {"kty": "XYZ"},
        {},
    ],
)
def test_only_strong_public_keys_are_taken(document: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read_public_keys([document])


@pytest.mark.parametrize("key", [RSA, EC, ED])
def test_a_public_key_may_come_as_pem_and_a_private_one_may_not(key: RSAKey | ECKey | OKPKey) -> None:
    document = jwk_of_pem(key.as_pem(private=False).decode())
    assert document == dict(key.as_dict(private=False))
    assert read_public_keys([document])
    with pytest.raises(Invalid, match="private"):
        jwk_of_pem(key.as_pem(private=True).decode())


def test_what_is_no_key_is_no_key() -> None:
    with pytest.raises(Invalid, match="no public key"):
        jwk_of_pem("-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----")
