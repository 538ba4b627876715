"""Signing in with an organisation's account, at a provider over a real socket, honest and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from portret.govern import site_of
from portret.kernel import Invalid, Settings
from portret.state import State
from tests.support.office import HOST, NOW, Browser, Office, open_office
from tests.support.openid import CLIENT, OpenIdProvider, openid_provider

LEAVE = "/api/session/single-sign-on"
UNPROVEN = f"{HOST}/sign-in?single_sign_on=unproven"
UNKNOWN = f"{HOST}/sign-in?single_sign_on=unknown"


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with openid_provider(int(NOW.timestamp())) as provider:
        yield provider


@pytest.fixture
def opened(state: State, tmp_path: Path, provider: OpenIdProvider) -> Callable[..., Any]:
    @contextmanager
    def opened(**settings: Any) -> Iterator[Office]:
        told = {
            "public_url": HOST,
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT[0],
            "oidc_client_secret": CLIENT[1],
        }
        with open_office(state, tmp_path, **(told | settings)) as office:
            yield office

    return opened


@pytest.fixture
def office(opened: Callable[..., Any]) -> Iterator[Office]:
    with opened() as office:
        office.employ("marketer", "jo@example.com")
        yield office


def visit(browser: Browser, url: str) -> str:
    """Go to an address of ours; return where that leads."""
    answer = browser.client.get(url, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def provider_sends_to(url: str) -> str:
    return httpx2.get(url, follow_redirects=False).headers["location"]


def come_by(browser: Browser, return_to: str = "/") -> str:
    """Go to the provider and back; return where that ends."""
    return visit(browser, provider_sends_to(visit(browser, f"{LEAVE}?return_to={return_to}")))


def is_in(browser: Browser) -> bool:
    return browser.get("/api/session").status_code == 200


def test_a_user_comes_in_with_the_organisations_account(office: Office) -> None:
    browser = office.browser()
    assert come_by(browser, "/segments/x%3Fq=1") == f"{HOST}/segments/x?q=1"
    session = browser.get("/api/session").json()
    assert (session["user"]["email"], session["role"]) == ("jo@example.com", "marketer")
    browser.csrf = session["csrf_token"]
    assert browser.call("PATCH", "/api/me", json={"theme": "dark"}).status_code == 200


def test_that_it_is_there_is_told_to_who_is_not_signed_in(office: Office) -> None:
    assert office.browser().get("/api/session").json()["single_sign_on"] == "Single sign-on"


def test_without_a_provider_there_is_none(state: State, tmp_path: Path) -> None:
    with open_office(state, tmp_path) as office:
        assert office.browser().client.get(LEAVE, follow_redirects=False).status_code == 404
        assert "single_sign_on" not in office.browser().get("/api/session").json()


def test_the_provider_is_asked_for_a_code_with_a_challenge_and_for_this_browser_alone(office: Office) -> None:
    asked = parse_qs(urlsplit(visit(office.browser(), LEAVE)).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert asked["redirect_uri"] == [f"{HOST}{LEAVE}/callback"]
    assert "openid" in asked["scope"][0].split()
    again = parse_qs(urlsplit(visit(office.browser(), LEAVE)).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 43
        assert asked[name] != again[name]


def test_once_linked_it_is_the_providers_name_that_counts_not_the_address(
    office: Office, provider: OpenIdProvider
) -> None:
    assert come_by(office.browser()) == f"{HOST}/"
    provider.claims = {"email": "married@example.com"}
    browser = office.browser()
    come_by(browser)
    assert browser.get("/api/session").json()["user"]["email"] == "jo@example.com"
    provider.claims = {"sub": "u-2"}
    stranger = office.browser()
    assert come_by(stranger) == UNKNOWN
    assert not is_in(stranger)


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"email": "stranger@example.com"},
    ],
)
def test_an_address_that_is_not_verified_or_not_known_lets_nobody_in(
    office: Office, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    browser = office.browser()
    assert come_by(browser) == UNKNOWN
    assert not is_in(browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": ["portret", "another client"]},
        {"azp": "another client"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": int(NOW.timestamp()) + 120},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
    ],
)
def test_a_token_that_is_not_for_us_now_and_here_lets_nobody_in(
    office: Office, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    browser = office.browser()
    assert come_by(browser) == UNPROVEN
    assert not is_in(browser)


def test_a_token_without_signature_lets_nobody_in(office: Office, provider: OpenIdProvider) -> None:
    provider.header = {"alg": "none"}
    assert come_by(office.browser()) == UNPROVEN


def test_a_token_signed_by_the_public_key_as_a_secret_lets_nobody_in(office: Office, provider: OpenIdProvider) -> None:
    provider.header = {"alg": "HS256", "kid": "k1"}
    assert come_by(office.browser()) == UNPROVEN


def test_a_token_signed_by_another_key_lets_nobody_in(office: Office, provider: OpenIdProvider) -> None:
    provider.published = RSAKey.generate_key(2048, {"kid": "k1"})
    assert come_by(office.browser()) == UNPROVEN


def test_new_keys_of_the_provider_are_fetched_when_they_are_needed(office: Office, provider: OpenIdProvider) -> None:
    assert come_by(office.browser()) == f"{HOST}/"
    provider.key = RSAKey.generate_key(2048, {"kid": "k2"})
    provider.header = {"alg": "RS256", "kid": "k2"}
    assert come_by(office.browser()) == f"{HOST}/"
    assert provider.asked.count("/keys") == 2


def test_nobody_comes_in_by_an_answer_that_another_browser_fetched(office: Office) -> None:
    attacker, victim = office.browser(), office.browser()
    callback = provider_sends_to(visit(attacker, LEAVE))
    assert visit(victim, callback) == UNPROVEN
    visit(victim, LEAVE)
    assert visit(victim, callback) == UNPROVEN
    assert not is_in(victim)


def test_an_answer_counts_once_and_for_ten_minutes(office: Office, provider: OpenIdProvider) -> None:
    browser = office.browser()
    callback = provider_sends_to(visit(browser, LEAVE))
    assert visit(browser, callback) == f"{HOST}/"
    assert visit(office.browser(), callback) == UNPROVEN
    late = office.browser()
    callback = provider_sends_to(visit(late, LEAVE))
    office.clock.advance(timedelta(minutes=10))
    provider.now_s += 600
    assert visit(late, callback) == UNPROVEN


def test_a_refusal_of_the_provider_and_nonsense_let_nobody_in(office: Office) -> None:
    browser = office.browser()
    visit(browser, LEAVE)
    assert visit(browser, f"{LEAVE}/callback?error=access_denied&state=x") == UNPROVEN
    assert visit(browser, f"{LEAVE}/callback") == UNPROVEN
    browser.client.cookies.set("portret_flow", "made up", domain="portret.test", path="/")
    assert visit(browser, f"{LEAVE}/callback?code=x&state=x") == UNPROVEN


def test_an_answer_in_another_issuers_name_is_not_taken(office: Office) -> None:
    browser = office.browser()
    callback = provider_sends_to(visit(browser, LEAVE))
    assert visit(browser, callback + "&iss=https%3A%2F%2Felsewhere.example") == UNPROVEN


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/a%0D%0ASet-Cookie:x=1",
        "/%09/evil.example",
        "@evil.example",
    ],
)
def test_nobody_is_sent_away_from_here_afterwards(office: Office, away: str) -> None:
    assert come_by(office.browser(), away) == f"{HOST}/"


def test_a_session_from_before_ends(office: Office) -> None:
    browser = office.signed_in("marketer", "jo@example.com")
    before = browser.session
    come_by(browser)
    assert browser.session != before
    other = office.browser()
    other.bring(before)
    assert not is_in(other)


def test_who_is_disabled_stays_out(office: Office) -> None:
    come_by(office.browser())
    office.employ("owner")
    owner = office.signed_in("owner")
    users = owner.get("/api/users").json()["items"]
    (user_id,) = [user["id"] for user in users if user["email"] == "jo@example.com"]
    owner.call("PATCH", f"/api/users/{user_id}", json={"disabled": True})
    assert come_by(office.browser()) == UNKNOWN


def test_newcomers_are_let_in_where_a_role_is_set_and_from_the_domains_that_are(
    opened: Callable[..., Any], provider: OpenIdProvider
) -> None:
    with opened(oidc_role="read-only", oidc_domains=("Example.com",)) as office:
        assert come_by(office.browser()) == UNKNOWN  # before the set-up there is nobody, and nobody comes first
        office.employ("owner")
        provider.claims = {"email": "new@example.com"}
        browser = office.browser()
        assert come_by(browser) == f"{HOST}/"
        assert browser.get("/api/session").json()["role"] == "read-only"
        assert office.browser().sign_in("new@example.com", "").status_code == 401
        provider.claims = {"sub": "u-9", "email": "new@example.com.evil.example"}
        assert come_by(office.browser()) == UNKNOWN


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://169.254.169.254/latest/meta-data"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_points_inside_or_lies_about_itself_is_not_asked(
    office: Office, provider: OpenIdProvider, document: dict[str, Any]
) -> None:
    provider.document = document
    assert office.browser().client.get(LEAVE, follow_redirects=False).status_code == 503
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_no_redirect_of_the_provider_is_followed(office: Office, provider: OpenIdProvider) -> None:
    provider.redirects_keys = True
    assert come_by(office.browser()) == f"{HOST}/sign-in?single_sign_on=unavailable"
    assert "/elsewhere" not in provider.asked


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"oidc_client_id": ""}, "oidc_client_id"),
        ({"public_url": ""}, "public_url"),
        ({"oidc_issuer": "http://accounts.example.com"}, "oidc_issuer"),
        ({"oidc_role": "owner"}, "oidc_role"),
        ({"oidc_role": "boss"}, "oidc_role"),
    ],
)
def test_settings_that_cannot_be_are_told(settings: dict[str, Any], path: str) -> None:
    whole = Settings(public_url=HOST, oidc_issuer="https://accounts.example.com", oidc_client_id="portret")
    assert site_of(whole) is not None
    with pytest.raises(Invalid) as raised:
        site_of(replace(whole, **settings))
    assert raised.value.path == path
