"""Files of items, receipts and remittances, as the matcher's frames.

Belongs here: CSV, XLSX, JSON and Parquet, and which of a file's columns is which of ours. Does not
belong here: what is wrong with a row (intake.py).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from pipelines.matching.amounts import money, with_cents
from pipelines.matching.column_names import NAMES, TABLES
from pipelines.matching.frames import REQUIRED
from pipelines.sources.any_table import open_table
from pipelines.sources.file_kind import kind_of
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import cell, folded


@dataclass(frozen=True)
class TableMapping:
    """columns: our column → the file's. constants: our column → the text that all rows have."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


def read_mapping(path: Path) -> dict[str, TableMapping]:
    """Table → its mapping, of a YAML file. Raises UnreadableFile naming the first wrong entry."""
    if not path.is_file():
        raise UnreadableFile(f"{path.name} is not there", "Check the path")
    try:
        document = yaml.safe_load(path.read_bytes())
    except yaml.YAMLError as error:
        raise UnreadableFile(f"{path.name}: no valid YAML", "Correct it") from error
    if not isinstance(document, dict):
        raise UnreadableFile(f"{path.name}: it holds no tables", f"Known are {', '.join(NAMES)}")
    found = {}
    for table, entry in document.items():
        if (
            table not in NAMES
            or not isinstance(entry, dict)
            or set(entry) - {"columns", "constants"}
        ):
            raise UnreadableFile(
                f"{path.name}: entry {table} is not one of {', '.join(NAMES)}",
                "Correct it; below each stand columns and constants",
            )
        parts = {key: entry.get(key) or {} for key in ("columns", "constants")}
        unknown = [name for part in parts.values() for name in part if name not in NAMES[table]]
        if unknown:
            raise UnreadableFile(
                f"{path.name}: {table} have no column {unknown[0]}",
                f"Known are {', '.join(NAMES[table])}",
            )
        found[table] = TableMapping(
            **{k: {a: str(b) for a, b in v.items()} for k, v in parts.items()}
        )
    return found


def read_table(path: Path, table: str, mapping: TableMapping | None = None) -> pl.DataFrame:
    """The table's columns that the file has, by our names; values as they stand there.

    Raises UnreadableFile for a file that is not one of the four kinds, that lacks the table, a
    needed column, or a column that the mapping names; the message begins with the file's name.
    """
    file = read_any(path, table)
    rows = mapped(file, table, mapping or TableMapping(), path.name)
    missing = [name for name in REQUIRED[table] if name not in rows.columns]
    if missing:
        raise UnreadableFile(
            f"{path.name}: no column for {', '.join(missing)} of {table}; "
            f"it has {', '.join(file.columns) or 'none'}",
            f"Name it in a mapping, as {table}: {{columns: {{{missing[0]}: its name}}}}",
        )
    return rows


def read_truth(score: str, invoices: Path, mapping: TableMapping | None = None) -> pl.DataFrame:
    """The right applications, one row a pair: receipt_id, item_id, applied_amount.

    score: a file of any kind, or else a key of the JSON file of invoices. In JSON they may stand
    below ``applications``, and that below the key. Raises UnreadableFile.
    """
    path = Path(score)
    if path.is_file():
        frame = read_any(path, "truth")
    else:
        document = read_json(invoices) if is_json(invoices) else None
        if not isinstance(document, dict) or score not in document:
            raise UnreadableFile(f"{score} is neither a file nor a key of the invoices", "Check it")
        frame = frame_of_json(rows_of(document[score], TABLES["truth"], score))
    rows = mapped(frame, "truth", mapping or TableMapping(), score)
    missing = [name for name in NAMES["truth"] if name not in rows.columns]
    if missing:
        raise UnreadableFile(
            f"{score}: no column for {', '.join(missing)} of truth", "Name them in a mapping"
        )
    return (
        with_cents(rows, "applied_amount")
        .group_by("receipt_id", "item_id", maintain_order=True)
        .agg(pl.col("applied_amount_cents").sum())
        .select("receipt_id", "item_id", applied_amount=money(pl.col("applied_amount_cents")))
    )


def is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read_any(path: Path, table: str) -> pl.DataFrame:
    if not path.is_file():
        raise UnreadableFile(f"{path.name} is not there", "Check the path")
    try:
        if kind_of(path) == "parquet":
            return pl.read_parquet(path)
        if is_json(path):
            return frame_of_json(rows_of(read_json(path), TABLES[table], path.name))
        with open_table(path, sheet=TABLES[table][0]) as text:
            names = [name for name in text.names if name]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise UnreadableFile(f"two columns are called {twice}", "Rename one of them")
            places = [(cell(n), name) for n, name in enumerate(text.names) if name]
            return text.rows.select(pl.col(own).alias(name) for own, name in places).collect()
    except UnreadableFile as error:
        if error.reason.startswith(path.name):
            raise
        raise UnreadableFile(f"{path.name}: {error.reason}", error.remedy) from error
    except pl.exceptions.PolarsError as error:
        raise UnreadableFile(f"{path.name}: it is damaged", "Export it again") from error


def read_json(path: Path) -> Any:
    """Numbers stay the text they are: no amount passes through a float."""
    try:
        return json.loads(path.read_text("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{path.name}: no valid JSON", "Export it again") from error


def rows_of(document: Any, keys: Sequence[str], name: str) -> list[Any]:
    """The list of rows: the document itself, or what stands under one of the keys."""
    if isinstance(document, dict) and isinstance(document.get("ground_truth"), dict | list):
        document = document["ground_truth"] if "applications" in keys else document
    if isinstance(document, dict):
        document = next((document[key] for key in keys if key in document), None)
    if not isinstance(document, list) or not all(isinstance(row, dict) for row in document):
        raise UnreadableFile(f"{name}: no list of rows", f"Put it under {' or '.join(keys)}")
    return document


def frame_of_json(rows: list[dict[str, Any]]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {
        name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in names
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def mapped(frame: pl.DataFrame, table: str, mapping: TableMapping, name: str) -> pl.DataFrame:
    there = {folded(each): each for each in reversed(frame.columns)}
    chosen = []
    for column, spellings in NAMES[table].items():
        if column in mapping.constants:
            chosen.append(pl.lit(mapping.constants[column]).alias(column))
            continue
        if column in mapping.columns and folded(mapping.columns[column]) not in there:
            raise UnreadableFile(
                f"{name}: no column {mapping.columns[column]}, which the mapping names as "
                f"{column} of {table}",
                "Correct the mapping",
            )
        wanted = [mapping.columns[column]] if column in mapping.columns else spellings
        source = next((there[folded(each)] for each in wanted if folded(each) in there), None)
        if source is not None:
            chosen.append(pl.col(source).alias(column))
    return frame.select(chosen)
