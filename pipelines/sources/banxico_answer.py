"""The JSON that Banco de México's series service answers with, as a TextTable.

Belongs here: telling such a file, its bounds and its structure. Does not belong here: what a value
means (banxico.py). Every number stays the text that it is written as.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contracts.raw_table import FILE_LINE
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import TextTable

# All series since their beginning are some 4 MB; parsed, JSON takes up to forty times its size.
MAX_ANSWER_BYTES = 16 << 20
BLANK = b"\xef\xbb\xbf \t\r\n"
HEADER = ("series_code", "fecha", "dato")
ASK_AGAIN = "Ask the service for the series again and save its answer whole"


def is_answer(path: Path) -> bool:
    """Whether the first character is that of a JSON object."""
    with path.open("rb") as file:
        return file.read(1024).lstrip(BLANK).startswith(b"{")


def read_answer(path: Path, wanted: Collection[str]) -> tuple[TextTable, tuple[str, ...]]:
    """The values of the wanted series, and the codes of all series in the answer.

    ``file_line`` is the value's number in the answer, counted over all its series from 1.
    Raises UnreadableFile for another structure, for an error message and for too large a file.
    """
    rows: list[tuple[int, str, str, str]] = []
    codes = []
    number = 0
    for series in series_of(parsed_answer(path)):
        code = text_of(series, "idSerie")
        if not code.isalnum() or not code.isascii():
            raise wrong_structure()
        codes.append(code)
        for value in members_of(series, "datos"):
            number += 1
            if code in wanted:
                rows.append((number, code, text_of(value, "fecha"), text_of(value, "dato")))
    schema = {FILE_LINE: pl.Int64} | dict.fromkeys(("c0", "c1", "c2"), pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return TextTable(HEADER, frame.lazy(), needs_repair=False), tuple(codes)


def parsed_answer(path: Path) -> Any:
    size = path.stat().st_size
    if size > MAX_ANSWER_BYTES:
        raise UnreadableFile(
            f"the answer has {size:,} bytes, more than the {MAX_ANSWER_BYTES:,} allowed",
            "Ask for fewer years or series at a time",
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    # Nesting without end is not a ValueError.
    except (ValueError, RecursionError):
        raise UnreadableFile("it begins like JSON and is none, or is cut off", ASK_AGAIN) from None


def series_of(answer: Any) -> list[dict[str, Any]]:
    if isinstance(answer, Mapping) and "error" in answer:
        raise UnreadableFile("it is the service's error message and holds no series", ASK_AGAIN)
    found = members_of(answer.get("bmx") if isinstance(answer, Mapping) else None, "series")
    if not found:
        raise UnreadableFile("the answer holds no series", ASK_AGAIN)
    return found


def members_of(owner: Any, name: str) -> list[dict[str, Any]]:
    """The objects of a list. A series without values has no list at all."""
    members = owner.get(name, []) if isinstance(owner, Mapping) else None
    if not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
        raise wrong_structure()
    return members


def text_of(owner: Mapping[str, Any], name: str) -> str:
    """'' for what is absent or null. Half a surrogate pair is no character, and becomes "?"."""
    text = owner.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise wrong_structure()
    return text.encode("utf-8", "replace").decode("utf-8")


def wrong_structure() -> UnreadableFile:
    return UnreadableFile(
        'it is JSON without the structure {"bmx": {"series": [{"idSerie", "datos"}]}}', ASK_AGAIN
    )
