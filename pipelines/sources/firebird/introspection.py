"""What a database holds: its version, which of our tables, and how to ask for their columns.

Belongs here: the system tables, and how each Firebird type is selected so that its value arrives
whole. Does not belong here: fetching rows (columns.py), what the columns should be (contracts/).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.sources.unreadable import UnreadableFile

OLDEST_ENGINE = (2, 5)

SMALLINT, INTEGER, BIGINT, INT128 = 7, 8, 16, 26
FLOAT, DOUBLE = 10, 27
DATE, TIME, TIMESTAMP = 12, 13, 35
CHAR, VARCHAR, BLOB = 14, 37, 261
BOOLEAN = 23
# DECFLOAT and types with a time zone have no column type of ours; their text is exact.
AS_TEXT = {24, 25, 28, 29}
TEXT = pa.string()

PLAIN = {
    FLOAT: pa.float32(),
    DOUBLE: pa.float64(),
    DATE: pa.date32(),
    TIME: pa.time64("us"),
    TIMESTAMP: pa.timestamp("us"),
    BOOLEAN: pa.bool_(),
}
# The digits that the integer behind a NUMERIC can have.
DIGITS = {SMALLINT: 5, INTEGER: 10, BIGINT: 19, INT128: 38}
MAX_TEXT_BYTES = 32_765

# Character sets by Firebird's number. The first five declare nothing (NONE, OCTETS) or UTF-8 and
# its subset; what is not valid UTF-8 among them is what Windows clients write.
UTF8 = "utf-8"
ENCODINGS = {0: UTF8, 1: UTF8, 2: UTF8, 3: UTF8, 4: UTF8} | {
    10: "cp437",
    11: "cp850",
    21: "iso8859-1",
    23: "iso8859-15",
    51: "cp1250",
    52: "cp1251",
    53: "cp1252",
}

VERSION = """
select rdb$get_context('SYSTEM', 'ENGINE_VERSION'), mon$ods_major, mon$ods_minor from mon$database
"""
# A view or a computed column would run code that came with the database: neither is a table's data.
COLUMNS = """
select trim(f.rdb$relation_name), cast(trim(f.rdb$field_name) as varchar(252) character set octets),
    iif(t.rdb$computed_blr is null and t.rdb$dimensions is null, 1, 0),
    t.rdb$field_type, coalesce(t.rdb$field_scale, 0), t.rdb$field_length,
    iif(t.rdb$field_sub_type = 1, 1, 0), coalesce(t.rdb$character_set_id, 0)
from rdb$relation_fields f
join rdb$fields t on t.rdb$field_name = f.rdb$field_source
join rdb$relations r on r.rdb$relation_name = f.rdb$relation_name
where r.rdb$view_blr is null and r.rdb$external_file is null and coalesce(r.rdb$system_flag, 0) = 0
    and f.rdb$relation_name in ({names})
order by f.rdb$relation_name, f.rdb$field_position
"""


@dataclass(frozen=True)
class Version:
    """engine: such as 5.0.4. structure: the on-disk structure (ODS) such as 13.1."""

    engine: str
    structure: str


@dataclass(frozen=True)
class FieldType:
    """A column's type as the system tables have it: length in bytes, scale 0 or negative."""

    kind: int
    scale: int
    length: int
    is_text: int
    charset: int


@dataclass(frozen=True)
class Column:
    """One column of a table, and how to ask for it.

    name: as the database spells it. expression: what to select, None where nothing gives its value
    exactly or without running code of the database. dtype: the Arrow type of its values.
    encoding: of a text, which is always asked for as plain bytes.
    """

    name: str
    expression: str | None
    dtype: Any = None
    encoding: str = ""


def version_of(cursor: Any) -> Version:
    """Raises UnreadableFile for an engine older than the oldest that is read."""
    cursor.execute(VERSION)
    engine, major, minor = cursor.fetchone()
    if tuple(int(part) for part in engine.split(".")[:2]) < OLDEST_ENGINE:
        raise UnreadableFile(
            f"the server runs Firebird {engine}; 2.5 is the oldest that is read",
            "Deliver a backup made by it (gbak -b) as .fbk",
        )
    return Version(engine, f"{major}.{minor}")


def columns_of(cursor: Any, names: Sequence[str]) -> dict[str, tuple[Column, ...]]:
    """The columns of those tables that the database has, in the table's own order.

    names: of tables, in upper case.
    """
    found: dict[str, list[Column]] = {}
    statement = COLUMNS.format(names=", ".join(["?"] * len(names)))
    for relation, name, is_stored, *described in cursor.execute(statement, list(names)).fetchall():
        text = name.decode(errors="replace")
        column = column_of(text, FieldType(*described)) if is_stored else Column(text, None)
        found.setdefault(relation, []).append(column)
    return {relation: tuple(columns) for relation, columns in found.items()}


def readable(columns: Iterable[Column]) -> list[str]:
    """The names of the columns that can be asked for."""
    return [column.name for column in columns if column.expression]


def column_of(name: str, field: FieldType) -> Column:
    """A column to be selected; without expression where the type is of no use here."""
    quoted = '"' + name.replace('"', '""') + '"'
    expression: str | None = quoted
    dtype, encoding = PLAIN.get(field.kind), ""
    if field.kind in DIGITS:
        is_whole = field.scale == 0 and field.kind != INT128
        dtype = pa.int64() if is_whole else pa.decimal128(DIGITS[field.kind], -field.scale)
    elif field.kind == DOUBLE and field.scale:
        # NUMERIC of the first SQL dialect: the server rounds it to what it was declared as.
        expression = f"cast({quoted} as numeric(18, {-field.scale}))"
        dtype = pa.decimal128(DIGITS[BIGINT], -field.scale)
    elif field.kind in AS_TEXT:
        expression = f"cast({quoted} as varchar(64) character set octets)"
        dtype, encoding = TEXT, UTF8
    elif field.kind in (CHAR, VARCHAR):
        size = min(max(field.length, 1), MAX_TEXT_BYTES)
        expression = f"cast({quoted} as varchar({size}) character set octets)"
        dtype, encoding = TEXT, ENCODINGS.get(field.charset, "")
    elif field.kind == BLOB and field.is_text:
        expression = f"cast({quoted} as blob sub_type 0)"
        dtype, encoding = TEXT, ENCODINGS.get(field.charset, "")
    if dtype is None or (dtype == TEXT and not encoding):
        expression = None
    return Column(name, expression, dtype, encoding)
