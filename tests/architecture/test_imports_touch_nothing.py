"""Importing a module opens no file, no socket and no environment: settings are built in an entry point."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, modules

WATCH = """
import importlib, os, sys

ROOT, NAMES = sys.argv[1], sys.argv[2:]
TOUCHES = ("open", "socket.", "subprocess.", "sqlite3.connect", "os.mkdir", "os.listdir", "os.scandir", "os.system")
found = set()

STANDARD = os.path.dirname(os.__file__)

def blame():
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(ROOT):
            return f"{file}:{frame.f_lineno}"
        if file.startswith("<frozen importlib") or not file.startswith(STANDARD) or "site-packages" in file:
            return None
        frame = frame.f_back
    return None

def hook(event, arguments):
    if event.startswith(TOUCHES) and (place := blame()):
        found.add(f"{place} {event} {arguments[:1]}")

read = os._Environ.__getitem__
def spy(self, key):
    if place := blame():
        found.add(f"{place} reads the environment: {key}")
    return read(self, key)

os._Environ.__getitem__ = spy
sys.addaudithook(hook)
for name in NAMES:
    importlib.import_module(name)
print("\\n".join(sorted(found)))
"""

ENTRIES = ("__main__", "env", "0001_foundation")
"""Scripts that are run, not imported."""


def test_importing_any_module_touches_nothing_outside() -> None:
    names = [module.name for module in modules() if module.name.rpartition(".")[2] not in ENTRIES]
    command = [sys.executable, "-c", WATCH, str(ROOT / "src" / "portret"), *names]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == ""


def test_the_command_line_loads_no_stage_before_a_command_needs_it() -> None:
    told = (
        "import sys, portret.cli; print(*{name.split('.')[1] for name in sys.modules if name.startswith('portret.')})"
    )
    result = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert set(result.stdout.split()) == {"cli", "kernel"}


@pytest.mark.parametrize("process", ["portret.worker", "portret.warehouse", "portret.cli.children"])
def test_only_the_web_process_loads_what_speaks_http_to_people(process: str) -> None:
    told = f"import sys, {process}, portret.web; print('fastapi' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
