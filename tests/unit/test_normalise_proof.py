"""Tokens of users on their way through normalisation: judged, then taken out of what is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from portret.collect.model import Kind, Source, Workspace
from portret.collect.normalise import Normaliser
from portret.collect.signing.proof import Proofs, SigningKeys
from portret.kernel import Event, ManualClock, from_ms
from tests.support.normalising import RECEIVED_MS, enricher, record, track

SECRET = b"ids_" + b"s" * 43
HASH = hmac.new(SECRET, b"u-1", hashlib.sha256).hexdigest()


def events(document: dict[str, Any], kind: Kind = "browser", *, judged: bool = True) -> list[Event]:
    source = Source(id="src_1", workspace_id="ws_1", brand="shoes", name="Shop", kind=kind)
    keys = {"src_1": SigningKeys(secrets=((SECRET, None),))}
    proofs = Proofs(lambda: keys, ManualClock(from_ms(RECEIVED_MS))) if judged else None
    normaliser = Normaliser({"src_1": source}, {"ws_1": Workspace(id="ws_1", name="Main")}, enricher(), proofs=proofs)
    count = len(document["batch"]) if "batch" in document else 1
    found, faults = normaliser.events(record(json.dumps(document).encode(), count))
    assert not faults
    return found


def event(kind: Kind = "browser", *, judged: bool = True, **fields: Any) -> Event:
    [only] = events(track(**fields), kind, judged=judged)
    return only


def test_a_good_credential_proves_the_user_and_is_not_kept() -> None:
    got = event(userId=" u-1 ", context={"identityHash": HASH, "locale": "pl-PL"})
    assert got.proven == ("user_id:u-1",)
    assert got.context == {"locale": "pl-PL", "proven": ["user_id:u-1"]}
    assert json.loads(got.context_json) == got.context
    assert got.flags == ()
    assert got.verified is False


@pytest.mark.parametrize(
    "context", [{"identityHash": HASH[::-1]}, {"identityToken": "a.b.c"}, {"identityHash": 5}, {"identityToken": {}}]
)
def test_a_bad_credential_leaves_a_remark_and_nothing_else(context: dict[str, Any]) -> None:
    got = event(userId="u-1", context=context)
    assert got.proven == ()
    assert got.flags == ("bad-identity-token",)
    assert got.context == {}
    assert got.context_json == b"{}"


def test_anothers_credential_proves_nothing() -> None:
    got = event(userId="u-2", context={"identityHash": HASH})
    assert (got.proven, got.flags) == ((), ("bad-identity-token",))


def test_who_claims_to_be_nobody_has_nothing_to_prove() -> None:
    got = event(context={"identityHash": HASH})
    assert (got.proven, got.flags, got.context) == ((), (), {})


@pytest.mark.parametrize("context", [{"proven": ["user_id:u-1"]}, {"proven": "user_id:u-1", "identityHash": "0"}])
def test_what_a_browser_says_is_proven_is_not(context: dict[str, Any]) -> None:
    got = event(userId="u-1", context=context)
    assert got.proven == ()
    assert "proven" not in got.context
    assert b"proven" not in got.context_json


def test_a_credential_that_a_batch_says_for_all_is_for_the_one_it_names() -> None:
    batch = [track(userId="u-1", messageId="1"), track(userId="u-2", messageId="2", context={"app": {"name": "x"}})]
    first, second = events({"batch": batch, "context": {"identityHash": HASH}})
    assert (first.proven, first.flags) == (("user_id:u-1",), ())
    assert (second.proven, second.flags) == ((), ("bad-identity-token",))
    assert b"identityHash" not in first.context_json + second.context_json


def test_a_server_is_believed_without_proof_and_a_credential_is_not_kept_from_it_either() -> None:
    got = event("server", userId="u-1", context={"identityHash": "nonsense"})
    assert (got.proven, got.flags, got.context, got.verified) == ((), (), {}, True)


def test_where_nobody_judges_credentials_are_taken_out_all_the_same() -> None:
    got = event(userId="u-1", judged=False, context={"identityToken": "a.b.c"})
    assert (got.proven, got.flags, got.context) == ((), (), {})
