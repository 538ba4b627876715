"""A folder of definitions is read whole or not at all, and each fault leads back to its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from portret.cli.definition_files import read_folder, write_folder
from portret.kernel import Fault, Invalid
from tests.support.definitions import segment_document, trait_document

TRAIT = "key: a\ncompute:\n  aggregate: {kind: count}\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def test_definitions_stand_one_in_a_file_or_several_in_lists(tmp_path: Path) -> None:
    write(
        tmp_path,
        traits__a_yaml=TRAIT,
        traits__deep__b_json='{"key": "b"}',
        shop_yaml="traits: [{key: c}]\nsegments: [{key: s}]",
        segments__notes="not a definition",
        traits__x_md="neither",
    )
    (tmp_path / ".git").mkdir()
    write(tmp_path, **{".git__c_yaml": "hidden: true"})
    found = read_folder(tmp_path)
    assert [each["key"] for each in found.documents["traits"]] == ["c", "a", "b"]
    assert [each["key"] for each in found.documents["segments"]] == ["s"]


def test_a_fault_leads_back_to_its_file(tmp_path: Path) -> None:
    write(tmp_path, traits__a_yaml=TRAIT, shop_yaml="traits: [{key: c}]")
    found = read_folder(tmp_path)
    assert found.at_home(Fault("/traits/0/key", "wrong")) == f"{tmp_path}/shop.yaml: /traits/0/key: wrong"
    assert found.at_home(Fault("/traits/1/compute/per", "wrong")) == f"{tmp_path}/traits/a.yaml: /compute/per: wrong"
    assert found.at_home(Fault("/traits/1", "wrong")) == f"{tmp_path}/traits/a.yaml: wrong"
    for path in ("", "/traits", "/traits/9/key", "/other/0"):
        assert found.at_home(Fault(path, "wrong")).endswith(": wrong")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "holds no definitions"),
        ({"traits__a_yaml": "a: [1"}, "a.yaml: That is neither YAML nor JSON"),
        ({"traits__a_yaml": "a: &x 1\nb: *x"}, "write it out"),
        ({"other_yaml": "key: a"}, "has the lists “traits” and “segments”"),
        ({"other_yaml": "trait: []"}, "Did you mean “traits”?"),
        ({"other_yaml": "- 1"}, "has the lists"),
        ({"other_yaml": "traits: {a: 1}"}, "put “- ” before each"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, files: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_folder(write(tmp_path, **files))
    assert words in caught.value.detail


def test_files_that_are_not_text_and_folders_that_are_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    for folder, words in ((tmp_path, "not text in UTF-8"), (tmp_path / "nowhere", "is not a folder")):
        with pytest.raises(Invalid, match=words):
            read_folder(folder)


def test_what_is_written_reads_back_and_other_files_are_named_not_touched(tmp_path: Path) -> None:
    write(tmp_path, traits__old_yaml=TRAIT)
    documents = {
        "traits": [trait_document("t", per="brand")],
        "segments": [segment_document("s", kind="segment", segment="no")],
    }
    assert write_folder(tmp_path, documents) == [tmp_path / "traits" / "old.yaml"]
    (tmp_path / "traits" / "old.yaml").unlink()
    assert read_folder(tmp_path).documents == documents
