"""The columnar store: reads resolved events and profile versions, writes tables that every question is asked of."""

from portret.warehouse.client import Limits, Table, Warehouse
from portret.warehouse.embedded import serve
from portret.warehouse.fragment import Bound, Sql, json_object, json_path
from portret.warehouse.rows import alias_rows, event_rows, order_line_rows
from portret.warehouse.secret import read_or_make_secret, reader_password, writer_password
from portret.warehouse.tables import DATABASE, TABLES

__all__ = [
    "DATABASE",
    "TABLES",
    "Bound",
    "Limits",
    "Sql",
    "Table",
    "Warehouse",
    "alias_rows",
    "event_rows",
    "json_object",
    "json_path",
    "order_line_rows",
    "read_or_make_secret",
    "reader_password",
    "serve",
    "writer_password",
]
