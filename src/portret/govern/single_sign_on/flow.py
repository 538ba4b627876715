"""One sign-in elsewhere: what goes along to the provider, and what must come back with the browser that left."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from urllib.parse import urlencode

import msgspec

from portret.govern.access import store
from portret.govern.access.door import Door, Visit
from portret.govern.access.secret import is_same, new_secret
from portret.govern.access.sessions import Opened, actor_of, open_session
from portret.govern.audit import Change, record
from portret.govern.single_sign_on.enter import user_of
from portret.govern.single_sign_on.model import Flow
from portret.govern.single_sign_on.provider import Provider
from portret.govern.single_sign_on.verify import vouched
from portret.kernel import Clock, Unauthorized, told
from portret.state import Vault

LASTS = timedelta(minutes=10)
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_LOST = told("sso-lost", "This sign-in was begun elsewhere, or too long ago. Begin again.")


def path_on_this_site(text: str) -> str:
    """Return a path to go to afterwards; "/" for what would lead away from here."""
    return text if _PATH.fullmatch(text) else "/"


def begun(clock: Clock, return_to: str) -> Flow:
    """Return a new sign-in."""
    return Flow(
        state=new_secret(),
        nonce=new_secret(),
        verifier=new_secret(),
        return_to=return_to,
        ends_at_ms=clock.now_ms() + LASTS // timedelta(milliseconds=1),
    )


def sealed(vault: Vault, flow: Flow) -> str:
    """Return a sign-in as the cookie takes it along: nobody reads or makes one but us."""
    return vault.seal(msgspec.json.encode(flow)).decode()


def away(provider: Provider, flow: Flow) -> str:
    """Return the provider's address that a browser is sent to. Raises Unavailable."""
    digest = hashlib.sha256(flow.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.site.client_id,
        "redirect_uri": provider.site.redirect_uri,
        "scope": "openid email profile",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    endpoint = provider.endpoints().authorization
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def back(door: Door, provider: Provider, visit: Visit, said: tuple[str, str, str]) -> tuple[Opened, str]:
    """Open a session of whom the provider vouches for, and say where to go then; `said` are code, state and issuer.

    Raises:
        Unauthorized: the browser did not leave from here, or the provider's word does not hold.
        Forbidden: nobody works here by that account.
        Unavailable: the provider does not answer.
    """
    code, state, issuer = said
    flow = _flow(visit.flow, door.clock.now_ms())
    if not code or not is_same(state, flow.state) or issuer not in ("", provider.site.issuer):
        raise Unauthorized(_LOST)
    token = provider.id_token(code, flow.verifier)
    who = vouched(provider, token, flow.nonce, door.clock.now_ms())
    with door.state.begin() as connection:
        user = user_of(connection, door.clock, provider.site, who, store.workspace_of_users(connection))
        opened = open_session(connection, door.clock, door.settings, user, visit.arrival, visit.session_secret)
        actor = actor_of(opened.session, user, visit.arrival.address)
        record(connection, door.clock, actor, Change("session.open", opened.session.id, after={"issuer": who.issuer}))
    return opened, flow.return_to


def _flow(text: str, now_ms: int) -> Flow:
    try:
        flow = msgspec.json.decode(text or "{}", type=Flow)
    except msgspec.DecodeError as error:
        raise Unauthorized(_LOST) from error
    if flow.ends_at_ms <= now_ms:
        raise Unauthorized(_LOST)
    return flow
