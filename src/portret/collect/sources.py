"""Making workspaces, sources and write keys, and taking keys out of force."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import NamedTuple

import sqlalchemy as sa

from portret.collect import store
from portret.collect.auth import key_digest
from portret.collect.model import Brand, Kind, Source, Workspace, WriteKey
from portret.kernel import Conflict, Invalid, NotFound, find_zone, new_id, told

DEFAULT_BRAND = "default"
SYSTEM_NAME = "Portret"
_OWN = told("source-own", "Events of this source are Portret's own: it has no write keys and cannot be changed.")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", re.ASCII)
_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+", re.ASCII)
_KEY_BYTES = 24
_HINT_CHARACTERS = 4


class NewKey(NamedTuple):
    """A write key and its text, which is shown this once and kept nowhere."""

    key: WriteKey
    text: str


def create_workspace(
    connection: sa.Connection, now_ms: int, *, name: str = "Default", time_zone: str = "UTC", anonymize_ip: bool = False
) -> Workspace:
    """Make a workspace with the brand "default". Raises Invalid."""
    workspace = Workspace(id=new_id("ws"), name=name, time_zone=time_zone, anonymize_ip=anonymize_ip)
    _check_time_zone(time_zone)
    store.add_workspace(connection, workspace, now_ms)
    create_brand(connection, workspace.id, DEFAULT_BRAND, "Default")
    return workspace


def change_workspace(connection: sa.Connection, workspace: Workspace) -> Workspace:
    """Keep a workspace's new name, time zone and address setting. Raises Invalid."""
    _check_time_zone(workspace.time_zone)
    store.save_workspace(connection, workspace)
    return workspace


def create_brand(connection: sa.Connection, workspace_id: str, slug: str, name: str) -> Brand:
    """Add a brand to a workspace. Raises Invalid, Conflict."""
    if not _SLUG.fullmatch(slug):
        message = told("slug", "A slug has 1 to 64 lower-case letters, digits and hyphens, no hyphen at the ends.")
        raise Invalid(message, path="/slug")
    if store.find_brand(connection, workspace_id, slug):
        raise Conflict(told("brand-there", "There is a brand {slug} already.", slug=slug), path="/slug")
    brand = Brand(id=new_id("brd"), workspace_id=workspace_id, slug=slug, name=name)
    store.add_brand(connection, brand)
    return brand


def rename_brand(connection: sa.Connection, workspace_id: str, slug: str, name: str) -> Brand:
    """Give a brand another name; its slug, which sources and events say, stays. Raises Invalid, NotFound."""
    brand = store.find_brand(connection, workspace_id, slug)
    if brand is None:
        raise NotFound(
            told("brand-none", "There is no brand {slug}. GET /api/brands lists them.", slug=slug), path="slug"
        )
    if not (text := name.strip()):
        raise Invalid(told("brand-nameless", "Say what the brand is called."), path="/name")
    store.rename_brand(connection, brand, text)
    return replace(brand, name=text)


def create_source(  # noqa: PLR0913 - what a source is
    connection: sa.Connection,
    now_ms: int,
    workspace_id: str,
    *,
    name: str,
    kind: Kind,
    brand: str = DEFAULT_BRAND,
    allowed_origins: tuple[str, ...] = (),
    rate_limit_per_s: int = 0,
    phone_region: str = "",
) -> tuple[Source, NewKey]:
    """Make a source with its first write key. Raises Invalid."""
    source = Source(
        id=new_id("src"),
        workspace_id=workspace_id,
        brand=brand,
        name=name,
        kind=kind,
        allowed_origins=allowed_origins,
        rate_limit_per_s=rate_limit_per_s,
        phone_region=phone_region,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    _check_source(connection, source)
    store.save_source(connection, source)
    return source, create_key(connection, source, now_ms)


def create_keyless(
    connection: sa.Connection, now_ms: int, workspace_id: str, *, name: str, brand: str, phone_region: str
) -> Source:
    """Make a server's source without a write key, for what comes from within, such as files. Raises Invalid."""
    source = Source(
        id=new_id("src"),
        workspace_id=workspace_id,
        brand=brand,
        name=name,
        kind="server",
        phone_region=phone_region,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    _check_source(connection, source)
    store.save_source(connection, source)
    return source


def system_source(connection: sa.Connection, now_ms: int, workspace_id: str) -> Source:
    """Return the source of a workspace under which Portret's own events stand in the log; made when first needed."""
    known = store.find_system_source(connection, workspace_id)
    if known:
        return known
    made = Source(
        id=new_id("src"),
        workspace_id=workspace_id,
        brand=DEFAULT_BRAND,
        name=SYSTEM_NAME,
        kind="system",
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    store.save_source(connection, made)
    return made


def change_source(connection: sa.Connection, source: Source, now_ms: int) -> Source:
    """Keep what has changed of a source. Raises Invalid, and Conflict if it is Portret's own."""
    _check_source(connection, source)
    _refuse_own(source)
    changed = replace(source, updated_at_ms=now_ms)
    store.save_source(connection, changed)
    return changed


def create_key(connection: sa.Connection, source: Source, now_ms: int) -> NewKey:
    """Make one more write key for a source. Raises Conflict if it is Portret's own."""
    _refuse_own(source)
    text = "wk_" + secrets.token_urlsafe(_KEY_BYTES)
    key = WriteKey(
        id=new_id("key"),
        workspace_id=source.workspace_id,
        source_id=source.id,
        hint=text[-_HINT_CHARACTERS:],
        enabled=True,
        created_at_ms=now_ms,
    )
    store.add_write_key(connection, key, key_digest(text))
    return NewKey(key, text)


def rotate_keys(connection: sa.Connection, source: Source, now_ms: int, old_until_ms: int) -> NewKey:
    """Make a new write key; those in force now stay so until `old_until_ms`, or their own end if that is earlier."""
    for key in store.list_write_keys(connection, source.workspace_id, source.id):
        if key.enabled and (key.expires_at_ms is None or key.expires_at_ms > old_until_ms):
            store.save_write_key(connection, replace(key, expires_at_ms=old_until_ms))
    return create_key(connection, source, now_ms)


def set_key_enabled(connection: sa.Connection, source: Source, key_id: str, *, enabled: bool) -> WriteKey:
    """Put a write key in or out of force. Raises NotFound."""
    for key in store.list_write_keys(connection, source.workspace_id, source.id):
        if key.id == key_id:
            changed = replace(key, enabled=enabled)
            store.save_write_key(connection, changed)
            return changed
    raise NotFound(told("write-key-none", "The source has no write key {key_id}.", key_id=key_id))


def the_workspace(connection: sa.Connection, workspace_id: str) -> Workspace:
    """Return a workspace. Raises NotFound."""
    workspace = store.find_workspace(connection, workspace_id)
    if workspace is None:
        raise NotFound(f"There is no workspace {workspace_id}.")
    return workspace


def the_source(connection: sa.Connection, workspace_id: str, source_id: str) -> Source:
    """Return a source of a workspace. Raises NotFound."""
    source = store.find_source(connection, workspace_id, source_id)
    if source is None:
        raise NotFound(told("source-none", "There is no source {source_id}.", source_id=source_id))
    return source


def _refuse_own(source: Source) -> None:
    if source.kind == "system":
        raise Conflict(_OWN)


def _check_source(connection: sa.Connection, source: Source) -> None:
    if not source.name.strip():
        raise Invalid(told("source-nameless", "A source needs a name."), path="/name")
    if store.find_brand(connection, source.workspace_id, source.brand) is None:
        raise Invalid(
            told("brand-missing", "There is no brand {brand}. Add it first.", brand=source.brand), path="/brand"
        )
    for origin in source.allowed_origins:
        if not _ORIGIN.fullmatch(origin):
            message = told(
                "origin-wrong",
                "{origin} is no origin. Give scheme and host in lower case, such as https://shop.example.",
                origin=f"{origin!r}",
            )
            raise Invalid(message, path="/allowed_origins")


def _check_time_zone(name: str) -> None:
    if find_zone(name) is None:
        message = told(
            "zone-wrong", "{name} is no time zone. Give an IANA name such as Europe/Warsaw.", name=f"{name!r}"
        )
        raise Invalid(message, path="/time_zone")
