"""What the server tells by code has words in the web app: a message without a translation is found here."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portret.govern.called import PERMISSION_NAMES, ROLE_NAMES
from portret.kernel import Permission

_ROOT = Path(__file__).parents[2]
_LOCALES = _ROOT / "ui/src/locales"


def _messages() -> Iterator[tuple[str, str]]:
    """Yield code and English text of every message that says what it is made of."""
    for path in (_ROOT / "src/portret").rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "told(" in text else ():
            match node:
                case ast.Call(
                    func=ast.Name(id="told"),
                    args=[ast.Constant(value=str() as code), ast.Constant(value=str() as said)],
                ):
                    yield code, re.sub(r"\{(\w+)\}", r"{{\1}}", said)


def test_english_is_what_the_server_says() -> None:
    """The other languages are held to English by the web app's own tests."""
    kept = json.loads((_LOCALES / "en/faults.json").read_text("utf-8"))["told"]
    assert dict(_messages()) == kept


def test_a_code_says_one_thing() -> None:
    told = set(_messages())
    assert len({code for code, _ in told}) == len(told)


def test_roles_and_permissions_are_called_in_messages_as_in_the_web_app() -> None:
    common, settings = (
        json.loads((_LOCALES / f"en/{name}.json").read_text("utf-8")) for name in ("common", "settings")
    )
    assert common["role"] == ROLE_NAMES
    assert settings["permission"] == {each.replace(".", "-"): PERMISSION_NAMES[each] for each in Permission}


@pytest.mark.parametrize("language", ["en", "ru", "pl"])
def test_reasons_of_quarantine_have_words(language: str) -> None:
    words = json.loads((_LOCALES / language / "quarantine.json").read_text("utf-8"))
    assert set(words["why"]) == set(words["fix"]) >= _reasons()


def _reasons() -> set[str]:
    told = (_ROOT / "docs/collect.md").read_text("utf-8").partition("## Quarantine")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([a-z-]+)` \|", told, re.MULTILINE))
