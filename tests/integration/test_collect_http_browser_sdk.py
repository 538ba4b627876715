"""Segment's browser SDK, served from the operator's copy to pages that have the snippet (wire protocol D1)."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portret.collect.sources import change_source
from tests.support.collection import Collection, running_collection

STANDALONE = b"window.analytics = 'the standalone file'"
PART = b"'a part'"
PART_NAME = "schemaFilter.bundle.a6a77355d52c20e3a83d.js"
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdk") / "umd"
    (folder / "next-integrations").mkdir(parents=True)
    (folder / "standalone.js").write_bytes(STANDALONE)
    (folder / "standalone.js.gz").write_bytes(gzip.compress(STANDALONE))
    (folder / PART_NAME).write_bytes(PART)
    (folder / "next-integrations" / "pixel.js").write_bytes(b"'a destination'")
    (folder / "notes.txt").write_bytes(b"not for pages")
    (folder.parent / "secret.js").write_bytes(b"'not below the folder'")
    (folder / "way-out.js").symlink_to(folder.parent / "secret.js")
    return folder


@pytest.fixture(scope="module")
def collection(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with running_collection(tmp_path_factory.mktemp("collection"), analytics_js_path=folder) as collection:
        yield collection


def _snippet(key: str) -> str:
    return f"/analytics.js/v1/{key}/analytics.min.js"


def test_the_snippet_finds_the_sdk_under_its_write_key(collection: Collection) -> None:
    reply = collection.call("GET", _snippet(collection.write_key))
    assert (reply.status, reply.body) == (200, STANDALONE)
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=300"


def test_the_sdk_finds_its_parts_and_may_keep_them_for_ever(collection: Collection) -> None:
    reply = collection.call("GET", f"/analytics-next/bundles/{PART_NAME}")
    assert (reply.status, reply.body, reply.headers["cache-control"]) == (200, PART, FOR_EVER)


def test_destinations_of_the_browser_lie_in_a_folder_of_their_own(collection: Collection) -> None:
    assert collection.call("GET", "/next-integrations/pixel.js").body == b"'a destination'"


def test_who_has_it_already_gets_no_body(collection: Collection) -> None:
    path = _snippet(collection.write_key)
    etag = collection.call("GET", path).headers["etag"]
    again = collection.call("GET", path, headers={"If-None-Match": etag})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)


def test_another_release_has_another_etag(collection: Collection, folder: Path) -> None:
    path = f"/analytics-next/bundles/{PART_NAME}"
    before = collection.call("GET", path).headers["etag"]
    os.utime(folder / PART_NAME, (1, 1))
    assert collection.call("GET", path).headers["etag"] != before


def test_a_packed_copy_is_sent_to_browsers_that_take_it(collection: Collection) -> None:
    reply = collection.call("GET", _snippet(collection.write_key), headers={"Accept-Encoding": "gzip, br"})
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert gzip.decompress(reply.body) == STANDALONE


@pytest.mark.parametrize(
    "name",
    [
        "../secret.js",
        "..%2fsecret.js",
        "%2e%2e/secret.js",
        "next-integrations/../../secret.js",
        "way-out.js",
        "/etc/hostname",
        "notes.txt",
        "standalone.js.gz",
        "",
        ".",
        "%00.js",
        "next-integrations",
        f"{'x' * 5000}.js",
    ],
)
def test_nothing_else_of_the_disk_is_served(collection: Collection, name: str) -> None:
    reply = collection.call("GET", f"/analytics-next/bundles/{name}")
    assert (reply.status, reply.json()["code"]) == (404, "not-found")


def test_an_unknown_key_and_a_disabled_source_get_none(collection: Collection) -> None:
    source, key = collection.source_like(name="off")
    with collection.state.begin() as connection:
        change_source(connection, replace(source, enabled=False), 0)
    assert collection.call("GET", _snippet("nobody")).json()["message"] == "invalid write key"
    assert collection.call("GET", _snippet(key)).json()["message"] == "source is disabled"


def test_it_is_only_read(collection: Collection) -> None:
    assert collection.call("POST", _snippet(collection.write_key), b"{}").status == 405
    assert collection.call("HEAD", _snippet(collection.write_key)).status == 200
    assert collection.call("OPTIONS", _snippet(collection.write_key)).status == 200


def test_a_server_without_a_copy_says_what_to_do(tmp_path: Path) -> None:
    with running_collection(tmp_path) as collection:
        reply = collection.call("GET", _snippet(collection.write_key))
    assert reply.status == 404
    assert "analytics_js_path" in reply.json()["message"]


def test_the_setting_may_name_the_standalone_file_itself(folder: Path, tmp_path: Path) -> None:
    (folder / "ours.js").write_bytes(b"'ours'")
    with running_collection(tmp_path, analytics_js_path=folder / "ours.js") as collection:
        assert collection.call("GET", _snippet(collection.write_key)).body == b"'ours'"
        assert collection.call("GET", f"/analytics-next/bundles/{PART_NAME}").body == PART
