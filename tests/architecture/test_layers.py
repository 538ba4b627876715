"""Imports go one way, and a stage is met at its front."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import grimp
import pytest

from tests.architecture.source import ROOT, Module, modules, stage_of, stages

DOORS = {
    "cli": {"importers", "app", "run"},
    "web": {"imports"},
    "worker": {"importers", "imports", "simulation"},
}
"""Second fronts where the first must stay light: the web process, and what loads Arrow or numpy."""

HTTP = re.compile(r"(\w+_)?api(_models)?")
"""Modules that speak HTTP, which only the web process needs: they meet each other at `api` and `api_models`."""

NAMED_TABLES = {"portret.kernel.coercion"}
"""Modules whose words (number, text) need the module's name before them: the front hands out the module."""

ROOMS_WITHOUT_STORY = {"cli", "kernel", "state"}
"""The words, the engine under all stores, and the commands: they hold no data of their own."""

CONNECTION_WORDS = {"Connection", "make_url", "SQLAlchemyError", "OperationalError", "IntegrityError"}
"""What may be said of SQLAlchemy outside a store: the type of a connection, the look of a URL, and its errors."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("portret", cache_dir=None)


def test_every_import_contract_is_kept() -> None:
    lint_imports = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_stage_is_imported_through_its_front(graph: grimp.ImportGraph) -> None:
    assert sorted(set(_climbing_in(graph))) == []


def test_a_model_knows_nobody_in_its_stage_and_a_store_nobody_who_knows_it(
    graph: grimp.ImportGraph,
) -> None:
    assert sorted(_upward(graph)) == []


@pytest.mark.parametrize("stage", sorted(set(stages()) - ROOMS_WITHOUT_STORY))
def test_the_front_of_a_stage_says_what_it_reads_and_writes(stage: str) -> None:
    front = Module(ROOT / "src" / "portret" / stage / "__init__.py")
    said = (ast.get_docstring(front.tree) or "").lower()
    assert "reads" in said, f"portret.{stage}: say in the docstring what it reads"
    assert "writes" in said, f"portret.{stage}: say in the docstring what it writes"


@pytest.mark.parametrize("stage", stages())
def test_the_front_of_a_stage_holds_no_logic(stage: str) -> None:
    front = Module(ROOT / "src" / "portret" / stage / "__init__.py")
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    allowed_here = (*allowed, ast.FunctionDef) if stage == "cli" else allowed
    assert [type(node).__name__ for node in front.tree.body if not isinstance(node, allowed_here)] == []


def test_sql_is_built_in_stores_only() -> None:
    outside = [module for module in modules() if module.path.stem != "store" and module.stage != "state"]
    assert [word for module in outside for word in _sql_words(module)] == []


def _climbing_in(graph: grimp.ImportGraph) -> Iterator[str]:
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            home, target = stage_of(importer), stage_of(imported)
            inside = imported.split(".")[2:]
            doors = DOORS.get(home, set()) | ({"api", "api_models"} if _speaks_http(importer) else set())
            is_door = (len(inside) == 1 and inside[0] in doors) or imported in NAMED_TABLES
            if target and home != target and inside and not is_door:
                yield f"{importer} imports {imported}: use `from portret.{target} import …`"


def _speaks_http(importer: str) -> bool:
    return stage_of(importer) == "web" or bool(HTTP.fullmatch(importer.rpartition(".")[2]))


def _upward(graph: grimp.ImportGraph) -> Iterator[str]:
    for stage in (f"portret.{stage}" for stage in stages()):
        insiders = graph.find_children(stage)
        model, store = f"{stage}.model", f"{stage}.store"
        forbidden = {model: insiders, store: {file for file in insiders if _reaches(graph, file, store)}}
        for importer in forbidden.keys() & insiders:
            for imported in graph.find_modules_directly_imported_by(importer) & forbidden[importer]:
                yield f"{importer} imports {imported}"


def _reaches(graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    if importer == imported or imported not in graph.modules:
        return False
    return graph.chain_exists(importer=importer, imported=imported)


def _sql_words(module: Module) -> Iterator[str]:
    names = {"sqlalchemy"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name for alias in node.names if alias.name == "sqlalchemy"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            wrong = {alias.name for alias in node.names} - CONNECTION_WORDS
            yield from (f"{module.name}:{node.lineno} imports {word} of SQLAlchemy" for word in wrong)
    for node in ast.walk(module.tree):
        if _names_any(node, names) and node.attr not in CONNECTION_WORDS | {"exc", "engine"}:
            yield f"{module.name}:{node.lineno} uses sqlalchemy.{node.attr}"


def _names_any(node: ast.AST, names: set[str]) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
