import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 2_000
TOLERATED_MIB = 12
MEASURED = """
import re, sys
from pathlib import Path
from portret.collect.importers import FileInput, detect, preview_file
path = Path(sys.argv[1])
preview = preview_file(FileInput(path=path, file_format=detect(path)), 1, lambda outcome, counter: None)
peak_kib = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(preview.outcome.events, int(peak_kib) // 1024)
"""


def write(path: Path, rows: int) -> None:
    """Write rows of about half a KiB."""
    text = "x" * 480
    if path.suffix == ".csv":
        path.write_text("userId,event,properties.text\n" + f"u,Grown,{text}\n" * rows)
    elif path.suffix == ".json":
        row = json.dumps({"userId": "u", "event": "Grown", "properties": {"text": text}})
        path.write_text("[" + ",\n".join([row] * rows) + "]")
    else:
        table = pa.table({"userId": ["u"] * rows, "event": ["Grown"] * rows, "properties.text": [text] * rows})
        pq.write_table(table, path, row_group_size=1_000, compression="none", use_dictionary=False)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet"])
def test_memory_of_an_import_does_not_grow_with_the_file(tmp_path: Path, suffix: str) -> None:
    peaks_mib = []
    for rows in (ROWS, 10 * ROWS):
        path = tmp_path / f"{rows}{suffix}"
        write(path, rows)
        done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
        events, peak_mib = map(int, done.stdout.split())
        assert events == rows
        peaks_mib.append(peak_mib)
    assert peaks_mib[1] - peaks_mib[0] < TOLERATED_MIB, peaks_mib
