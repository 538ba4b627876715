"""What is committed is small, pinned, and tells nothing of the machine it was written on."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, committed_files

MAX_BYTES = 9 * 1000 * 1000
BINARY_ENDINGS = {".gif", ".gz", ".ico", ".mmdb", ".parquet", ".png", ".zst"}
REGISTRIES = [
    ".".join(host)
    for host in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("npmmirror", "com"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
    ]
]
LOCAL_PATHS = re.compile(r"(?<![\w.}$-])/(?:root|work|home/\w+|Users/\w+)/[\w.]")
REQUIREMENT = re.compile(r"^[a-z0-9][\w.\[\]-]*==\S+", re.IGNORECASE)
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def texts() -> list[Path]:
    return [path for path in committed_files() if path.suffix not in BINARY_ENDINGS]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_large() -> None:
    assert [shown(path) for path in committed_files() if path.stat().st_size > MAX_BYTES] == []


def test_no_package_registry_is_named() -> None:
    named = [(shown(path), host) for path in texts() for host in REGISTRIES if host in path.read_text("utf-8")]
    assert named == []


def test_no_path_of_one_machine_is_named() -> None:
    assert [shown(path) for path in texts() if LOCAL_PATHS.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_checked_by_hash(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    following = [*lines[1:], ""]
    pairs = zip(lines, following, strict=True)
    unhashed = [line for line, after in pairs if REQUIREMENT.match(line) and "--hash" not in after]
    assert unhashed == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name: str) -> None:
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_what_the_product_installs_is_what_the_tests_run_with() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / name).read_text("utf-8")
        return {line.rstrip(" \\") for line in text.splitlines() if REQUIREMENT.match(line)}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_npm_locks_record_no_addresses() -> None:
    locks = [path for path in committed_files() if path.name == "package-lock.json"]
    assert [shown(path) for path in locks if '"resolved"' in path.read_text("utf-8")] == []
