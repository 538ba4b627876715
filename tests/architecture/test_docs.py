"""What is not in the documentation does not exist: these tests fail when something is missing there."""

import ast
import json
import re
import tomllib
from dataclasses import fields
from importlib.metadata import packages_distributions
from typing import get_args

import pytest

from docs import tables
from portret import segment, trait
from portret.collect.app import _EVENT_PATHS, _IGNORED_PATHS, _PIXEL_PATHS, _SETTINGS_PREFIXES
from portret.collect.flaws import FLAWS
from portret.collect.names import ECOMMERCE
from portret.kernel import Settings
from portret.profile import BUILT_IN, ProfileState, view
from portret.trait.fields import EVENT_FIELDS, LINE_FIELDS
from portret.trait.model import Operator
from portret.unify import CONTACT_FLAGS, IdentityRules
from portret.warehouse import TABLES
from portret.warehouse.tables import VIEWS
from tests.architecture.source import PACKAGE, ROOT, modules

DOCS = ROOT / "docs"
WORDS_OF_JSON_SCHEMA = {
    "array",
    "boolean",
    "default",
    "discriminator",
    "enum",
    "examples",
    "integer",
    "items",
    "mapping",
    "maximum",
    "minimum",
    "null",
    "number",
    "object",
    "pattern",
    "properties",
    "required",
    "string",
    "title",
}
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)")


def words(name: str, section: str = "") -> set[str]:
    """Return what stands in backquotes on a page, or in one of its sections."""
    text = (DOCS / name).read_text("utf-8")
    if section:
        text = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"`([^`\n]+)`", text))


@pytest.mark.parametrize(
    ("name", "page"), [("cli.md", tables.cli_page), ("http-api.md", tables.api_page), ("roles.md", tables.roles_page)]
)
def test_generated_pages_are_current(name: str, page: tables.Page) -> None:
    assert (DOCS / name).read_text("utf-8") == page(), "run `make docs`"


def test_every_option_of_every_command_says_what_it_does() -> None:
    assert re.findall(r"^\| `-.*` \|  \|$", tables.cli_page(), re.MULTILINE) == []


def test_every_setting_is_documented() -> None:
    assert {field.name for field in fields(Settings)} <= words("settings.md")


def test_every_path_of_collection_is_documented() -> None:
    text = (DOCS / "collect.md").read_text("utf-8")
    pixels = {path for path in _PIXEL_PATHS if path.startswith("/pixel/")}
    settings = {f"{prefix}{{writeKey}}/settings" for prefix in _SETTINGS_PREFIXES}
    paths = {
        *_EVENT_PATHS,
        *pixels,
        *_IGNORED_PATHS,
        *settings,
        "/v1/webhook",
        "/sourceConfig",
        "/rsaRequest",
        "/health",
    }
    assert {path for path in paths if not re.search(rf"{re.escape(path)}(?![\w/])", text)} == set()


def test_every_reason_for_quarantine_is_documented() -> None:
    assert FLAWS.keys() <= words("collect.md", "Quarantine")


def test_every_word_of_definitions_is_documented() -> None:
    text = (DOCS / "traits-and-segments.md").read_text("utf-8")
    named = set(re.findall(r"\w+(?:\.\w+)*", " ".join(re.findall(r"`([^`\n]+)`", text))))
    schemas = json.dumps([segment.schema(), trait.schema()])
    words = set(re.findall(r'"([a-z_]+)"', schemas)) - WORDS_OF_JSON_SCHEMA
    fields = {field for lines in (False, True) for field in trait.known_fields(lines=lines)}
    assert {"percent_of", "reachable", "half_life"} <= words
    assert (words | fields) - named == set()


def test_every_flag_of_an_event_is_documented() -> None:
    flag = re.compile(r"^[A-Z_]+ = \"([a-z]+(?:-[a-z]+)+)\"", re.MULTILINE)
    sources = (PACKAGE / "collect" / name for name in ("normalise.py", "timing.py", "commerce.py"))
    flags = {name for source in sources for name in flag.findall(source.read_text("utf-8"))}
    assert "clock-skew" in flags
    assert flags <= words("events.md", "Remarks")


def test_every_remark_on_a_person_is_documented() -> None:
    assert CONTACT_FLAGS.keys() <= words("data-quality.md", "Remarks on people")


def test_every_event_of_the_e_commerce_spec_is_documented() -> None:
    assert set(ECOMMERCE) <= words("events.md", "E-commerce")


def test_every_namespace_of_identifiers_is_documented() -> None:
    assert IdentityRules().namespaces.keys() <= words("profiles.md", "Identifiers")


def test_every_computed_trait_is_documented() -> None:
    assert view(ProfileState(), 0).keys() - {"per_brand"} <= words("profiles.md", "Computed traits")


def test_every_built_in_trait_of_conditions_is_documented() -> None:
    _, _, section = (DOCS / "profiles.md").read_text().partition("### In conditions")
    assert [name for name in BUILT_IN if f"`{name}`" not in section.partition("\n## ")[0]] == []


@pytest.mark.parametrize("table", list(TABLES))
def test_every_column_of_the_warehouse_is_documented(table: str) -> None:
    assert set(TABLES[table].column_names) <= words("warehouse.md", table)


def test_every_way_to_compare_is_documented() -> None:
    assert set(get_args(Operator)) <= words("comparisons.md", "Which kind of comparison")


def test_every_field_of_events_and_lines_is_documented() -> None:
    assert EVENT_FIELDS.keys() | LINE_FIELDS.keys() <= words("comparisons.md", "Fields of events")


def test_every_view_of_the_warehouse_is_documented() -> None:
    assert set(VIEWS) <= words("warehouse.md")


def test_every_metric_is_documented() -> None:
    named = {
        node.value
        for module in modules()
        if module.path.stem == "metrics"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch("portret_[a-z_]+", node.value)
    }
    documented = {word.removesuffix("_total") for word in words("operate.md", "Watch it")}
    assert named
    assert named <= documented


def test_links_lead_somewhere() -> None:
    pages = [*DOCS.glob("*.md"), *ROOT.glob("*.md"), ROOT / "examples" / "README.md"]
    links = [(page, *link) for page in pages for link in LINK.findall(page.read_text("utf-8"))]
    dead = [f"{page.name} → {path}" for page, path, _ in links if not (page.parent / path).exists()]
    assert dead == []


def test_every_exception_to_the_lint_rules_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.ruff.lint]")[2].splitlines()
    rule = re.compile(r'^  "[A-Z]+\d*",')
    assert [line for line in lines if rule.match(line) and " # " not in line] == []


def test_everything_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    declared = {_plain(re.split(r"[\[>=<;]", name)[0]) for name in [*project["dependencies"], *extras]}
    undeclared = [name for name, distributions in _imported().items() if not distributions & declared]
    assert undeclared == []


def _imported() -> dict[str, set[str]]:
    """Return the distributions, of which one is enough, by the name of what is imported."""
    nodes = [node for module in modules() for node in ast.walk(module.tree)]
    names = {name for node in nodes for name in _top_names(node)} - {"portret"}
    return {name: set(map(_plain, found)) for name, found in packages_distributions().items() if name in names}


def _top_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.partition(".")[0]]
    return []


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
