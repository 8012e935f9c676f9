"""Ad-hoc queries on the published warehouse: read-only, confined to that file.

Belongs here: running one query and writing its rows out. No table is made here.
"""

from pathlib import Path

import duckdb
import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from pipelines.files import replacing
from pipelines.reports.safe_text import clean_text, looks_like_formula

MAX_XLSX_ROWS = 1_048_575


class QueryError(ValueError):
    """A query that cannot be answered; the message is the database's own."""


def query(published: Path, text: str) -> pl.DataFrame:
    """Rows of a query. The query sees the published file and nothing else of the machine."""
    if not published.is_file():
        raise QueryError("nothing is published yet: run `cartera run` first")
    connection = duckdb.connect(str(published), read_only=True)
    try:
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        return connection.execute(text).pl()
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    finally:
        connection.close()


def write(frame: pl.DataFrame, path: Path) -> None:
    """Writes rows as CSV, Parquet or XLSX, by the file's ending.

    In CSV a text that a spreadsheet would run as a formula is quoted with an apostrophe; Parquet
    holds every value as it is.
    """
    with replacing(path) as temporary:
        if path.suffix == ".csv":
            quoted_formulas(frame).write_csv(temporary)
        elif path.suffix == ".parquet":
            frame.write_parquet(temporary)
        elif path.suffix == ".xlsx":
            write_xlsx(clean_text(frame), temporary)
        else:
            raise QueryError("the file must end in .csv, .parquet or .xlsx")


def quoted_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    text = pl.selectors.string()
    return frame.with_columns(
        pl.when(text.str.contains(r"^[=+\-@\t]")).then("'" + text).otherwise(text).name.keep()
    )


def write_xlsx(frame: pl.DataFrame, path: Path) -> None:
    if frame.height > MAX_XLSX_ROWS:
        raise QueryError(f"a sheet holds {MAX_XLSX_ROWS:,} rows; write CSV or Parquet instead")
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("rows")
    sheet.append(list(frame.columns))
    for row in frame.iter_rows():
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str) and looks_like_formula(value):
                cell.data_type = "s"
                cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)
    workbook.save(path)
