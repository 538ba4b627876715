"""What the administration API of collection takes and gives, as pydantic models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from portret.collect.model import Brand, Source, Workspace, WriteKey
from portret.collect.sources import DEFAULT_BRAND, NewKey
from portret.kernel import Settings, from_ms
from portret.log import Log
from portret.state import CallContext

Kind = Literal["browser", "server", "mobile"]


class CollectContext(CallContext, Protocol):
    """Who calls, and what with: the caller's workspace comes from the token alone."""

    @property
    def settings(self) -> Settings:
        """The settings, which say what secrets are encrypted with."""
        ...

    @property
    def log(self) -> Log:
        """The log that replayed events go to."""
        ...


Dependency = Callable[..., CollectContext]


class Input(BaseModel):
    """What somebody sends; a field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid")


class WorkspaceView(BaseModel):
    """A workspace."""

    id: str
    name: str
    time_zone: str = Field(description="IANA name; days begin by it.")
    anonymize_ip: bool = Field(description="Whether addresses are shortened before anything else sees them.")


class WorkspaceChange(Input):
    """What shall change of the workspace; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    time_zone: str | None = Field(default=None, max_length=64)
    anonymize_ip: bool | None = None


class NewBrand(Input):
    """A brand to be made."""

    slug: str = Field(description="Lower-case letters, digits and hyphens; unique in the workspace.", max_length=64)
    name: str = Field(min_length=1, max_length=200)


class BrandChange(Input):
    """What a brand shall be called."""

    name: str = Field(min_length=1, max_length=200)


class BrandView(BaseModel):
    """A brand; sources name it by its slug."""

    id: str
    slug: str
    name: str


class BrandPage(BaseModel):
    """Some brands, and the cursor of the next ones if there are more."""

    items: list[BrandView]
    next_cursor: str | None


class NewSource(Input):
    """A source to be made."""

    name: str = Field(min_length=1, max_length=200)
    kind: Kind = Field(description="Who holds the write key. Only a server's identity claims are trusted.")
    brand: str = DEFAULT_BRAND
    allowed_origins: list[str] = Field(
        default=[], max_length=100, description="Origins that browsers may send from; empty means any."
    )
    rate_limit_per_s: int = Field(default=0, ge=0, le=1_000_000, description="Requests per write key; 0: unlimited.")
    phone_region: str = Field(default="", pattern="^([A-Z]{2})?$", description="ISO 3166 country of local numbers.")


class SourceChange(Input):
    """What shall change of a source; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    kind: Kind | None = None
    brand: str | None = None
    enabled: bool | None = None
    allowed_origins: list[str] | None = Field(default=None, max_length=100)
    rate_limit_per_s: int | None = Field(default=None, ge=0, le=1_000_000)
    phone_region: str | None = Field(default=None, pattern="^([A-Z]{2})?$")


class SourceView(BaseModel):
    """A source of events."""

    id: str
    name: str
    kind: Kind | Literal["system"] = Field(description="Portret's own events come from its source of kind system.")
    brand: str
    enabled: bool
    allowed_origins: list[str]
    rate_limit_per_s: int
    phone_region: str
    created_at: datetime
    updated_at: datetime


class SourcePage(BaseModel):
    """Some sources, and the cursor of the next ones if there are more."""

    items: list[SourceView]
    next_cursor: str | None


class WriteKeyView(BaseModel):
    """A write key; only its last four characters are known after creation."""

    id: str
    source_id: str
    hint: str
    enabled: bool
    created_at: datetime
    expires_at: datetime | None


class WriteKeyList(BaseModel):
    """All write keys of a source, oldest first."""

    items: list[WriteKeyView]


class CreatedKey(WriteKeyView):
    """A new write key with its text, shown this once."""

    write_key: str


class CreatedSource(SourceView):
    """A new source with its first write key, shown this once."""

    write_key: str


class WriteKeyChange(Input):
    """Whether a write key is in force."""

    enabled: bool


class Rotation(Input):
    """How long the keys in force now stay so."""

    overlap: timedelta = Field(
        default=timedelta(0), ge=timedelta(0), le=timedelta(days=365), description='ISO 8601, such as "P7D".'
    )


class PublicKeysInput(Input):
    """Public keys: a JWKS document, or one key in PEM. Tokens signed by others' keys prove nothing."""

    keys: list[dict[str, Any]] = Field(default=[], max_length=10, description="The `keys` of a JWKS document.")
    pem: str = Field(default="", max_length=10_000, description="One public key in PEM instead.")
    issuer: str = Field(default="", max_length=1_000, description="What `iss` must be; empty: anything.")
    audience: str = Field(default="", max_length=1_000, description="What `aud` must name; empty: anything.")


class PublicKeysView(BaseModel):
    """The public keys of a source."""

    summary: str = Field(description="How many keys, of which kinds.")
    created_at: datetime


class IdentitySecretView(BaseModel):
    """A secret; only its last four characters are known after creation."""

    id: str
    hint: str
    created_at: datetime
    expires_at: datetime | None


class CreatedIdentitySecret(IdentitySecretView):
    """A new secret with its text, shown this once."""

    secret: str


class IdentityView(BaseModel):
    """What a source's site signs its users with."""

    source_id: str
    secrets: list[IdentitySecretView]
    public_keys: PublicKeysView | None


_Item = TypeVar("_Item")


def page_of(found: Sequence[_Item], limit: int) -> tuple[Sequence[_Item], _Item | None]:
    """Return the items of a page of which one more was asked for, and the last one if another page follows."""
    return found[:limit], found[limit - 1] if len(found) > limit else None


def workspace_view(workspace: Workspace) -> WorkspaceView:
    """Return a workspace as the API shows it."""
    return WorkspaceView(
        id=workspace.id, name=workspace.name, time_zone=workspace.time_zone, anonymize_ip=workspace.anonymize_ip
    )


def brand_view(brand: Brand) -> BrandView:
    """Return a brand as the API shows it."""
    return BrandView(id=brand.id, slug=brand.slug, name=brand.name)


def source_view(source: Source) -> SourceView:
    """Return a source as the API shows it."""
    return SourceView(**_source_fields(source))


def created_source(source: Source, key: NewKey) -> CreatedSource:
    """Return a new source with the text of its write key."""
    return CreatedSource(**_source_fields(source), write_key=key.text)


def write_key_view(key: WriteKey) -> WriteKeyView:
    """Return a write key as the API shows it."""
    return WriteKeyView(**_key_fields(key))


def created_key(key: NewKey) -> CreatedKey:
    """Return a new write key with its text."""
    return CreatedKey(**_key_fields(key.key), write_key=key.text)


def _source_fields(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "brand": source.brand,
        "enabled": source.enabled,
        "allowed_origins": list(source.allowed_origins),
        "rate_limit_per_s": source.rate_limit_per_s,
        "phone_region": source.phone_region,
        "created_at": from_ms(source.created_at_ms),
        "updated_at": from_ms(source.updated_at_ms),
    }


def _key_fields(key: WriteKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "source_id": key.source_id,
        "hint": key.hint,
        "enabled": key.enabled,
        "created_at": from_ms(key.created_at_ms),
        "expires_at": None if key.expires_at_ms is None else from_ms(key.expires_at_ms),
    }
