"""The door: reads every stage's front, writes API tokens; serves collection, the API and the operator's pages."""

from portret.web.app import api_document, web_app
from portret.web.first_start import FirstStart, first_start
from portret.web.model import Context, Role, Stores, Token
from portret.web.run import run
from portret.web.store import schema_version
from portret.web.tokens import create_token

__all__ = [
    "Context",
    "FirstStart",
    "Role",
    "Stores",
    "Token",
    "api_document",
    "create_token",
    "first_start",
    "run",
    "schema_version",
    "web_app",
]
