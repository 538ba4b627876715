"""What holds for every test: its tier by folder, how hard hypothesis looks, where shared data lies."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
SHARED_DATA = TESTS.parents[1] / "shared" / "data"

settings.register_profile("usual", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("usual"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test with its tier: the name of its folder below tests/."""
    for item in items:
        item.add_marker(item.path.relative_to(TESTS).parts[0])


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of data sets beside the repository; without it, skip at home and fail in CI."""
    if not SHARED_DATA.is_dir():
        missing = f"no data sets at {SHARED_DATA}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return SHARED_DATA


@pytest.fixture(scope="session")
def patience() -> timedelta:
    """How long a test waits for a condition before it gives up; generous, machines are busy."""
    return timedelta(seconds=60)
