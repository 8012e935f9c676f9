"""The bank formats that cartera reads, and the source that they are. A new one is a line here.

Belongs here: which format a file is, and the way from a file to its readings. Does not belong
here: any format (one module each).
"""

from pathlib import Path

from pipelines.contracts.banks import BANKS_MOVEMENTS, BANKS_STATEMENTS
from pipelines.contracts.raw_table import RawTable
from pipelines.sources.banks.afirme import AFIRME
from pipelines.sources.banks.banamex import BANAMEX
from pipelines.sources.banks.banorte import BANORTE
from pipelines.sources.banks.banorte_txt import BANORTE_TXT
from pipelines.sources.banks.banregio import BANREGIO
from pipelines.sources.banks.bbva import BBVA
from pipelines.sources.banks.camt import CAMT
from pipelines.sources.banks.format import BankFormat
from pipelines.sources.banks.glimpse import glimpse_of
from pipelines.sources.banks.hsbc import HSBC
from pipelines.sources.banks.inbursa import INBURSA
from pipelines.sources.banks.mt940 import MT940
from pipelines.sources.banks.ofx import OFX
from pipelines.sources.banks.plain import PLAIN
from pipelines.sources.banks.santander import SANTANDER
from pipelines.sources.banks.santander_txt import SANTANDER_TXT
from pipelines.sources.banks.statement import as_readings
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.source import Source

FORMATS: tuple[BankFormat, ...] = (
    *BBVA,
    BANAMEX,
    BANORTE,
    BANORTE_TXT,
    *SANTANDER,
    SANTANDER_TXT,
    HSBC,
    INBURSA,
    BANREGIO,
    AFIRME,
    MT940,
    CAMT,
    OFX,
    *PLAIN,
)
KINDS = {
    "text": "a text",
    "xlsx": "an XLSX workbook",
    "spreadsheetml": "a SpreadsheetML sheet",
    "xml": "an XML document",
}


def format_of(path: Path) -> BankFormat:
    """The one format that knows this file by its content. Raises UnreadableFile for none or two."""
    glimpse = glimpse_of(path)
    found = [item for item in FORMATS if item.tells(glimpse)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(item.name for item in found or FORMATS)
    if found:
        raise UnreadableFile(
            f"{len(found)} bank formats claim it: {names}",
            "Export the statement again in the bank's own layout, without editing it",
        )
    raise UnreadableFile(
        f"it is {KINDS[glimpse.kind]} that begins like no bank format known",
        f"Export the statement again in one of the layouts that are read: {names}",
    )


def route(path: Path, _inbox: Path) -> tuple[RawTable, ...]:
    format_of(path)
    return (BANKS_STATEMENTS, BANKS_MOVEMENTS)


def read(path: Path, _tables: tuple[RawTable, ...], _inbox: Path) -> tuple[Reading, ...]:
    """Statements and movements of a file. Raises UnreadableFile when it cannot be taken."""
    found = format_of(path)
    return as_readings(found.read(path), found.name)


BANKS = Source("banks", (BANKS_STATEMENTS, BANKS_MOVEMENTS), route, read)
