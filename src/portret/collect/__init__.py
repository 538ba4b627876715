"""The way in: reads HTTP and the log, writes accepted requests to the log, and sources and quarantine to the state.

Two halves meet at the log. The web process takes requests in (`collect_app`); the worker makes events of them
(`Normaliser`) and sets aside what cannot be used (`add_quarantine`).
"""

from portret.collect.app import CollectApp, collect_app
from portret.collect.auth import KnownKeys
from portret.collect.book import SourceBook
from portret.collect.client import TrustedProxies
from portret.collect.enrich import open_enricher, open_geo
from portret.collect.limits import Limits
from portret.collect.model import (
    Admission,
    Brand,
    Check,
    Fault,
    Quarantined,
    RequestHead,
    Source,
    Workspace,
    WriteKey,
    decode_head,
    encode_head,
)
from portret.collect.names import canonical_name
from portret.collect.normalise import Normaliser
from portret.collect.original import event_bytes
from portret.collect.own_events import (
    OwnBatch,
    OwnEvent,
    own_batch_id,
    own_body,
    own_body_without,
    own_entry,
    own_events,
)
from portret.collect.pressure import Pressure
from portret.collect.recall import Recalled, recalled, recalled_rows
from portret.collect.signing import open_proofs
from portret.collect.sources import (
    NewKey,
    change_workspace,
    create_key,
    create_source,
    create_workspace,
    system_source,
    the_workspace,
)
from portret.collect.store import (
    add_quarantine,
    all_sources,
    all_workspaces,
    count_open_quarantine,
    load_admissions,
)
from portret.collect.vocabulary import words_of

__all__ = [
    "Admission",
    "Brand",
    "Check",
    "CollectApp",
    "Fault",
    "KnownKeys",
    "Limits",
    "NewKey",
    "Normaliser",
    "OwnBatch",
    "OwnEvent",
    "Pressure",
    "Quarantined",
    "Recalled",
    "RequestHead",
    "Source",
    "SourceBook",
    "TrustedProxies",
    "Workspace",
    "WriteKey",
    "add_quarantine",
    "all_sources",
    "all_workspaces",
    "canonical_name",
    "change_workspace",
    "collect_app",
    "count_open_quarantine",
    "create_key",
    "create_source",
    "create_workspace",
    "decode_head",
    "encode_head",
    "event_bytes",
    "load_admissions",
    "open_enricher",
    "open_geo",
    "open_proofs",
    "own_batch_id",
    "own_body",
    "own_body_without",
    "own_entry",
    "own_events",
    "recalled",
    "recalled_rows",
    "system_source",
    "the_workspace",
    "words_of",
]
