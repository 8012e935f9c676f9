"""The ERP's tables as a real Firebird database, or as the backup that gbak makes of one.

Belongs here: the schema in Microsip's own types, and filling it. Does not belong here: what the
rows say (``tables.py``). Values are those of the CSV dump, and the engine converts them, so that
both forms hold the same company. The bytes of a database are not the same twice: it keeps the time
of its creation.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import polars as pl

from pipelines.contracts.raw_table import MONEY, RawTable
from pipelines.sample.tables import table_columns
from pipelines.sources.firebird import client

# A block may name at most 256 tables, and each insert names one.
ROWS_IN_A_BLOCK = 250
SMALL = {"ano", "mes", "dias_plazo", "dias_ppag"}
LENGTHS = {
    "folio": 9,
    "clave_cliente": 20,
    "rfc_curp": 18,
    "tax_id": 40,
    "codigo_postal": 10,
    "nombre_abrev": 30,
    "cuenta_cxc": 30,
    "refer_movto_bancario": 30,
    "simbolo": 10,
    "usuario_creador": 31,
    "contacto1": 50,
}
OTHER_LENGTH = 200
CHARACTERS = {"sistema_origen": 2, "clave_fiscal": 3, "metodo_pago_sat": 3, "estatus": 1}

Tables = Iterable[tuple[RawTable, Iterable[pl.DataFrame]]]


def write_database(path: Path, tables: Tables, form: Literal["fdb", "fbk"]) -> int:
    """Writes tables into one new database (``fdb``) or its backup (``fbk``); the number of rows.

    tables: each with its dump, frames of text in upper-case columns. A file of that name is
    replaced. Raises FirebirdMissing where no engine is installed, and UnicodeEncodeError for a
    character that a Windows client could not have written.
    """
    path.unlink(missing_ok=True)
    if form == "fdb":
        return fill_database(path, tables)
    with tempfile.TemporaryDirectory(prefix="cartera-") as folder:
        database = Path(folder) / "company.fdb"
        rows = fill_database(database, tables)
        driver = client.load()
        with driver.connect_server("", user=client.PRIVATE_USER) as server:
            server.database.backup(database=str(database), backup=str(path))
            server.wait()
    return rows


def fill_database(path: Path, tables: Tables) -> int:
    driver = client.load()
    # Bytes of WIN1252 in columns of ISO8859_1, as the ERP's clients write them.
    made = driver.create_database(str(path), user=client.PRIVATE_USER, charset="ISO8859_1")
    rows = 0
    with made as connection:
        for table, parts in tables:
            connection.execute_immediate(schema_of(table))
            connection.commit()
            rows += sum(insert(connection, table.entity.upper(), part) for part in parts)
            connection.commit()
    return rows


def schema_of(table: RawTable) -> str:
    columns = [f"{name.upper()} {column_type(table, name)}" for name in table_columns(table)]
    key = ", ".join(name.upper() for name in table.key)
    return f"create table {table.entity.upper()} ({', '.join(columns)}, primary key ({key}))"


def column_type(table: RawTable, name: str) -> str:
    """The type that Microsip gives a column."""
    dtype = table.columns.get(name, pl.String())
    null = " not null" if name in table.key else ""
    if isinstance(dtype, pl.Decimal):
        # The contract has room for sums; the ERP's money is three digits shorter.
        precision = 15 if dtype == MONEY else dtype.precision
        return f"numeric({precision}, {dtype.scale}){null}"
    if dtype == pl.Int64:
        return ("smallint" if name in SMALL else "integer") + null
    if dtype in (pl.Date, pl.Datetime):
        return ("date" if dtype == pl.Date else "timestamp") + null
    return text_type(table, name) + null


def text_type(table: RawTable, name: str) -> str:
    """Codes that a contract lists are one character wide, and flags declare no character set."""
    column = table.schema.columns.get(name)
    checks = column.checks if column is not None else []
    if any("allowed_values" in check.statistics for check in checks) or name in CHARACTERS:
        return f"char({CHARACTERS.get(name, 1)})"
    return f"varchar({LENGTHS.get(name, OTHER_LENGTH)}) character set iso8859_1"


def insert(connection: Any, table: str, rows: pl.DataFrame) -> int:
    """In blocks of statements: the driver takes a thousand times longer to send values."""
    cells = [
        pl.when(pl.col(name).is_null())
        .then(pl.lit("null"))
        .otherwise(pl.format("'{}'", pl.col(name).str.replace_all("'", "''", literal=True)))
        for name in rows.columns
    ]
    statements = rows.select(
        pl.format("insert into {} values ({});", pl.lit(table), pl.concat_str(cells, separator=","))
    ).to_series()
    for start in range(0, rows.height, ROWS_IN_A_BLOCK):
        block = "".join(statements[start : start + ROWS_IN_A_BLOCK])
        block = block.encode("cp1252").decode("iso8859-1")
        connection.execute_immediate(f"execute block as begin {block} end")
    return rows.height
