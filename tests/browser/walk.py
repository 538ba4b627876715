"""Every address of the web app, with data that fills its pages: what a walk through all of it, or an album, visits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import polars as pl

from portret.cli import demo_import
from portret.cli.client import Server as Api
from portret.cli.demo_segments import BEST, add_segments
from portret.cli.demo_shop import Shop
from tests.support.server import Server, wait_until

FIRST = "/setup"
"""The address at which there is something only before anybody works here."""

DOORS = ("/sign-in", "/invite/$token")
"""Addresses for who is not signed in."""

HOSTILE = "<script>document.title='pwned'</script>\u202eevil 👩‍👩‍👧‍👦"
_LONG = HOSTILE + "ż" * 10_000
_LINE = {"product_id": HOSTILE, "name": _LONG, "category": HOSTILE, "price": 1e9, "quantity": 3}
_ORDER = {"order_id": HOSTILE, "total": 3e9, "currency": "GBP", "coupon": None, "products": [_LINE]}
_CITY = {"kind": "trait", "trait": "traits.city", "compare": {"op": "eq", "value": HOSTILE}}
_NEVER = {"kind": "event", "from": {"names": ["Nothing", HOSTILE[:40]]}}
_CONDITION = {"kind": "all", "of": [_CITY, {"kind": "not", "of": {"kind": "any", "of": [_NEVER, {**_NEVER}]}}]}
_FILE = f"Client;E-mail;First name;{HOSTILE}\nk-1;ann@imported.example;{_LONG};x\nk-2;jan@imported.example;Jan;y\n;;;\n"
_ROUTES = Path(__file__).parents[2] / "ui/src/routeTree.gen.ts"
_SAMPLE = Path(__file__).parents[2] / "examples/online_retail_sample.parquet"
_VIEWS: Mapping[str, tuple[str, ...]] = {
    "/": ("", "?show=new"),
    "/people": ("", "?q=a", "?segment=hostile"),
    "/people/$ref": ("", "?tab=about", "?tab=traits", "?tab=orders", "?tab=brands", "?tab=segments", "?tab=identity"),
    "/tasks": ("?whose=all",),
    "/segments/$key": ("", "?tab=members", "?tab=turnover", "?tab=definition", "?tab=versions"),
    "/traits": ("", "/traits.city"),  # the second is of nobody's making: people have it
    "/traits/$key": ("", "?tab=definition", "?tab=versions"),
    "/sources/$id": ("", "?tab=volume", "?tab=install", "?tab=keys", "?tab=settings"),
    "/imports/$id": ("", "?step=columns", "?step=start"),
    "/quarantine": ("", "?id={quarantined}"),
    "/identity": ("", "?tab=review", "?tab=versions"),
    "/rfm": ("", "?view=lifecycle", "?view=cross_brand"),
    "/settings": (),  # leads on to the first of its sections
}
"""The views that an address holds; of one that is not named here there is one."""


def routes() -> list[str]:
    """Return the addresses that the app knows, as its router wrote them down."""
    block = re.search(r"\n  to:\n(.*?);", _ROUTES.read_text("utf-8"), re.DOTALL)
    assert block, "the generated routes have another shape"
    return re.findall(r'"([^"]+)"', block[1])


def addresses(named: Mapping[str, str]) -> Iterator[str]:
    """Yield every view of every address behind the door; `named` says what stands for which route's variable part."""
    for route in routes():
        if route != FIRST and route not in DOORS:
            assert "$" not in route or route in named, f"walk.py does not say what to look at by {route}"
            address = re.sub(r"\$\w+", named.get(route, ""), route)
            yield from (address + view.format(**named) for view in _VIEWS.get(route, ("",)))


def furnish(server: Server, customers: int | None = None) -> tuple[dict[str, str], dict[str, str]]:
    """Fill an installation with the demo's shop, or a few customers of it, and with hostile values.

    Returns:
        what to look at by each route with a variable part: of the shop, and of what is hostile.
    """
    headers = {"Authorization": f"Bearer {server.admin_token}"}
    with httpx2.Client(base_url=server.url, headers=headers, timeout=60) as client:
        api = Api(client)
        shop = Shop(_sample(server.data_dir, customers), 1, demo_import.first_day(server.data_dir))
        keys = demo_import.write_keys(api, server.data_dir)
        demo_import.send(client, keys, shop.events(), lambda _now: None)
        hostile = _hostile(server)
        add_segments(api)
        sources = {each["name"]: each["id"] for each in api.get("/api/sources")["items"]}
        person = api.get("/api/profiles", search=shop.best_customer().email)["items"][0]["id"]
    source = sources[demo_import.SOURCES["browser"]]
    shown = _named(person, BEST, "spent", source, _imported(server))
    return shown | {"quarantined": hostile["quarantined"]}, hostile


def _named(person: str, segment: str, trait: str, source: str, file: str) -> dict[str, str]:
    return {
        "/people/$ref": person,
        "/segments/$key": segment,
        "/segments/$key/edit": segment,
        "/traits/$key": trait,
        "/traits/$key/edit": trait,
        "/sources/$id": source,
        "/imports/$id": file,
    }


def _sample(data_dir: Path, customers: int | None) -> Path:
    if customers is None:
        return _SAMPLE
    lines = pl.read_parquet(_SAMPLE)
    chosen = lines["CustomerID"].drop_nulls().unique().sort().tail(customers).to_list()
    path = data_dir / "sample.parquet"
    lines.filter(pl.col("CustomerID").is_in(chosen)).write_parquet(path)
    return path


def _hostile(server: Server) -> dict[str, str]:
    """Put in what people send who mean ill, wherever they can, and return where it is."""
    server.post("/api/brands", {"slug": "hostile", "name": HOSTILE})
    source = server.post("/api/sources", {"name": HOSTILE, "kind": "browser", "brand": "hostile"})
    server.post("/api/tokens", {"name": HOSTILE, "role": "read-only"})
    server.send(*_events(), write_key=source["write_key"])
    server.send({"type": "track", "event": "Order Completed", "userId": "hostile", "properties": _ORDER})
    server.wait_until_processed()
    server.post("/api/profiles/user_id:hostile/notes", {"kind": "task", "text": _LONG[:9_000]})
    compute = {"from": {"names": ["Order Completed"]}, "aggregate": {"kind": "sum", "field": "total"}}
    _put(server, "traits", "spent", name="Spent", compute=compute)
    _put(server, "traits", "hostile", name=HOSTILE, description=HOSTILE, compute=compute)
    _put(server, "segments", "hostile", name=HOSTILE, members={"kind": "dynamic", "condition": _CONDITION})
    server.post("/api/segments/ready/cross_brand", {"parameters": {"currency": "GBP"}})

    def is_counted() -> bool:
        return bool(server.get("/api/segments/hostile/freshness")["status"] == "live")

    wait_until(is_counted, 60, "the segment does not come into force", lambda: server.log[-3000:])
    quarantined = server.get("/api/quarantine", source_id=source["id"])["items"][0]["id"]
    file = _brought(server, f"{HOSTILE}.csv")
    return _named("user_id:hostile", "hostile", "hostile", source["id"], file) | {"quarantined": quarantined}


def _events() -> Iterator[dict[str, Any]]:
    traits = {"name": _LONG, "city": HOSTILE, "first_name": None, "email": "hostile@example.com", HOSTILE[:90]: _LONG}
    yield {"type": "identify", "userId": "hostile", "anonymousId": HOSTILE, "traits": traits}
    yield {"type": "track", "event": HOSTILE, "userId": "hostile", "properties": {"list": [None, HOSTILE, _LONG]}}
    yield {"type": "page", "name": _LONG[:900], "userId": "hostile", "properties": {"url": f"javascript:{HOSTILE}"}}
    yield {"type": "track", "event": "Product Added", "userId": "hostile", "properties": _LINE}
    yield {"type": "track", "event": "Order Completed", "userId": "hostile", "properties": _ORDER}
    yield {"type": "track", "userId": HOSTILE, "properties": {HOSTILE: _LONG}}


def _put(server: Server, kind: str, key: str, **definition: Any) -> None:
    answer = server.request("PUT", f"/api/{kind}/{key}", json={"definition": {"key": key, **definition}})
    answer.raise_for_status()


def _imported(server: Server) -> str:
    file = _brought(server, "old-shop.csv")
    look = server.get(f"/api/imports/{file}/columns")
    told = {"about": look["about"], "mapping": look["mapping"], "new_source": {"name": "Old shop"}}
    server.post(f"/api/imports/{file}/start", told)
    wait_until(lambda: server.get(f"/api/imports/{file}")["status"] == "done", 60, "the import does not end")
    return file


def _brought(server: Server, name: str) -> str:
    answer = server.request("POST", "/api/imports", params={"name": name}, content=_FILE)
    answer.raise_for_status()
    found: str = answer.json()["id"]
    return found
