"""What an installation can be told; built once in an entry point and passed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of an installation, typed, with its default.

    The two URLs name stores. Empty means embedded: a file below `data_dir`, and for the warehouse a child process on
    loopback. The log is always a file below `data_dir`.
    """

    data_dir: Path = Path("portret-data")
    state_url: str = ""
    secret_key: str = field(default="", repr=False)
    warehouse_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    warehouse_port: int = 8126
    log_level: str = "info"
    log_retention: timedelta = timedelta(days=7)
    dedup_window: timedelta = timedelta(days=30)
    event_retention: timedelta = timedelta(days=36_500)
    backlog_limit_events: int = 5_000_000
    disk_reserve_bytes: int = 512 * 1024 * 1024
    batch_max_events: int = 16_000
    import_max_bytes: int = 1024**3
    geo_country_path: Path | None = None
    geo_city_path: Path | None = None
    analytics_js_path: Path | None = None
    trusted_proxies: tuple[str, ...] = field(default=("127.0.0.1", "::1"))
    anonymize_ip: bool = False
    phone_region: str = "GB"
    time_zone: str = "UTC"
    query_max_seconds: int = 30
    query_max_memory_bytes: int = 2 * 1024**3
    query_max_rows: int = 10_000
    session_idle: timedelta = timedelta(days=7)
    session_lifetime: timedelta = timedelta(days=30)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "Single sign-on"
    oidc_role: str = ""
    oidc_domains: tuple[str, ...] = ()

    @property
    def log_path(self) -> Path:
        """The embedded log's file."""
        return self.data_dir / "log.db"

    @property
    def state_path(self) -> Path:
        """The embedded state store's file."""
        return self.data_dir / "state.db"

    @property
    def effective_state_url(self) -> str:
        """The state store's SQLAlchemy URL."""
        return self.state_url or f"sqlite:///{self.state_path}"

    @property
    def dedup_path(self) -> Path:
        """The folder of the message ids seen within the deduplication window."""
        return self.data_dir / "dedup"

    @property
    def secret_key_path(self) -> Path:
        """The file with the key of the secrets in the state store, where no setting names one."""
        return self.data_dir / "secret.key"

    @property
    def admin_token_path(self) -> Path:
        """The file with the API token of the first start."""
        return self.data_dir / "admin.token"

    @property
    def setup_token_path(self) -> Path:
        """The file with what the set-up asks for, until there is a user."""
        return self.data_dir / "setup.token"

    @property
    def write_key_path(self) -> Path:
        """The file with the write key of the first start's source."""
        return self.data_dir / "write.key"
