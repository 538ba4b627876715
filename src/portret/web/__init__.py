"""The door: reads every stage's front, writes what the first start makes; serves collection, the API and the pages."""

from portret.web.first_start import FirstStart, first_start, prepare_set_up
from portret.web.store import schema_version

__all__ = ["FirstStart", "first_start", "prepare_set_up", "schema_version"]
