"""The SAT's monthly balance in XML: BCE of Anexo 24, versions 1.1 and 1.3.

Belongs here: that layout. It fills the table of the book of general-ledger balances, one account a
row. ``file_line`` is the account's position in the file, for the whole file may be one line. Does
not belong here: the catalogue of accounts and the journal, which are other files of the same annex.
Source: the SAT's schemas BalanzaComprobacion_1_1.xsd and BalanzaComprobacion_1_3.xsd.
"""

from pathlib import Path

import polars as pl
from lxml import etree

from pipelines.books.accounting_books import GL_BALANCES
from pipelines.contracts.raw_table import FILE_LINE, RawTable
from pipelines.sources.book_rows import FAULT_SCHEMA, judge_rows
from pipelines.sources.bounded_xml import elements_named, first_element
from pipelines.sources.notation import Notation
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.text_table import TextTable, cell
from pipelines.sources.typed_columns import read_columns

MAX_BYTES = 16 << 20
HEAD_BYTES = 256
ROOT, ACCOUNT = "Balanza", "Ctas"
VERSIONS = ("1.1", "1.3")
OTHERS = {
    "Catalogo": "the catalogue of accounts",
    "Polizas": "the journal",
    "RepAuxFol": "the journal's folios",
    "AuxiliarCtas": "the movements of accounts",
    "Comprobante": "a CFDI",
}
OF_HEAD = {"ejercicio": "Anio", "mes": "Mes"}
OF_ACCOUNT = {
    "cuenta": "NumCta",
    "saldo_inicial": "SaldoIni",
    "debe": "Debe",
    "haber": "Haber",
    "saldo_final": "SaldoFin",
}
# What a book has and the XML has not keeps the book's own words.
LABELS = {c.name: c.header for c in GL_BALANCES.columns} | OF_HEAD | OF_ACCOUNT
EXPORT_AGAIN = "Deliver the balance (BCE) as the accounting program writes it for the SAT"


def is_xml(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def balance_root(path: Path) -> etree._Element:
    """The root with its attributes. Raises UnreadableFile unless it is a balance that we read."""
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"the XML has more than {MAX_BYTES >> 20} MB", EXPORT_AGAIN)
    with path.open("rb") as file:
        root = first_element(file, EXPORT_AGAIN)
    # Not by QName, which fails on a prefix that is bound to nothing.
    name = str(root.tag).rpartition("}")[2]
    if name != ROOT:
        other = OTHERS.get(name, "another document")
        raise UnreadableFile(f"it is XML of {other}, not a balance", EXPORT_AGAIN)
    if root.get("Version") not in VERSIONS:
        raise UnreadableFile(
            f"it is a balance of a version other than {' and '.join(VERSIONS)}", EXPORT_AGAIN
        )
    return root


def read_balance(path: Path, table: RawTable) -> Reading:
    """All accounts of one month. Raises UnreadableFile when the file is not a whole balance."""
    root = balance_root(path)
    month = [root.get(name) for name in OF_HEAD.values()]
    with path.open("rb") as file:
        found = elements_named(file, ACCOUNT, EXPORT_AGAIN)
        rows = [(*month, *map(account.get, OF_ACCOUNT.values())) for account in found]
    names = [cell(place) for place in range(len(OF_HEAD | OF_ACCOUNT))]
    accounts = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    text = TextTable(
        (*OF_HEAD.values(), *OF_ACCOUNT.values()),
        accounts.with_row_index(FILE_LINE, offset=1).cast({FILE_LINE: pl.Int64}).lazy(),
    )
    cells = {
        name: pl.col(cell(place)).str.strip_chars()
        for place, name in enumerate(OF_HEAD | OF_ACCOUNT)
    }
    reading = read_columns(text, table, cells, Notation())
    no_faults = pl.DataFrame(schema=FAULT_SCHEMA)
    return judge_rows(
        reading, text, table, labels=LABELS, rules=GL_BALANCES.rules, cell_faults=no_faults
    )
