"""HTTP of computed traits as definitions, and the JSON Schema of their documents."""

from collections.abc import Callable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends

from portret import definition
from portret.definition.api import Checked, definition_routes
from portret.kernel import Invalid, Permission, needs, told
from portret.kernel.api import joined
from portret.state import CallContext
from portret.trait.document import MOST_TRAITS, document_of, parse_trait, schema
from portret.trait.model import Definition
from portret.trait.vocabulary import Vocabulary, Words

CheckReaders = Callable[[Any, sa.Connection, Definition, Vocabulary, str | None], None]
"""Takes the caller, a connection, a trait as it becomes, what it may name, and the key that was confirmed.

Without a key, not even an empty one, nobody is counted.
Raises Invalid if what reads the trait cannot read it then, Conflict if that wants to be confirmed.
"""


def routes(context: Callable[..., CallContext], words: Words, check_readers: CheckReaders) -> APIRouter:
    """Return the routes of computed traits; `context` is the dependency that authenticates."""

    def check(caller: CallContext, connection: sa.Connection, document: dict[str, Any], confirm: str | None) -> Checked:
        known = words(connection, caller.workspace_id)
        trait = parse_trait(document, known, "/definition")
        check_number(connection, caller.workspace_id, trait.key)
        check_readers(caller, connection, trait, known, confirm)
        return Checked(document_of(trait))

    router = APIRouter()

    @router.get(
        "/api/schemas/trait",
        tags=["schemas"],
        summary="The JSON Schema of a computed trait",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def json_schema(_: Annotated[CallContext, Depends(context)]) -> dict[str, Any]:
        return schema()

    return joined(router, definition_routes(context, "trait", check))


def check_number(connection: sa.Connection, workspace_id: str, key: str) -> None:
    """Raise Invalid if a workspace has as many computed traits as it may have, and this is another."""
    keys = [stored.key for stored in definition.current(connection, workspace_id, "trait")]
    if key not in keys and len(keys) >= MOST_TRAITS:
        raise Invalid(
            told(
                "traits-many",
                "There are {keys_count} computed traits already; {most_traits} are the most. Delete some.",
                keys_count=len(keys),
                most_traits=MOST_TRAITS,
            )
        )
