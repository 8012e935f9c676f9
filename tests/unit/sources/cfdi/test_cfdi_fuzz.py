"""Whatever the bytes, each file has one outcome, nothing else is raised and every count closes."""

import io
import tempfile
import zipfile
from pathlib import Path

from cfdi_deliveries import take_delivery
from cfdi_texts import credit, in_33, invoice, payment
from hypothesis import given, settings
from hypothesis import strategies as st

SOUND = [text.encode() for text in (invoice(), credit(), payment(), in_33(payment()))]
SPOILERS = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [b'"', b"<", b"&", b"<!DOCTYPE x>", b"\0", b"XXX", b"1e9", b" ", b"-1", b"\xff"]
    ),
)


@st.composite
def spoiled(draw: st.DrawFn, sound: list[bytes]) -> bytes:
    """A sound file with up to three stretches replaced."""
    content = draw(st.sampled_from(sound))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 60))
        content = content[:start] + draw(SPOILERS) + content[start + length :]
    return content


def archive_of(contents: list[bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for place, content in enumerate(contents):
            package.writestr(f"{place}.xml", content)
    return buffer.getvalue()


@settings(max_examples=25)
@given(
    st.lists(st.one_of(spoiled(SOUND), spoiled([archive_of(SOUND[:2])])), min_size=1, max_size=12)
)
def test_spoiled_files_land_or_are_set_aside_or_quarantined(contents):
    with tempfile.TemporaryDirectory() as name:
        for place, content in enumerate(contents):
            (Path(name) / f"{place}.xml").write_bytes(content)
        taken = take_delivery(Path(name))
    assert taken.tables["files"].rows_read >= len(contents)
