"""`portret import`: a file of rows as events, through the HTTP API."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from portret.cli.client import kept_write_key, open_client
from portret.cli.configure import configure
from portret.cli.options import ConfigFile, DataDir, Json, Url
from portret.cli.show import print_json, print_line, print_note
from portret.kernel import Invalid, Unauthorized

if TYPE_CHECKING:
    from portret.collect.importers import FileInput, Outcome

REJECTED_EXIT_CODE = 6
Report = Callable[[Any, Any], None]


def import_(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, NDJSON, JSON or Parquet; also .gz and .zst.")],
    *,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="Which column becomes what, YAML or JSON.")
    ] = None,
    file_format: Annotated[
        Literal["csv", "tsv", "ndjson", "json", "parquet"] | None,
        typer.Option("--format", help="Default: by the file's name."),
    ] = None,
    delimiter: Annotated[str, typer.Option(help="Between the cells of a CSV file. Default: comma.")] = "",
    encoding: Annotated[str, typer.Option(help="Of text files.")] = "utf-8",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing: show the first events, count bad rows.")
    ] = False,
    show: Annotated[int, typer.Option(help="How many events a dry run shows.")] = 3,
    progress_file: Annotated[
        Path | None, typer.Option("--progress-file", metavar="FILE", help="Default: beside FILE, with .progress.")
    ] = None,
    write_key: Annotated[
        str | None,
        typer.Option("--write-key", envvar="PORTRET_WRITE_KEY", help="Default: write.key in the data directory."),
    ] = None,
    url: Url = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Import a file of any size. A run that was stopped goes on where it was; a repeated one adds nothing.

    Without a mapping, columns are named as in events: userId, event, timestamp, properties.revenue, traits.email …
    Exit code 6: done, but some rows were rejected.

    Example: portret import orders.csv --mapping orders.yaml --dry-run
    """
    from portret.collect.importers import FileInput as Input  # noqa: PLC0415 — as above
    from portret.collect.importers import Sender, detect, import_file, load_mapping, preview_file  # noqa: PLC0415 — heavy

    settings = configure(os.environ, {"data_dir": data_dir}, config).settings
    chosen = load_mapping(mapping) if mapping else None
    source = Input(
        path=file,
        file_format=file_format or detect(file),
        mapping=chosen,
        delimiter=delimiter,
        encoding=_known(encoding),
    )
    with _progress(source) as report:
        if dry_run:
            preview = preview_file(source, show, report)
            outcome = preview.outcome
        else:
            key = write_key or kept_write_key(settings)
            if not key:
                raise Unauthorized("No write key: give --write-key or set PORTRET_WRITE_KEY.")
            place = progress_file or file.with_name(file.name + ".progress")
            with open_client(url, settings, {}) as client:
                outcome = import_file(source, Sender(client, key), place, report)
    _print_outcome(outcome, preview.events if dry_run else None, as_json=as_json)
    if outcome.problems:
        raise typer.Exit(REJECTED_EXIT_CODE)


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError as error:
        raise Invalid(f"There is no encoding {encoding!r}. Common ones are utf-8, cp1250 and latin-1.") from error
    return encoding


@contextmanager
def _progress(file: FileInput) -> Iterator[Report]:
    """Give what the import reports to: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _outcome, _counter: None
        return
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[events]:,} events"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.path.name, total=file.path.stat().st_size, events=0)

        def report(outcome: Outcome, counter: Any) -> None:
            bar.update(task, completed=counter.read_bytes, events=outcome.events)

        yield report


def _print_outcome(outcome: Outcome, first: list[dict[str, Any]] | None, *, as_json: bool) -> None:
    if as_json:
        document = {
            "rows": outcome.rows,
            "skipped": outcome.skipped,
            "events": outcome.events,
            "rejected": sum(outcome.problems.values()),
            "problems": dict(outcome.problems),
            "examples": outcome.examples,
        }
        print_json(document if first is None else {**document, "first": first})
        return
    for event in first or []:
        print_json(event)
    if outcome.skipped:
        print_note(f"{outcome.skipped:,} rows were done by an earlier run.")
    done = "would be sent" if first is not None else "sent"
    print_line(
        f"{outcome.rows:,} rows read, {outcome.events:,} events {done}, {sum(outcome.problems.values()):,} rejected"
    )
    for kind, count in outcome.problems.most_common():
        print_line(f"  {kind}: {count:,}, such as {'; '.join(outcome.examples[kind])}")
