"""HTTP of accounts: one or many, who belongs to them, and those of a profile."""

from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query

from portret.kernel import NotFound, Permission, key_of_cursor, needs, told, write_cursor
from portret.kernel.api import Cursor, Limit
from portret.profile import api_models as models
from portret.profile.accounts import store
from portret.profile.accounts.store import Account
from portret.profile.api_models import Ref, profile_summary
from portret.profile.lookup import Context, instant, resolved
from portret.profile.shown import declared
from portret.profile.store import Profile, load_stored
from portret.profile.traits import account_name, current, history

AccountId = Annotated[str, Path(description="The `groupId` of its group calls.", max_length=600)]


def account_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of accounts; `context` is the dependency that authenticates."""
    router = APIRouter()
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/api/accounts",
        tags=["accounts"],
        summary="List accounts, or find them by the beginning of id or name",
        openapi_extra=needs(Permission.PEOPLE_READ, Permission.PERSONAL_DATA_SEE),
    )
    def index(
        caller: Caller,
        search: Annotated[str, Query(max_length=200)] = "",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> models.AccountPage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_accounts(connection, caller.workspace_id, search.strip(), after, limit + 1)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return models.AccountPage(items=[_summary(account) for account in found[:limit]], next_cursor=more)

    @router.get(
        "/api/accounts/{account_id:path}/profiles",
        tags=["accounts"],
        summary="The people of an account",
        openapi_extra=needs(Permission.PEOPLE_READ, Permission.PERSONAL_DATA_SEE),
    )
    def people(account_id: AccountId, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.ProfilePage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            _the_account(connection, caller.workspace_id, account_id)
            ids = store.members(connection, caller.workspace_id, account_id, after, limit + 1)
            found = _profiles(connection, caller.workspace_id, ids[:limit])
        more = write_cursor(ids[limit - 1]) if len(ids) > limit else None
        now_ms = caller.clock.now_ms()
        return models.ProfilePage(items=[profile_summary(profile, now_ms) for profile in found], next_cursor=more)

    @router.get(
        "/api/accounts/{account_id:path}",
        tags=["accounts"],
        summary="An account, its traits with their source",
        openapi_extra=needs(Permission.PEOPLE_READ, Permission.PERSONAL_DATA_SEE),
    )
    def show(account_id: AccountId, caller: Caller) -> models.AccountView:
        with caller.state.read() as connection:
            return _view(_the_account(connection, caller.workspace_id, account_id))

    @router.get(
        "/api/profiles/{ref:path}/accounts",
        tags=["profiles"],
        summary="The accounts of a profile",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def of_profile(ref: Ref, caller: Caller) -> models.Memberships:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            known = store.load_accounts(connection, caller.workspace_id, sorted(profile.state.accounts))
        return models.Memberships(id=profile.id, items=_memberships(profile, known))

    return router


def _the_account(connection: sa.Connection, workspace_id: str, account_id: str) -> Account:
    account = store.load_accounts(connection, workspace_id, [account_id]).get(account_id)
    if account is None:
        raise NotFound(
            told("account-none", "No event of this workspace names this account. Search with ?search=…"),
            path="account_id",
        )
    return account


def _profiles(connection: sa.Connection, workspace_id: str, ids: list[str]) -> list[Profile]:
    return sorted(load_stored(connection, workspace_id, ids), key=lambda profile: profile.id)


def _summary(account: Account) -> models.AccountSummary:
    return models.AccountSummary(
        id=account.id,
        name=account_name(account.state),
        first_seen_at=instant(account.state.first_ms),
        last_seen_at=instant(account.state.last_ms),
    )


def _view(account: Account) -> models.AccountView:
    claims = account.state.claims
    return models.AccountView(
        **_summary(account).model_dump(),
        version=account.version,
        events=account.state.events,
        traits={key: declared(*history(claims, key)[0]) for key in current(claims)},
    )


def _memberships(profile: Profile, known: dict[str, Account]) -> list[models.Membership]:
    return [
        models.Membership(
            id=account_id,
            name=account_name(known[account_id].state) if account_id in known else None,
            first_at=instant(first_ms),
            last_at=instant(last_ms),
        )
        for account_id, (first_ms, last_ms) in sorted(profile.state.accounts.items())
    ]
