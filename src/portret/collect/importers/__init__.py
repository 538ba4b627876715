"""File import: reads rows of CSV, TSV, NDJSON, JSON and Parquet files, writes events through the HTTP API."""

from portret.collect.importers.columns import look_at
from portret.collect.importers.guess import guess_file
from portret.collect.importers.made import Made, in_row, made_events
from portret.collect.importers.mapping import FileMapping, Rejected, event_of, load_mapping, unknown_columns
from portret.collect.importers.read import CountingFile, FileFormat, Row, detect, read_rows
from portret.collect.importers.run import FileInput, Outcome, Preview, batches, import_file, preview_file
from portret.collect.importers.send import Sender
from portret.collect.importers.suggest import About, suggest_about, suggest_mapping

__all__ = [
    "About",
    "CountingFile",
    "FileFormat",
    "FileInput",
    "FileMapping",
    "Made",
    "Outcome",
    "Preview",
    "Rejected",
    "Row",
    "Sender",
    "batches",
    "detect",
    "event_of",
    "guess_file",
    "import_file",
    "in_row",
    "load_mapping",
    "look_at",
    "made_events",
    "preview_file",
    "read_rows",
    "suggest_about",
    "suggest_mapping",
    "unknown_columns",
]
