"""File import: reads rows of CSV, TSV, NDJSON, JSON and Parquet files, writes events through the HTTP API."""

from portret.collect.importers.mapping import FileMapping, Rejected, event_of, load_mapping
from portret.collect.importers.read import FileFormat, Row, detect, read_rows
from portret.collect.importers.run import FileInput, Outcome, Preview, import_file, preview_file
from portret.collect.importers.send import Sender

__all__ = [
    "FileFormat",
    "FileInput",
    "FileMapping",
    "Outcome",
    "Preview",
    "Rejected",
    "Row",
    "Sender",
    "detect",
    "event_of",
    "import_file",
    "load_mapping",
    "preview_file",
    "read_rows",
]
