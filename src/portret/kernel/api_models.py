"""What the API of several rooms gives alike, as pydantic models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from portret.kernel.harmless import HarmlessText
from portret.kernel.wording import words_of


class Wording(BaseModel):
    """What a message beside it is made of, for who says it in another language: as in `errors` of problems."""

    code: HarmlessText = Field(description="The stable name of the message.")
    values: dict[str, Any] = Field(description="What stands in it; a part that is a message itself is an object.")


def wording_of(message: str) -> Wording | None:
    """Return what a message is made of, where that is known."""
    found = words_of(message)
    return Wording(**found) if found else None
