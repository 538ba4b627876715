"""The door: reads every stage's front, writes what the first start makes; serves collection, the API and the pages."""

from portret.web.app import api_document, web_app
from portret.web.first_start import FirstStart, first_start, prepare_set_up
from portret.web.model import Context, Stores
from portret.web.run import run
from portret.web.store import schema_version

__all__ = [
    "Context",
    "FirstStart",
    "Stores",
    "api_document",
    "first_start",
    "prepare_set_up",
    "run",
    "schema_version",
    "web_app",
]
