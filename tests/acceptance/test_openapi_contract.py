"""Random requests to every operation of the OpenAPI document: none breaks the server, each answer is documented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.server import Server, running_server

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
]
FEW = settings(
    max_examples=settings().max_examples // 8,  # of each operation, good and bad: some thousand requests
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("contract")) as server:
        server.send({"type": "identify", "userId": "ada", "traits": {"email": "ada@example.com"}})
        server.wait_until_processed()
        yield server


@pytest.fixture(scope="module")
def document(server: Server) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{server.url}/api/openapi.json")


@pytest.mark.timeout(300)
def test_every_operation_answers_as_documented(server: Server, document: BaseSchema) -> None:
    broken = {}
    operations = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    assert len(operations) > 20
    for operation in operations:
        try:
            check(operation, server.admin_token)
        except Exception as error:  # noqa: BLE001 — all broken operations are told at once
            broken[operation.label] = str(error)
    assert not broken, "\n\n".join(f"{label}: {fault}" for label, fault in broken.items())


def check(operation: schemathesis.APIOperation[Any, Any, Any, Any], token: str) -> None:
    """Call one operation with random input, good and bad."""

    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @FEW
    def good(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @FEW
    def bad(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    good()
    if operation.body or operation.query:  # without input nothing can be wrong with it
        bad()


def test_every_operation_under_api_asks_for_a_token_unless_open_and_describes_its_refusals(server: Server) -> None:
    document = server.client.get("/api/openapi.json").json()
    for path, item in document["paths"].items():
        for operation in item.values():
            if path.startswith("/api/"):
                is_open = "x-permissions" not in operation
                assert operation.get("security", []) == ([] if is_open else [{"HTTPBearer": []}]), path
                assert {"401", "403", "404", "422", "503"} <= operation["responses"].keys(), path
                assert operation["summary"], path
