"""Files that people bring in the web app: reads what they upload, writes imports, and what of them was set aside."""

from portret.collect.imports.files import forget_abandoned, present_file, remove_file
from portret.collect.imports.model import Counts, FileImport, Unusable, mapping_of
from portret.collect.imports.preview import MOST_TIMES_UNPACKED
from portret.collect.imports.store import find_import, finish_import, save_counts, set_rows_aside

__all__ = [
    "MOST_TIMES_UNPACKED",
    "Counts",
    "FileImport",
    "Unusable",
    "find_import",
    "finish_import",
    "forget_abandoned",
    "mapping_of",
    "present_file",
    "remove_file",
    "save_counts",
    "set_rows_aside",
]
