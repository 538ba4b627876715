"""A folder of definitions: one file each, or several in lists, as YAML or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portret.kernel import Fault, Invalid

if TYPE_CHECKING:
    from portret.definition import Kind

KINDS: Mapping[str, Kind] = {"traits": "trait", "segments": "segment"}
"""The names of folders, and of lists in files, with what they hold."""

_ENDINGS = (".yaml", ".yml", ".json")
_MOST_FILES = 10_000


@dataclass
class Folder:
    """What a folder holds.

    Attributes:
        documents: by the name of the list: traits, segments.
        places: where each of them stands: (file, path within it).
    """

    documents: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in KINDS})
    places: dict[str, list[tuple[Path, str]]] = field(default_factory=lambda: {name: [] for name in KINDS})

    def at_home(self, fault: Fault) -> str:
        """Return a fault that a server found, with the file in which it is."""
        _, name, number, *rest = [*fault.path.split("/"), "", ""]
        if name not in KINDS or not number.isdecimal() or int(number) >= len(self.places[name]):
            return f"{fault.path or 'all together'}: {fault.detail}"
        file, within = self.places[name][int(number)]
        path = within + "".join(f"/{part}" for part in rest if part)
        return f"{file}{':' if path else ''} {path}: {fault.detail}" if path else f"{file}: {fault.detail}"


def read_folder(folder: Path) -> Folder:
    """Return all definitions of a folder.

    Those in traits/ and segments/ are one per file; those elsewhere stand in lists named “traits” and “segments”.

    Raises:
        Invalid: there is no such folder, it holds no definitions, or a file cannot be read as such.
    """
    if not folder.is_dir():
        raise Invalid(f"{folder} is not a folder.", path="folder")
    found = Folder()
    for file in _files(folder):
        for name, document, within in _read(file, folder):
            found.documents[name].append(document)
            found.places[name].append((file, within))
    if not any(found.documents.values()):
        raise Invalid(f"{folder} holds no definitions: put them in traits/*.yaml and segments/*.yaml.", path="folder")
    return found


def write_folder(folder: Path, documents: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Path]:
    """Write each definition into a file of its own; return those files that were there and hold none of them."""
    from portret.definition import write_yaml  # noqa: PLC0415 — it takes long to load, and few commands need it

    written = set()
    for name, found in documents.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for document in found:
            file = folder / name / f"{document['key']}.yaml"
            file.write_text(write_yaml(document), "utf-8")
            written.add(file)
    return [file for file in _files(folder) if file not in written]


def read_file(file: Path) -> Any:
    """Return what a file of YAML or JSON says. Raises Invalid."""
    from portret.definition import read_yaml  # noqa: PLC0415 — it takes long to load, and few commands need it

    try:
        return read_yaml(file.read_text("utf-8"))
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", path="file") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is not text in UTF-8.", path="file") from error
    except Invalid as error:
        raise Invalid(f"{file}: {error.detail}", path="file") from error


def _files(folder: Path) -> list[Path]:
    found = sorted(file for file in folder.rglob("*") if file.suffix in _ENDINGS and file.is_file())
    if len(found) > _MOST_FILES:
        raise Invalid(f"{folder} holds {len(found)} files; {_MOST_FILES} are the most.", path="folder")
    return [file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts)]


def _read(file: Path, folder: Path) -> Iterator[tuple[str, Any, str]]:
    """Yield (list, document, path in the file) of the definitions of a file."""
    content = read_file(file)
    name = file.relative_to(folder).parts[0]
    if name in KINDS:
        yield name, content, ""
        return
    if not isinstance(content, dict) or not content.keys() <= KINDS.keys():
        from portret.definition import nearest  # noqa: PLC0415 — it takes long to load, and few commands need it

        wrong = next((str(each) for each in content if each not in KINDS), "") if isinstance(content, dict) else ""
        hint = nearest(wrong, KINDS) if wrong else ""
        message = (
            f"{file}: a file outside traits/ and segments/ has the lists “traits” and “segments”, nothing else.{hint}"
        )
        raise Invalid(message, path="file")
    for key, documents in content.items():
        if not isinstance(documents, list):
            raise Invalid(f"{file}: “{key}” is a list: put “- ” before each.", path="file")
        for number, document in enumerate(documents):
            yield key, document, f"/{key}/{number}"
