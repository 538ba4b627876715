"""Errors of the state store end up in logs: they say what was asked, not about whom."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from portret.state import State


def test_an_error_of_the_store_does_not_tell_the_values(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    query = sa.text("SELECT * FROM nowhere WHERE email = :email")
    with state.read() as connection, pytest.raises(sa.exc.OperationalError) as raised:
        connection.execute(query, {"email": "ada@example.com"})
    assert "nowhere" in str(raised.value)
    assert "ada@example.com" not in str(raised.value)
    state.close()
