"""The mapping of a generic ledger: ``mapping.yaml`` in the company's folder, checked and typed.

Belongs here: what a mapping may say, and a clear error for each thing it may not. Does not belong
here: reading ledger files (ledger.py).
"""

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.contracts.ledger import INVOICES, RECEIPTS
from pipelines.contracts.raw_table import RawTable
from pipelines.sources.encodings import canonical_encoding
from pipelines.sources.notation import ISO_DATE, format_pattern
from pipelines.sources.reading import UnreadableFile

MAX_BYTES = 256 << 10
TABLES = {table.entity: table for table in (INVOICES, RECEIPTS)}
KEYS = frozenset(
    {"file", "table", "encoding", "delimiter", "sheet", "header_row", "date_format"}
    | {"decimal_mark", "thousands_mark", "sign", "columns", "constants"}
)


class MappingError(UnreadableFile):
    """A mapping that cannot be followed. entry: where in it, such as ``ledger[0].columns``."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"mapping.yaml, {entry}: {reason}", "Correct that entry of mapping.yaml")
        self.entry = entry


@dataclass(frozen=True)
class LedgerFile:
    """How the files that match one pattern are read.

    pattern: of the file's name, within the ledger folder. columns: contract column → name in the
    file. constants: contract column → the text all rows have. sign: -1 where the system shows
    receivables as negative amounts. The marks are those of text files; XLSX holds numbers.
    """

    pattern: str
    table: RawTable
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int = 1
    date_format: str = ISO_DATE
    decimal_mark: str = "."
    thousands_mark: str = ""
    sign: int = 1


@dataclass(frozen=True)
class LedgerMapping:
    """files: in the order of mapping.yaml; the first whose pattern matches is taken."""

    files: tuple[LedgerFile, ...] = ()

    @classmethod
    def load(cls, path: Path) -> "LedgerMapping":
        """Reads ``mapping.yaml``; a mapping that is not there maps nothing.

        Raises MappingError naming the first wrong entry.
        """
        if not path.is_file():
            return cls()
        if path.stat().st_size > MAX_BYTES:
            raise MappingError("the file", f"it has more than {MAX_BYTES:,} bytes")
        try:
            document = yaml.safe_load(path.read_bytes())
        except (yaml.YAMLError, RecursionError) as error:
            raise MappingError("the file", "it is no valid YAML") from error
        entries = document.get("ledger") if isinstance(document, dict) else None
        if not isinstance(entries, list):
            raise MappingError("ledger", "a list of files is expected")
        return cls(tuple(ledger_file(f"ledger[{n}]", each) for n, each in enumerate(entries)))

    def file_for(self, name: str) -> LedgerFile:
        """The entry for a file's name. Raises UnreadableFile naming the patterns there are."""
        for entry in self.files:
            if fnmatch.fnmatch(name.casefold(), entry.pattern.casefold()):
                return entry
        patterns = ", ".join(entry.pattern for entry in self.files) or "none"
        raise UnreadableFile(
            f"no entry of mapping.yaml matches its name (patterns: {patterns})",
            "Add an entry for it below ledger in the company's mapping.yaml",
        )


def ledger_file(at: str, entry: Any, tables: Mapping[str, RawTable] = TABLES) -> LedgerFile:
    """One entry. tables: by the word an entry has for them. Raises MappingError with the path of
    what is wrong.
    """
    if not isinstance(entry, dict):
        raise MappingError(at, "keys such as file, table and columns are expected")
    for key in entry:
        if key not in KEYS:
            raise MappingError(f"{at}.{key}", f"unknown key; known are {', '.join(sorted(KEYS))}")
    table = tables.get(text(at, entry, "table") or "")
    if table is None:
        raise MappingError(f"{at}.table", f"one of {', '.join(tables)} is expected")
    pattern = text(at, entry, "file")
    if not pattern or "/" in pattern or "\\" in pattern:
        raise MappingError(f"{at}.file", "a file name or pattern without folders is expected")
    columns, constants = column_names(at, entry, table)
    decimal, thousands = marks(at, entry)
    return LedgerFile(
        pattern=pattern,
        table=table,
        columns=columns,
        constants=constants,
        encoding=encoding(at, entry),
        delimiter=delimiter(at, entry),
        sheet=text(at, entry, "sheet"),
        header_row=number(at, entry, "header_row", range(1, 101)),
        date_format=date_format(at, entry),
        decimal_mark=decimal,
        thousands_mark=thousands,
        sign=number(at, entry, "sign", (1, -1)),
    )


def text(at: str, entry: Mapping[str, Any], key: str) -> str | None:
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise MappingError(f"{at}.{key}", "a text is expected")
    return value


def number(at: str, entry: Mapping[str, Any], key: str, allowed: range | tuple[int, ...]) -> int:
    value = entry.get(key, 1)
    if type(value) is not int or value not in allowed:
        raise MappingError(f"{at}.{key}", f"one of {allowed[0]} to {allowed[-1]} is expected")
    return value


def encoding(at: str, entry: Mapping[str, Any]) -> str | None:
    value = text(at, entry, "encoding")
    if value is None:
        return None
    canonical = canonical_encoding(value)
    if canonical is None:
        raise MappingError(f"{at}.encoding", "an encoding such as utf-8 or cp1252 is expected")
    return canonical


def delimiter(at: str, entry: Mapping[str, Any]) -> str | None:
    value = text(at, entry, "delimiter")
    if value is not None and (len(value) != 1 or not value.isascii() or value in '"\r\n'):
        raise MappingError(f"{at}.delimiter", "one character is expected")
    return value


def marks(at: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    decimal = text(at, entry, "decimal_mark") or "."
    thousands = text(at, entry, "thousands_mark") or ""
    if decimal not in (".", ","):
        raise MappingError(f"{at}.decimal_mark", "a point or a comma is expected")
    if thousands not in ("", ".", ",", " ", "'") or thousands == decimal:
        raise MappingError(
            f"{at}.thousands_mark",
            "a point, comma, space or apostrophe other than the decimal mark",
        )
    return decimal, thousands


def date_format(at: str, entry: Mapping[str, Any]) -> str:
    value = text(at, entry, "date_format") or ISO_DATE
    try:
        format_pattern(value)
    except ValueError as error:
        raise MappingError(f"{at}.date_format", f"the directive {error} is not known") from error
    has_date = all(
        any(d in value for d in choice) for choice in (("%Y", "%y"), ("%m", "%b"), ("%d",))
    )
    if not has_date:
        raise MappingError(f"{at}.date_format", "year, month and day are expected")
    return value


def column_names(
    at: str, entry: Mapping[str, Any], table: RawTable
) -> tuple[dict[str, str], dict[str, str]]:
    """Columns and constants. Between them they name every required column, none twice."""
    found: dict[str, dict[str, str]] = {}
    for section in ("columns", "constants"):
        names = entry.get(section, {})
        if not isinstance(names, dict):
            raise MappingError(f"{at}.{section}", "pairs of our column and a text are expected")
        for column, value in names.items():
            if column not in table.columns:
                known = ", ".join(table.columns)
                raise MappingError(f"{at}.{section}.{column}", f"unknown column; known are {known}")
            if not isinstance(value, str) or not value.strip():
                raise MappingError(
                    f"{at}.{section}.{column}", "a text is expected; put it in quotes"
                )
        found[section] = names
    both = found["columns"].keys() & found["constants"].keys()
    if both:
        raise MappingError(f"{at}.constants.{min(both)}", "columns names it already")
    given = found["columns"].keys() | found["constants"].keys()
    absent = [name for name in table.columns if name not in given | table.optional_columns]
    if absent:
        raise MappingError(f"{at}.columns", f"the required columns {', '.join(absent)} are missing")
    return found["columns"], found["constants"]
