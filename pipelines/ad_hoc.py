"""Ad-hoc queries on the published warehouse: read-only, confined to that file.

Belongs here: running one query and writing its rows out. No table is made here.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipelines.files import replacing
from pipelines.reports.safe_text import clean_text, looks_like_formula

MAX_XLSX_ROWS = 1_048_575
ENDINGS = (".csv", ".parquet", ".xlsx")
# Excel knows no day before this one.
FIRST_EXCEL_YEAR = 1900
FORMULA_IN_CSV = r"^[=+\-@\t\r\n]"


class QueryError(ValueError):
    """A query that cannot be answered or written; the message says why."""


def query(published: Path, text: str) -> pl.DataFrame:
    """Rows of a query. The query sees the published file and nothing else of the machine."""
    if not published.is_file():
        raise QueryError("nothing is published yet: run `cartera run` first")
    return answer(duckdb.connect(str(published), read_only=True), text)


def answer(connection: duckdb.DuckDBPyConnection, text: str) -> pl.DataFrame:
    """Rows of a query on a connection, which from then on sees nothing else of the machine and is
    closed at the end.
    """
    try:
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        if not connection.extract_statements(text):
            raise QueryError("the query is empty")
        return connection.execute(text).pl()
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        raise QueryError(str(error)) from error
    finally:
        connection.close()


def write(frame: pl.DataFrame, path: Path) -> None:
    """Writes rows as CSV, Parquet or XLSX, by the file's ending.

    In CSV a text that a spreadsheet would run as a formula is quoted with an apostrophe; Parquet
    holds every value as it is. Raises QueryError for another ending or what a format cannot hold.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise QueryError("the file must end in .csv, .parquet or .xlsx")
    if ending == ".xlsx" and frame.height > MAX_XLSX_ROWS:
        raise QueryError(f"a sheet holds {MAX_XLSX_ROWS:,} rows; write CSV or Parquet instead")
    frame = frame.with_columns(pl.selectors.by_dtype(pl.Categorical, pl.Enum).cast(pl.String))
    with replacing(path) as temporary:
        try:
            if ending == ".csv":
                quoted_formulas(frame).write_csv(temporary)
            elif ending == ".parquet":
                frame.write_parquet(temporary)
            else:
                write_xlsx(frame, temporary)
        except (pl.exceptions.PolarsError, IllegalCharacterError) as error:
            raise QueryError(f"{ending} cannot hold these rows: {error}") from error


def quoted_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows, apostrophes before what looks like a formula, in column names too: a pivot
    makes names of values.
    """
    text = pl.selectors.string()
    rows = frame.with_columns(
        pl.when(text.str.contains(FORMULA_IN_CSV)).then("'" + text).otherwise(text).name.keep()
    )
    names = pl.Series(frame.columns, dtype=pl.String)
    risky = names.str.contains(FORMULA_IN_CSV)
    return rows.rename(
        {name: f"'{name}" for name, is_risky in zip(names, risky, strict=True) if is_risky}
    )


def write_xlsx(frame: pl.DataFrame, path: Path) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("rows")
    names = clean_text(pl.DataFrame({"name": frame.columns}, schema={"name": pl.String}))
    sheet.append([text_cell(sheet, name) for name in names["name"]])
    for row in clean_text(frame).iter_rows():
        sheet.append([text_cell(sheet, excel_value(value)) for value in row])
    workbook.save(path)


def text_cell(sheet: WriteOnlyWorksheet, value: Any) -> Cell:
    """A cell whose text is text, even if it begins as a formula does."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str) and looks_like_formula(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def excel_value(value: object) -> object:
    """The value itself where Excel has such a one, else as text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat(" ")
    if isinstance(value, date) and value.year < FIRST_EXCEL_YEAR:
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | Decimal | date | time | timedelta):
        return value
    return str(value)
