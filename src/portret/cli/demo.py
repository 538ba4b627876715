"""`portret demo`: a server filled with two years of a real shop, and what to try."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from portret.cli import demo_import
from portret.cli.client import Server, address_of, kept_token, open_client
from portret.cli.configure import configure
from portret.cli.demo_people import Person
from portret.cli.demo_segments import BEST, add_segments
from portret.cli.demo_server import port_near, served
from portret.cli.demo_shop import Shop
from portret.cli.options import DataDir, Host, Json, Port, WarehousePort
from portret.cli.serve import set_up_link, settings_flags
from portret.cli.show import print_json, print_line, print_note
from portret.kernel import NotFound, Settings

SAMPLE_NAME = "online_retail_sample.parquet"
_PLACES = (Path(__file__).parent, Path(__file__).parents[3] / "examples")
_SQL = "SELECT product_category, count() AS views FROM events WHERE name = 'Product Viewed' GROUP BY 1 ORDER BY 2 DESC"
_JSON_BODY = "Content-Type: application/json"
Report = Callable[[demo_import.Progress], None]


def demo(
    *,
    data_dir: DataDir = None,
    host: Host = None,
    port: Port = None,
    warehouse_port: WarehousePort = None,
    sample: Annotated[Path | None, typer.Option(help="Order lines, as in examples/README.md.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes other people and other browsing.")] = 1,
    stop_when_done: Annotated[bool, typer.Option("--exit", help="Stop the server when all is imported.")] = False,
    as_json: Json = False,
) -> None:
    """Start Portret and fill it with the orders of a real shop, through the HTTP API. Ctrl-C ends it.

    The orders are real, two years of them, moved so that they end in these days; the people, and their browsing,
    are made up. A second run adds nothing.

    Example: portret demo --data-dir /tmp/portret-demo --port 9000
    """
    settings = configure(os.environ, settings_flags(data_dir, host, port, warehouse_port)).settings
    if port is None:
        settings = replace(settings, port=port_near(settings.host, settings.port))
    if warehouse_port is None:
        settings = replace(settings, warehouse_port=port_near("127.0.0.1", settings.warehouse_port))
    print_note(f"Starting Portret at {address_of(settings)}, data in {settings.data_dir}")
    with suppress(KeyboardInterrupt), served(settings) as server:
        shop = Shop(sample or _sample(), seed, demo_import.first_day(settings.data_dir))
        keys = _fill(settings, shop)
        _show(_Tour(settings, keys["server"], shop.best_customer(), shop.fair().first_card), as_json=as_json)
        if not stop_when_done:
            print_note("\nPortret is running. Ctrl-C stops it; the data stays.")
            server.wait()
    print_note(f"\nPortret has stopped. With its data it starts again by:\n     {_again(settings)}")


def _again(settings: Settings) -> str:
    port = "" if settings.port == Settings().port else f" --port {settings.port}"
    return f"{_program()} serve{_data_dir(settings)}{port}"


def _program() -> str:
    return "portret" if shutil.which("portret") else str(Path(sys.argv[0]))


def _data_dir(settings: Settings) -> str:
    return "" if settings.data_dir == Settings().data_dir else f" --data-dir {quote(str(settings.data_dir))}"


def _sample() -> Path:
    found = next((place / SAMPLE_NAME for place in _PLACES if (place / SAMPLE_NAME).is_file()), None)
    if found is None:
        raise NotFound(
            f"{SAMPLE_NAME} is not installed here. Get it from the folder examples/ and name it with --sample."
        )
    return found


def _fill(settings: Settings, shop: Shop) -> dict[str, str]:
    """Send the shop's events; return the write keys of its sources."""
    with open_client(None, settings, {"Authorization": f"Bearer {kept_token(settings)}"}) as client:
        keys = demo_import.write_keys(Server(client), settings.data_dir)
        events = shop.events()
        with _progress(len(events)) as report:
            demo_import.send(client, keys, events, report)
        print_note(f"{len(events):,} events are in profiles, timelines and warehouse.")
        number = add_segments(Server(client))
    print_note(f"{number} ready-made segments are in force.")
    return keys


@contextmanager
def _progress(total: int) -> Iterator[Report]:
    """Give what the import reports to: three bars on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _now: None
        return
    columns = (
        TextColumn("{task.description:14}"),
        BarColumn(),
        TextColumn("{task.completed:>7,.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks = [bars.add_task(name, total=total) for name in ("accepted", "in profiles", "in warehouse")]

        def report(now: demo_import.Progress) -> None:
            for task, done in zip(tasks, (now.accepted, now.in_profiles, now.in_warehouse), strict=True):
                bars.update(task, completed=done)

        yield report


class _Tour:
    """What to look at in a filled installation; every command works as it stands."""

    def __init__(self, settings: Settings, write_key: str, person: Person, card: str) -> None:
        self.address = address_of(settings)
        self.set_up = set_up_link(settings)
        self.write_key = write_key
        self.token = kept_token(settings)
        self.person = person
        self.card = card
        self._program = _program()
        self._where = _data_dir(settings)
        if settings.port != Settings().port or settings.host != Settings().host:
            self._where += f" --url {self.address}"

    def steps(self) -> Sequence[tuple[str, str]]:
        """Return what there is to see, and the command that shows it."""
        customer = f"user_id:{self.person.user_id}"
        name = self.person.last_name[:6].lower()
        event = '{"userId": "ada", "event": "Hello", "properties": {"colour": "blue"}}'
        return (
            ("A portrait: traits, orders, preferences", f"{self._program} profile show {customer}{self._where}"),
            ("Everything that person did", f"{self._program} timeline {customer}{self._where}"),
            ("Find people by the beginning of a name", f"{self._program} search {name}{self._where}"),
            (
                "Why a loyalty card and a user id are one person",
                f"{self._program} identity explain {self.card} {customer}{self._where}",
            ),
            (
                "What it would give to take the card off that person again; changes nothing",
                f"{self._program} profile split {customer} --identifier {self.card} --preview{self._where}",
            ),
            (
                "The best customers, by how recently, how often and for how much they buy",
                f"{self._program} segment members {BEST}{self._where}",
            ),
            (
                "How many VIPs may leave, and how many look around more than they did",
                f"{self._program} segment overlap vip lifecycle_at_risk engagement_rising{self._where}",
            ),
            ("What else is ready-made, and what was added", f"{self._program} segment ready list{self._where}"),
            ("What is odd in the data", f"{self._program} quality{self._where}"),
            ("Ask the warehouse in SQL", f'{self._program} query "{_SQL}"{self._where}'),
            (
                "Send an event of your own, then: profile show user_id:ada",
                f"curl -s -u {self.write_key}: {self.address}/v1/track -H '{_JSON_BODY}' -d '{event}'",
            ),
        )


def _show(tour: _Tour, *, as_json: bool) -> None:
    if as_json:
        steps = [{"shows": shows, "command": command} for shows, command in tour.steps()]
        keys = {"write_key": tour.write_key, "admin_token": tour.token}
        print_json({"address": tour.address, "set_up": tour.set_up, **keys, "try": steps})
        sys.stdout.flush()
        return
    print_line(f"\n  the web app  {tour.set_up or tour.address}")
    print_line(f"  the API      {tour.address}/api/docs")
    print_line(f"  write key    {tour.write_key}")
    print_line(f"  admin token  {tour.token}")
    for number, (shows, command) in enumerate(tour.steps(), start=1):
        print_line(f"\n  {number}. {shows}\n     {command}")
    sys.stdout.flush()
