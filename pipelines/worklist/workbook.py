"""A person's list as a workbook: the calls to fill in, who is not to be called, portal alerts.

Belongs here: sheets and words. Does not belong here: rows (lists.py) and the columns that are read
back (books/worklist_book.py). The sheet of calls is a book of the desk and read like one.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from pipelines.books.layout import DATA_SHEET, FIRST_ROW
from pipelines.books.template import build_template, set_page
from pipelines.books.worklist_book import SHOWN, WORKLIST
from pipelines.files import replacing
from pipelines.reports.sheet import put_value
from pipelines.reports.styles import HEADER, REMARK, TITLE, Look
from pipelines.reports.wording import load_labels
from pipelines.reports.workbook_file import SteadyArchive
from pipelines.worklist.lists import PersonsList

# Templates of the desk are in Spanish, whatever the language of the reports.
LABELS = load_labels("es")
HELD_SHEET, ALERT_SHEET = "En espera", "Portales"
# Shown by the column of the frame; a date or amount by its type.
HELD_COLUMNS = {
    "Cliente": "customer_codes",
    "Nombre": "legal_entity_name",
    "Por qué no hoy": "hold",
    "Vencido MXN": "overdue_amount_mxn",
    "Prometido MXN": "promised_amount_mxn",
    "Fecha prometida": "next_promised_date",
    "En aclaración MXN": "disputed_amount_mxn",
    "Programado en portal MXN": "portal_scheduled_amount_mxn",
    "Próxima gestión": "next_action_date",
    "Última gestión": "last_contact_date",
}
ALERT_COLUMNS = {
    "Cliente": "customer_code",
    "Nombre": "customer_name",
    "Portal": "portal_name",
    "Documento": "document_number",
    "Estado": "state",
    "Desde": "state_date",
    "Días": "state_days",
    "Límite": "limit_days",
    "Qué hacer": "action",
    "Motivo de rechazo": "rejection_reason_text",
    "Responsable": "responsible_name",
    "Moneda": "currency_code",
    "Saldo": "open_amount",
}
WIDTHS = {"Nombre": 44.0, "Motivo de rechazo": 34.0, "Qué hacer": 26.0, "Por qué no hoy": 26.0}
AMOUNT, DAY = "#,##0.00", "dd/mm/yyyy"


def write_list(
    persons: PersonsList, day: date, company: str, company_name: str, folder: Path
) -> Path:
    """Write ``lista_<day>_<name>.xlsx`` into the folder, in place of one of that name.

    company: its folder's name, by which the reader knows whose book it is.
    """
    path = folder / f"lista_{day:%Y-%m-%d}_{persons.file_name}.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial:
        ExcelWriter(
            build_list(persons, day, company, company_name), SteadyArchive(partial, {})
        ).save()
    return path


def build_list(persons: PersonsList, day: date, company: str, company_name: str) -> Workbook:
    workbook = build_template(WORKLIST, company, company_name)
    data = workbook[DATA_SHEET]
    put(data, 1, 1, f"Lista de trabajo de {persons.name} al {day:%d/%m/%Y} · {company_name}", TITLE)
    more = f" Otros {persons.left_out} clientes no cupieron." if persons.left_out else ""
    put(
        data,
        2,
        1,
        f"Elija en «Tipo» lo que resultó y llene lo ámbar; deje vacío lo que no se gestionó.{more}",
        REMARK,
    )
    places = {column.header: place for place, column in enumerate(WORKLIST.columns, start=1)}
    for row, call in enumerate(persons.calls.iter_rows(named=True), start=FIRST_ROW):
        for header, value in cells_of(call, persons.initials, day).items():
            cell = data.cell(row, places[header])
            assert isinstance(cell, Cell)
            put_value(cell, value)
            if isinstance(value, date):
                cell.number_format = DAY
    # On paper only what the caller must know; what is typed is typed.
    last = FIRST_ROW + max(persons.calls.height, 1) - 1
    data.print_area = f"A1:{get_column_letter(len(SHOWN))}{last}"
    held = worded(persons.held, "hold", "worklist_hold", "hold_code")
    add_sheet(workbook, HELD_SHEET, f"No llamar hoy · {persons.name}", HELD_COLUMNS, held)
    alerts = worded(persons.alerts, "state", "portal_state", "state_code")
    alerts = worded(alerts, "action", "portal_action", "action_code")
    add_sheet(
        workbook, ALERT_SHEET, f"Facturas fuera de plazo · {persons.name}", ALERT_COLUMNS, alerts
    )
    return workbook


def cells_of(call: dict[str, Any], initials: str, day: date) -> dict[str, Any]:
    """What stands in a row before anything is typed: what is known, and the log's key.

    call: a row of rpt_worklist_daily with ``event_number``.
    """
    grade = "sin calificación" if call["grade_code"] == "none" else f"riesgo {call['grade_code']}"
    credit = call["credit_action_code"]
    return {
        "Orden": call["call_order"],
        "Nombre": call["legal_entity_name"],
        "Motivo": word("worklist_reason", str(call["reason_code"])),
        "Qué hacer": word("collection_action", str(call["action_code"])),
        "Canal": word("collection_channel", str(call["channel_code"])),
        "Vencido MXN": call["overdue_amount_mxn"],
        "Por cobrar MXN": call["chase_amount_mxn"],
        "Se espera MXN": call["expected_recovery_amount_mxn"],
        "Días vencido": call["oldest_past_due_days"],
        "Última gestión": last_contact(call),
        "Promesa": promise(call),
        "Promesas cumplidas": f"{call['kept_promise_count']} de {call['due_promise_count']}",
        "En aclaración MXN": call["disputed_amount_mxn"] or None,
        "Portal": portal(call),
        "Crédito": f"{word('credit_action', str(credit or 'none'))}, {grade}",
        "Por cobrar del documento": call["document_chase_amount"],
        "Moneda del documento": call["currency_code"],
        "Gestor": initials,
        "Folio": call["event_number"],
        "Fecha": day,
        "Cliente": call["customer_code"],
        "Documento": call["document_number"],
        "Contacto": call["contact_name"],
    }


def word(family: str, code: str) -> str:
    """The word for a code of a closed list; the code itself where the list has grown."""
    return LABELS.get(f"code.{family}.{code}", code)


def last_contact(call: dict[str, Any]) -> str | None:
    if call["last_contact_date"] is None:
        return None
    kind = word("contact_kind", str(call["last_contact_kind_code"]))
    return f"{kind} {call['last_contact_date']:%d/%m/%Y}"


def promise(call: dict[str, Any]) -> str | None:
    if call["next_promised_date"] is not None:
        return f"para el {call['next_promised_date']:%d/%m/%Y}"
    if call["last_broken_date"] is not None:
        return f"rota el {call['last_broken_date']:%d/%m/%Y}"
    return None


def portal(call: dict[str, Any]) -> str | None:
    if call["portal_stuck_amount_mxn"]:
        return f"detenido {call['portal_stuck_amount_mxn']:,.2f}"
    if call["portal_scheduled_amount_mxn"]:
        return f"programado {call['portal_scheduled_amount_mxn']:,.2f}"
    return None


def worded(frame: pl.DataFrame, name: str, family: str, code: str) -> pl.DataFrame:
    """The frame with the words of a column of codes under another name."""
    words = {each: word(family, each) for each in frame[code].drop_nulls().unique()}
    return frame.with_columns(pl.col(code).replace(words).alias(name))


def add_sheet(
    workbook: Workbook, title: str, headline: str, columns: dict[str, str], frame: pl.DataFrame
) -> None:
    """A plain sheet to read: what is not typed in is no table of the book."""
    sheet = workbook.create_sheet(title)
    put(sheet, 1, 1, headline, TITLE)
    for place, header in enumerate(columns, start=1):
        put(sheet, 3, place, header, HEADER)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(header, 17.0)
    formats = [
        {pl.Date: DAY, pl.Decimal: AMOUNT}.get(frame.schema[name].base_type(), "General")
        for name in columns.values()
    ]
    # Cells of thousands of rows have a format and no look of their own.
    for row, values in enumerate(frame.select(columns.values()).iter_rows(), start=4):
        for place, (value, number_format) in enumerate(zip(values, formats, strict=True), start=1):
            cell = sheet.cell(row, place)
            assert isinstance(cell, Cell)
            put_value(cell, value)
            cell.number_format = number_format
    sheet.freeze_panes = "C4"
    set_page(sheet, 3)


def put(sheet: Worksheet, row: int, place: int, value: str | int | date | None, look: Look) -> None:
    """A value in a cell; a text that looks like a formula stays a text."""
    cell = sheet.cell(row, place)
    assert isinstance(cell, Cell)
    put_value(cell, value)
    cell.font = look.openpyxl_font()
    cell.fill = look.openpyxl_fill()
    cell.alignment = look.openpyxl_alignment()
    cell.number_format = look.number_format
