"""The page at /api/docs: every operation and every document of the API, from its OpenAPI document. No script."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from portret.web.landing import STYLE

_METHODS = ("get", "post", "put", "patch", "delete")
REFERENCE_STYLE = f"""{STYLE}
body {{ max-width: 56rem }} h3 {{ margin: 2rem 0 .3rem }} h3 code {{ font-size: 1rem }} .method {{ font-weight: bold }}
td {{ vertical-align: top }} td:first-child {{ white-space: nowrap }} nav a {{ margin-right: 1rem }}
"""

Schema = Mapping[str, Any]


def reference_page(document: Schema, address: str) -> str:
    """Return the page; `address` is how the caller reached us."""
    by_tag: dict[str, list[str]] = defaultdict(list)
    for path, item in document["paths"].items():
        for method in (method for method in _METHODS if method in item):
            (tag,) = item[method].get("tags", ["other"])
            by_tag[tag].append(_operation(method, path, item[method], address))
    tags = sorted(by_tag)
    links = "".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in [*tags, "documents"])
    operations = "".join(f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(by_tag[tag])}' for tag in tags)
    documents = "".join(_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items()))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Portret: the API</title><style>{REFERENCE_STYLE}</style></head><body>
<h1>The API</h1><p class="version">Portret {escape(document["info"]["version"])}</p>
<p>Send <code>Authorization: Bearer TOKEN</code>; the token names the workspace. Errors are
<a href="#schema-Problem">problems</a> as RFC 9457 has them. The same for programs:
<a href="/api/openapi.json">OpenAPI</a>, which Postman, Insomnia and generators of clients read.</p>
<nav>{links}</nav>{operations}<h2 id="documents">documents</h2>{documents}</body></html>
"""


def _operation(method: str, path: str, operation: Schema, address: str) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    rows = [_row(each["name"], each["schema"], each) for each in operation.get("parameters", [])]
    if body:
        rows.append(f"<tr><td>body</td><td>{_type(body)}</td><td></td></tr>")
    answers = [_answer(status, answer) for status, answer in operation["responses"].items() if status < "400"]
    return (
        f'<h3><code><span class="method">{method.upper()}</span> {escape(path)}</code></h3>'
        f"<p>{_sentence(operation['summary'])} {' '.join(answers)}</p>{_table(rows)}"
        f"<pre><code>{_call(method, path, address, has_body=body is not None)}</code></pre>"
    )


def _sentence(text: str) -> str:
    return escape(text if text.endswith("?") else f"{text}.")


def _answer(status: str, answer: Schema) -> str:
    kinds = [content["schema"] for content in answer.get("content", {}).values() if content.get("schema")]
    return f"Answers {escape(status)}" + "".join(f" with {_type(kind)}" for kind in kinds) + "."


def _call(method: str, path: str, address: str, *, has_body: bool) -> str:
    verb = "" if method == "get" else f" -X {method.upper()}"
    token = ' -H "Authorization: Bearer $TOKEN"' if path.startswith("/api/") else ""
    body = " \\\n  -H 'Content-Type: application/json' -d @body.json" if has_body else ""
    return escape(f"curl{verb} '{address}{path}'{token}{body}")


def _schema(name: str, schema: Schema) -> str:
    required = schema.get("required", ())
    fields = schema.get("properties", {}).items()
    rows = [_row(field, about, {"required": field in required, **about}) for field, about in fields]
    text = f"<p>{_prose(schema.get('description', ''))}</p>"
    return f'<h3 id="schema-{escape(name)}">{escape(name)}</h3>{text}{_table(rows)}'


def _row(name: str, schema: Schema, about: Schema) -> str:
    wanted = " (required)" if about.get("required") is True else ""
    text = _prose(about.get("description") or schema.get("description") or "")
    default = f" Default: <code>{escape(str(schema['default']))}</code>." if schema.get("default") is not None else ""
    return f"<tr><td><code>{escape(name)}</code>{wanted}</td><td>{_type(schema)}</td><td>{text}{default}</td></tr>"


def _prose(text: str) -> str:
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _table(rows: Iterable[str]) -> str:
    joined = "".join(rows)
    return f"<table>{joined}</table>" if joined else ""


def _type(schema: Schema) -> str:
    """Return a schema in words, linked to the document it names."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(schema.get("format") or schema.get("type", "any JSON"))
