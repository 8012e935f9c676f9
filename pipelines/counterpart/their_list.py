"""A customer's list as a file: any table of CSV or XLSX, or the desk's own template.

Belongs here: which of the file's columns is which, and what its words for kinds and currencies
mean. Does not belong here: how cells become values (sources/typed_columns.py), the template's
layout (sources/books.py), which document a line means (pairing.py).
"""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pandera.polars as pa
import polars as pl
import yaml

from pipelines.books.book import column_name
from pipelines.books.catalogue import BY_CODE
from pipelines.books.customer_books import CUSTOMER_STATEMENTS
from pipelines.contracts.books import TABLES_BY_BOOK
from pipelines.contracts.raw_table import FILE_LINE, MONEY, RawTable
from pipelines.counterpart.frames import (
    CREDIT_MEMO,
    FAULTS,
    INVOICE,
    KIND_CODES,
    LISTED,
    OTHER,
    RECEIPT,
    TheirList,
)
from pipelines.sources.any_table import open_table
from pipelines.sources.books import book_of, mark_of, read_book
from pipelines.sources.delimited import Dialect
from pipelines.sources.file_kind import kind_of
from pipelines.sources.ledger import notation_of
from pipelines.sources.ledger_mapping import LedgerFile, MappingError, ledger_file
from pipelines.sources.notation import ISO_DATE, Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.text_table import (
    HeaderSearch,
    cell,
    folded,
    match_columns,
)
from pipelines.sources.typed_columns import read_columns

# What lists call our columns, where no mapping says it.
NAMES: Mapping[str, tuple[str, ...]] = {
    "document_number": (
        "documento", "document", "document number", "document_number", "factura", "no. factura",
        "num factura", "folio", "invoice", "invoice number", "invoice no", "invoice no.",
        "referencia", "reference",
    ),
    "amount": (
        "saldo", "balance", "open amount", "open balance", "amount due", "importe", "amount",
        "saldo pendiente", "outstanding",
    ),
    "kind_text": ("tipo", "type", "kind"),
    "document_date": (
        "fecha", "fecha del documento", "fecha factura", "date", "document date", "invoice date",
    ),
    "due_date": ("vencimiento", "fecha vencimiento", "due date", "due"),
    "currency_code": ("moneda", "currency", "divisa"),
    "uuid": ("uuid", "folio fiscal"),
    "statement_date": ("fecha de corte", "cut-off date", "statement date"),
}  # fmt: skip
OPTIONAL = frozenset(NAMES) - {"document_number", "amount"}


def anything(dtype: pl.DataType | type[pl.DataType]) -> pa.Column:
    return pa.Column(dtype, nullable=True, required=False)


LIST = RawTable(
    "counterpart",
    "lines",
    ("document_number",),
    "incremental",
    pa.DataFrameSchema(
        {
            "document_number": pa.Column(pl.String, nullable=True),
            "amount": pa.Column(MONEY),
            "kind_text": anything(pl.String),
            "document_date": anything(pl.Date),
            "due_date": anything(pl.Date),
            "currency_code": anything(pl.String),
            "uuid": anything(pl.String),
            "statement_date": anything(pl.Date),
        }
    ),
)
TABLE = "list"
# Our column → the header of the desk's template.
TEMPLATE = {
    "document_number": "Documento",
    "kind_text": "Tipo",
    "document_date": "Fecha del documento",
    "due_date": "Vencimiento",
    "currency_code": "Moneda",
    "amount": "Saldo",
    "statement_date": "Fecha de corte",
}
# Both ways of writing a day; where they would differ, a mapping says which.
UNMAPPED = Notation(("%d/%m/%Y", ISO_DATE, "%d/%m/%y"), thousands_mark=",", currency_sign="$")

KINDS = {
    INVOICE: ("factura", "fac", "invoice", "inv", "cargo", "nota de cargo", "debit note"),
    CREDIT_MEMO: ("nota de credito", "nc", "credit memo", "credit note", "devolucion"),
    RECEIPT: ("pago", "payment", "receipt", "cobro", "abono", "transferencia", "anticipo"),
}
KIND_OF = {word: code for code, words in KINDS.items() for word in (code, *words)}
CURRENCY_WORDS = {
    "PESOS": "MXN", "MN": "MXN", "M.N.": "MXN", "MXP": "MXN", "DOLARES": "USD", "DLLS": "USD",
    "DLS": "USD", "US DOLLARS": "USD", "EUROS": "EUR",
}  # fmt: skip
NO_AMOUNT = "no amount: write what is owed, 0 where it is paid"
NO_CURRENCY = "not the code of a currency: write MXN, USD …"
LIKE_A_TOTAL = "looks like a total and no document: take the line out"
EMPTY = ("it holds no line", "Ask the customer for its list again, or deliver the sheet it is on")


def read_mapping(path: Path) -> LedgerFile:
    """The mapping of a list: below ``list`` the keys that a ledger's mapping has, no file or table.

    Raises UnreadableFile naming the first wrong entry.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path.name} is not there", "Check the path")
    try:
        document = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableFile(f"{path.name}: no valid YAML", "Correct it") from error
    entry = document.get(TABLE) if isinstance(document, dict) else None
    if not isinstance(entry, dict):
        raise MappingError(TABLE, "columns and constants are expected below it")
    return ledger_file(TABLE, {**entry, "file": "*", "table": TABLE}, {TABLE: LIST})


def read_list(
    path: Path,
    inbox: Path,
    customer_codes: Collection[str],
    currency: str | None,
    mapping: LedgerFile | None = None,
) -> TheirList:
    """The lines of a list, the bad ones apart; file, row, column and kind of what is wrong.

    inbox: of the company, whose templates are known by their mark. customer_codes: whose lines of a
    template count. currency: of lines that name none; None where the customer has several.
    Raises UnreadableFile for a file that cannot be taken as a whole; its name comes first.
    """
    try:
        if not path.is_file():
            raise UnreadableFile("it is not there", "Check the path")
        if mapping is None and kind_of(path) == "xlsx" and mark_of(path) is not None:
            rows, faults, names = read_template(path, inbox, customer_codes)
        else:
            rows, faults, names = read_any(path, mapping)
        if rows.is_empty() and faults.is_empty():
            raise UnreadableFile(*EMPTY)
        if rows["currency_code"].null_count() and currency is None:
            raise UnreadableFile(
                "it has lines without a currency and the customer has accounts in several",
                "Name it in a mapping, as list: {constants: {currency_code: MXN}}",
            )
    except UnreadableFile as error:
        raise UnreadableFile(f"{path.name}: {error.reason}", error.remedy) from error
    rows = rows.with_columns(pl.col("currency_code").fill_null(pl.lit(currency, pl.String)))
    return judged(rows, faults, names)


def read_template(
    path: Path, inbox: Path, customer_codes: Collection[str]
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """The newest list of these customers in the desk's template; faults; names of its columns."""
    book = book_of(path, inbox)
    if book is not BY_CODE[CUSTOMER_STATEMENTS.code]:
        raise UnreadableFile(
            f"it is the book «{book.title}»", f"Use the template «{CUSTOMER_STATEMENTS.title}»"
        )
    reading = read_book(path, book, TABLES_BY_BOOK[book.code])
    codes = [code.upper() for code in customer_codes]
    rows = reading.frame.filter(
        pl.col("cliente").str.to_uppercase().is_in(codes)
        & (pl.col("anulado").fill_null("no") != "yes")
    )
    rows = rows.filter(pl.col("fecha_de_corte") == pl.col("fecha_de_corte").max())
    found = rows.select(
        FILE_LINE, "uuid", **{ours: column_name(header) for ours, header in TEMPLATE.items()}
    )
    return found, faults_of(reading, {}), TEMPLATE


def read_any(
    path: Path, mapping: LedgerFile | None
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    if mapping is None:
        dialect, sheet = Dialect(header=HeaderSearch(is_header, "a document and a balance")), None
        wanted, constants, notation, sign = dict(NAMES), {}, UNMAPPED, 1
    else:
        dialect = Dialect(mapping.encoding, mapping.delimiter, mapping.header_row)
        wanted = {column: (name,) for column, name in mapping.columns.items()}
        constants = {column: pl.lit(text) for column, text in mapping.constants.items()}
        sheet, notation, sign = mapping.sheet, notation_of(mapping), mapping.sign
    with open_table(path, dialect, sheet, sheet is None) as text:
        optional = OPTIONAL if mapping is None else frozenset[str]()
        match = match_columns(text.header, wanted, optional)
        cells = {column: pl.col(cell(place)) for column, place in match.places.items()}
        reading = read_columns(text, LIST, cells | constants, notation, match)
    rows = reading.frame.with_columns(pl.col("amount") * sign)
    names = {column: text.names[place] for column, place in match.places.items()}
    return rows, faults_of(reading, names), names


def is_header(cells: object) -> bool:
    """Whether a row has a column of documents and one of balances."""
    found = {folded(str(each)) for each in cells} if isinstance(cells, list | tuple) else set()
    return all(
        found & {folded(name) for name in NAMES[column]} for column in ("document_number", "amount")
    )


def faults_of(reading: Reading, names: Mapping[str, str]) -> pl.DataFrame:
    return reading.rejects.select(
        line=FILE_LINE, column_name=pl.col("column_name").replace(names), reason="reason"
    )


def judged(rows: pl.DataFrame, faults: pl.DataFrame, names: Mapping[str, str]) -> TheirList:
    """Lines in our words; those that say too little are faults. names: our column → the file's."""
    currency = pl.col("currency_code").str.to_uppercase().str.strip_chars()
    kind = pl.col("kind_text").str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    kind = kind.str.to_lowercase().str.strip_chars()
    is_nameless = pl.col("document_number").fill_null("") == ""
    is_total = pl.col("document_number").str.to_lowercase().str.contains(r"^\s*(?:gran |sub)?total")
    rows = rows.with_columns(
        line=FILE_LINE,
        currency_code=currency.replace(CURRENCY_WORDS),
        kind_code=kind.replace_strict(KIND_OF, default=OTHER, return_dtype=pl.String),
    )
    checks = (
        ("amount", pl.col("amount").is_null(), NO_AMOUNT),
        ("currency_code", ~pl.col("currency_code").str.contains(r"^[A-Z]{3}$"), NO_CURRENCY),
        (
            "document_number",
            is_total.fill_null(False) | (is_nameless & pl.col("document_date").is_null()),
            LIKE_A_TOTAL,
        ),
    )
    found = [
        rows.filter(is_bad).select(
            "line", column_name=pl.lit(names.get(name, name)), reason=pl.lit(reason)
        )
        for name, is_bad, reason in checks
    ]
    every = pl.concat([faults.cast(pl.Schema(FAULTS)), *found]).sort("line", maintain_order=True)
    bad = pl.concat(found)["line"]
    good = rows.filter(~pl.col("line").is_in(bad.implode()))
    cut = good["statement_date"].max() if good.height else None
    assert cut is None or isinstance(cut, date)
    assert set(good["kind_code"].drop_nulls()) <= set(KIND_CODES)
    return TheirList(good.select(list(LISTED)).cast(pl.Schema(LISTED)), every, cut)
