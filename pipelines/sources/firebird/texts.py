"""Text as the database stores it: bytes in a column's own encoding, to what they say.

Belongs here: decoding, one text or all of a column. Does not belong here: repairing what decoded
well and is still wrong (sources/encodings.py).
"""

import codecs
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.sources.firebird.introspection import TEXT, UTF8

WINDOWS = "cp1252"


def text_of_bytes(data: bytes, encoding: str) -> str:
    """encoding: a single-byte one, or UTF-8, and then what is not valid is what Windows writes."""
    if encoding == UTF8:
        try:
            return data.decode()
        except UnicodeDecodeError:
            encoding = WINDOWS
    return codecs.charmap_decode(data, "strict", alphabet(encoding))[0]


def alphabet(encoding: str) -> Any:
    """The 256 characters of a single-byte encoding, as a string; a byte that has none is a control
    character.
    """
    return "".join(
        bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in range(256)
    )


def text_array(data: bytes, begins: npt.NDArray[np.int32], valid: Any, encoding: str) -> pa.Array:
    """All texts of a column.

    data: the texts end to end. begins: where each begins, and where the last one ends. valid: which
    are not null, as Arrow's bits; None when all are.
    """
    if encoding != UTF8 and not data.isascii():
        data, begins = transcoded(data, begins, encoding)
    buffers = [valid, pa.py_buffer(begins), pa.py_buffer(data)]
    if encoding != UTF8 or data.isascii():
        return pa.Array.from_buffers(TEXT, len(begins) - 1, buffers)
    array = pa.Array.from_buffers(pa.binary(), len(begins) - 1, buffers)
    try:
        return array.cast(TEXT)
    except pa.ArrowInvalid:
        cells = array.to_pylist()
        texts = [None if cell is None else text_of_bytes(cell, encoding) for cell in cells]
        return pa.array(texts, TEXT)


def transcoded(
    data: bytes, begins: npt.NDArray[np.int32], encoding: str
) -> tuple[bytes, npt.NDArray[np.int32]]:
    """The same texts in UTF-8: every byte is a character of one to three bytes."""
    characters = alphabet(encoding)
    widths = np.array([len(character.encode()) for character in characters], np.int32)
    ends = np.zeros(len(data) + 1, np.int32)
    np.cumsum(widths[np.frombuffer(data, np.uint8)], out=ends[1:])
    return codecs.charmap_decode(data, "strict", characters)[0].encode(), ends[begins]
