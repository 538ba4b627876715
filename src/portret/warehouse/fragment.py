"""SQL put together from pieces: values as bound parameters, names of JSON paths strictly quoted."""

from __future__ import annotations

from typing import Any, NewType

from portret.kernel import Invalid, told

Sql = NewType("Sql", str)
"""Text of a statement that holds no value from outside, only the names of parameters."""


class Bound:
    """Keeps the values of a statement's parameters; an equal value of the same kind is kept once.

    Attributes:
        parameters: by name, what `Warehouse.query` takes.
    """

    def __init__(self) -> None:
        self.parameters: dict[str, Any] = {}
        self._known: dict[tuple[str, str], Sql] = {}

    def __call__(self, value: Any, kind: str) -> Sql:
        """Return what stands for a value in SQL, `{p1:Kind}`, and keep the value."""
        known = (kind, repr(value))
        placeholder = self._known.get(known)
        if placeholder is None:
            name = f"p{len(self.parameters) + 1}"
            self.parameters[name] = value
            placeholder = self._known[known] = Sql(f"{{{name}:{kind}}}")
        return placeholder


def json_path(column: str, path: str) -> Sql:
    """Return the expression of a path in a JSON column, a Dynamic; a dot in `path` is nesting.

    Raises:
        Invalid: ClickHouse cannot be asked for such a path.
    """
    return Sql(f"{column}.`{_quoted(path)}`")


def json_object(column: str, path: str) -> Sql:
    """Return the expression of what lies below a path in a JSON column, a JSON; empty if that is no object.

    Raises:
        Invalid: ClickHouse cannot be asked for such a path.
    """
    return Sql(f"{column}.^`{_quoted(path)}`")


def _quoted(path: str) -> str:
    if not path or not path.isprintable() or "`" in path:
        raise Invalid(
            told("field-letters", "A field's name has no backtick and nothing unprintable, and it is not empty.")
        )
    return path.replace("\\", "\\\\")
