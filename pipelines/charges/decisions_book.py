"""The desk's book of approvals with a row for each proposal, for people to decide.

Belongs here: what stands in which column, and which cells are theirs. Does not belong here: the
book itself (books/accounting_books.py), reading it back (sources/books.py): delivered, it is a book
of approvals like any other, and a row that is still pending counts for nothing.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl.styles import Alignment, Protection
from openpyxl.writer.excel import ExcelWriter

from pipelines.books.accounting_books import APPROVALS
from pipelines.books.layout import DATA_SHEET, FIRST_ROW, ROOM
from pipelines.books.template import FORMATS, build_template
from pipelines.files import replacing
from pipelines.reports.safe_text import clean_text, looks_like_formula
from pipelines.reports.styles import BODY
from pipelines.reports.workbook_file import SteadyArchive

PENDING = "Pendiente"
REASON = "Mora del cliente"
# What follows from the proposal; the rest is for whoever decides.
FIXED = {"Folio", "Tipo", "Cliente", "Documento", "Moneda"}
WORDS = {code: word for word, code in APPROVALS.column("Tipo").words.items()}


def write_book(proposals: pl.DataFrame, company: str, company_name: str, path: Path) -> int:
    """Writes the proposals of the largest totals, as many as the book has room for; how many.

    company: the folder's name, by which the reader knows whose book it is.
    """
    rows = clean_text(proposals.sort("total_amount", descending=True).head(ROOM))
    workbook = build_template(APPROVALS, company, company_name)
    sheet = workbook[DATA_SHEET]
    for row_number, proposal in enumerate(rows.to_dicts(), start=FIRST_ROW):
        values = row_of(proposal)
        for number, column in enumerate(APPROVALS.columns, start=1):
            cell = sheet.cell(row_number, number)
            value = values.get(column.header)
            cell.value = value
            if isinstance(value, str) and looks_like_formula(value):
                cell.data_type, cell.quotePrefix = "s", True
            # A cell does not take after its column once something stands in it.
            cell.number_format = FORMATS.get(column.kind, "@")
            cell.protection = Protection(locked=column.header in FIXED)
            cell.font = BODY.but(size=10).openpyxl_font()
            cell.alignment = Alignment(vertical="center")
    with replacing(path) as partial:
        ExcelWriter(workbook, SteadyArchive(partial, {})).save()
    return rows.height


def row_of(proposal: dict[str, Any]) -> dict[str, str | Decimal]:
    """One proposal under the book's headers."""
    return {
        "Folio": proposal["proposal_number"],
        "Tipo": WORDS[proposal["kind_code"]],
        "Cliente": proposal["customer_code"],
        "Documento": proposal["document_number"] or proposal["document_id"],
        "Importe": proposal["total_amount"],
        "Moneda": proposal["currency_code"],
        "Motivo": REASON,
        "Decisión": PENDING,
        "Evidencia": proposal["basis_es"],
        "Comentario": explained(proposal),
    }


def explained(proposal: dict[str, Any]) -> str:
    """How the amount comes about, for whoever signs it."""
    parts = f"{proposal['net_amount']:,.2f} más IVA {proposal['vat_amount']:,.2f}"
    days, base = proposal["past_due_days"], f"{proposal['base_amount']:,.2f}"
    if proposal["charge_percent"] is None:
        return f"{parts}; {days} días de atraso"
    percent = f"{proposal['charge_percent'].normalize():f} %"
    yearly = " anual" if proposal["kind_code"] == "late_interest" else ""
    return f"{parts}; {percent}{yearly} sobre {base}, {days} días"
