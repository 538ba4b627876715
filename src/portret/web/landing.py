"""The page at / while the web app is not built: what runs here, how to build it, and where to go on. No script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from portret import __version__
from portret.web.health import Check

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1d2433 }
h1 { margin-bottom: 0 } p.version { color: #5b6478; margin-top: 0 }
table { border-collapse: collapse } td { padding: .2rem 1rem .2rem 0 } .ok { color: #11703c } .bad { color: #a32020 }
code { background: #f0f2f6; padding: .1rem .3rem; border-radius: 3px } pre { overflow-x: auto }
@media (prefers-color-scheme: dark) { body { background: #14171f; color: #dfe3ec } code { background: #262b38 }
a { color: #8ab4ff } .ok { color: #5fd08f } .bad { color: #ff8080 } p.version { color: #9aa3b5 } }
"""


def landing_page(checks: Sequence[Check], address: str) -> str:
    """Return the page; `address` is how the caller reached us."""
    rows = "".join(_row(check) for check in checks)
    call = (
        f"curl -u WRITE_KEY: {escape(address)}/v1/track \\\n  -H 'Content-Type: application/json' \\\n"
        '  -d \'{"userId": "ada", "event": "Hello"}\''
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Portret</title><style>{STYLE}</style></head><body>
<h1>Portret</h1><p class="version">customer data platform, version {escape(__version__)}</p>
<table><caption hidden>State of the parts</caption>{rows}</table>
<p>The web app is not built in this checkout: <code>make ui</code> builds it, then load this page again.</p>
<p>Send an event:</p><pre><code>{call}</code></pre>
<p>Or point a Segment or RudderStack SDK here. Then look at the person:
<code>portret profile show user_id:ada</code>.</p>
<ul><li><a href="/api/docs">The API</a></li>
<li><a href="/api/openapi.json">Its OpenAPI document</a></li>
<li><a href="/metrics">Figures for Prometheus</a></li><li><a href="/readyz">Readiness</a></li></ul>
</body></html>
"""


def _row(check: Check) -> str:
    mark = '<td class="ok">works</td>' if check.ok else '<td class="bad">does not work</td>'
    return f"<tr><td>{escape(check.name)}</td>{mark}<td>{escape(check.detail)}</td></tr>"
