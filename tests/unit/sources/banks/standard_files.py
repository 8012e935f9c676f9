"""What the tests of the standard formats share: damage, and what may come of it.

Belongs here: byte changes and the one promise of every reader. Does not belong here: samples of a
format (its own tests).
"""

import contextlib
from pathlib import Path

from bank_files import clabe
from hypothesis import strategies as st

from pipelines.contracts.validation import validate
from pipelines.sources.banks.formats import BANKS
from pipelines.sources.reading import UnreadableFile

PAYER_CLABE = clabe("072", "123456")
KEY = "MBAN01002608030012345678"


@st.composite
def damaged(draw: st.DrawFn, sample: bytes) -> bytes:
    """The sample with bytes changed, put in, taken out or repeated, or cut off."""
    content = bytearray(sample)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.integers(0, 3)):
            case 0:
                content[place : place + 1] = draw(st.binary(min_size=1, max_size=4))
            case 1:
                del content[place : place + draw(st.integers(1, 40))]
            case 2:
                content[place:place] = content[: draw(st.integers(1, 200))]
            case _:
                content = content[:place]
    return bytes(content)


def read_or_refuse(path: Path, content: bytes) -> None:
    """Anything but an UnreadableFile is a fault of the reader, and so is a row that is lost."""
    path.write_bytes(content)
    with contextlib.suppress(UnreadableFile):
        tables = BANKS.route(path, path.parent)
        for table, reading in zip(tables, BANKS.read(path, tables, path.parent), strict=True):
            done = validate(table, reading)
            counted = done.frame.height + done.duplicate_rows + done.rejected_count
            assert done.rows_read == counted
