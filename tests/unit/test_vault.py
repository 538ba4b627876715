"""Secrets at rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from portret.kernel import Invalid, Settings, Unavailable
from portret.state import Vault

OLD, NEW = "o" * 40, "n" * 40


def test_what_was_sealed_is_opened_by_another_process_with_the_same_file(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    sealed = Vault(settings).seal(b"secret")
    assert b"secret" not in sealed
    assert Vault(settings).open(sealed) == b"secret"
    assert settings.secret_key_path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_reading_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        Vault(Settings(data_dir=tmp_path)).open(b"gAAAAA")
    assert list(tmp_path.iterdir()) == []


def test_a_key_of_the_settings_leaves_no_file_and_may_be_replaced_with_an_overlap(tmp_path: Path) -> None:
    sealed = Vault(Settings(data_dir=tmp_path, secret_key=OLD)).seal(b"secret")
    assert Vault(Settings(data_dir=tmp_path, secret_key=f"{NEW}, {OLD}")).open(sealed) == b"secret"
    with pytest.raises(Unavailable, match="PORTRET_SECRET_KEY"):
        Vault(Settings(data_dir=tmp_path, secret_key=NEW)).open(sealed)
    assert list(tmp_path.iterdir()) == []


def test_a_short_key_is_refused_and_no_key_is_ever_shown(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="32 characters"):
        Vault(Settings(data_dir=tmp_path, secret_key="short")).seal(b"secret")
    assert OLD not in repr(Settings(secret_key=OLD))
