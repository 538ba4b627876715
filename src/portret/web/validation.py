"""What pydantic finds wrong with a request, in messages that can be said in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portret.kernel import told

_TEXT = told("needs-text", "Text is needed here.")
_WHOLE = told("needs-whole", "A whole number is needed here.")
_NUMBER = told("needs-number", "A number is needed here.")
_BOOLEAN = told("needs-boolean", "true or false is needed here.")
_INSTANT = told("needs-instant", "An instant is needed here, such as 2026-01-31T00:00:00Z.")
_DATE = told("needs-date", "A date is needed here, such as 2026-01-31.")
_OBJECT = told("needs-object", "An object is needed here.")
_PLAIN: Mapping[str, str] = {
    "missing": told("needs-value", "This is needed."),
    "extra_forbidden": told("not-known", "This is not known here: leave it out."),
    "string_pattern_mismatch": told("wrong-shape", "This does not look as it must."),
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
    "int_parsing_size": told("needs-smaller", "The number is too large."),
    "finite_number": told("row-infinite", "A finite number is needed here."),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "string_unicode": told("needs-unicode", "Text in valid Unicode is needed here."),
    "json_invalid": told("body-not-json", "The body is not JSON. Send a JSON document."),
    "list_type": told("needs-list", "A list is needed here."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
}


def validation_message(item: Mapping[str, Any]) -> str:
    """Return what an error of pydantic's says in words of ours; of a rare one its own words stand in brackets."""
    kind, limits = item["type"], item.get("ctx") or {}
    match kind:
        case "literal_error" | "enum":
            said: str = told("not-offered", "One of these is needed here: {words}.", words=limits["expected"])
        case "union_tag_invalid" | "union_tag_not_found":
            words = limits.get("expected_tags") or limits["discriminator"]
            said = told("needs-kind", "One of these is needed here: {words}.", words=words)
        case "value_error":  # what a model of ours found
            said = limits["error"].args[0]
        case _:
            plain = _PLAIN.get(kind) or _beyond(kind, limits)
            said = plain or told("does-not-fit", "This does not fit ({why}).", why=item["msg"])
    return said


def _beyond(kind: str, limits: Mapping[str, Any]) -> str:
    """Return what is said of a value that is beyond a limit; "" if it is not."""
    match kind:
        case "string_too_short":
            said: str = told("too-short", "At least {least} characters are needed here.", least=limits["min_length"])
        case "string_too_long":
            said = told("too-long", "At most {most} characters are allowed here.", most=limits["max_length"])
        case "too_short":
            said = told("too-few", "At least {least} items are needed here.", least=limits["min_length"])
        case "too_long":
            said = told("too-many", "At most {most} items are allowed here.", most=limits["max_length"])
        case "greater_than_equal":
            said = told("too-small", "At least {least} is needed here.", least=limits["ge"])
        case "less_than_equal":
            said = told("too-large", "At most {most} is allowed here.", most=limits["le"])
        case "greater_than":
            said = told("needs-more", "More than {bound} is needed here.", bound=limits["gt"])
        case "less_than":
            said = told("needs-less", "Less than {bound} is needed here.", bound=limits["lt"])
        case _:
            said = ""
    return said
