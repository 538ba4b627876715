"""Whatever bytes somebody uploads as a list: they are read, or refused with a reason."""

from __future__ import annotations

import io
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Invalid
from portret.segment.lists.read_column import Chosen, Encoding, read_column

_csv = st.text(st.sampled_from('ab,;"\r\n\0\u2028 \ufeffż'), max_size=200).map(str.encode)
_with_header = _csv.map(lambda rest: b"email,x\n" + rest)


@given(
    content=st.one_of(st.binary(max_size=300), _csv, _with_header),
    encoding=st.sampled_from(get_args(Encoding)),
    delimiter=st.sampled_from(["", ",", ";", "\t", "|"]),
    column=st.sampled_from(["", "a", "email"]),
)
def test_any_bytes_are_read_or_refused(content: bytes, encoding: Encoding, delimiter: str, column: str) -> None:
    file, found, refused = io.BytesIO(content), [], ""
    try:
        with read_column(file, Chosen(column, "", delimiter, encoding), ("email", "user_id")) as (_, cells):
            found = list(cells)
    except Invalid as error:
        refused = error.path
    assert refused in {"", "body", "column", "encoding"}
    assert [cell.line for cell in found] == sorted({cell.line for cell in found})
    assert not any("\0" in cell.value for cell in found)
    assert not file.closed
