"""The hand that writes hard cases: explicit customers, documents and lines under fixed ids.

Belongs here: how a case's rows are put down, and how a row differs between the two deliveries.
Does not belong here: the cases themselves (``cases_*.py``). Money is whole cents: ``11_600_00``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import polars as pl

from pipelines.sample import catalogues as c
from pipelines.sample.ledger import CUSTOMERS, DOCUMENTS, DUES, LINES, Ledger
from pipelines.sample.periods import FIRST, SECOND
from pipelines.sample.tax_ids import company_rfc

FIRST_CUSTOMER, CUSTOMERS_PER_CASE = 900_000, 10
FIRST_ID, IDS_PER_CASE = 90_000_000, 1_000
FIRST_FOLIO = 9_000_000
# RFCs beyond the numbers that ordinary customers use.
FIRST_RFC, BIRTH = 500_000, np.datetime64("1999-01-04")
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One hard case and where to find it: labels of its customers, documents and lines to ids."""

    name: str
    summary: str
    customers: Mapping[str, int]
    documents: Mapping[str, int]
    lines: Mapping[str, int]
    ledger: Ledger = field(repr=False)


def write_case(number: int, builder: Callable[["CaseBook"], None]) -> Case:
    """Let ``builder`` write case ``number``; its ids follow from the number alone."""
    book = CaseBook(number)
    builder(book)
    ledger = Ledger(
        pl.DataFrame(book.customer_rows, schema=CUSTOMERS),
        pl.DataFrame(book.document_rows, schema=DOCUMENTS),
        pl.DataFrame(book.line_rows, schema=LINES),
        pl.DataFrame(book.due_rows, schema=DUES),
    )
    summary = (builder.__doc__ or "").strip()
    return Case(builder.__name__, summary, book.customers, book.documents, book.lines, ledger)


class CaseBook:
    """Collects the rows of one case."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.customers: dict[str, int] = {}
        self.documents: dict[str, int] = {}
        self.lines: dict[str, int] = {}
        self.customer_rows: list[Row] = []
        self.document_rows: list[Row] = []
        self.line_rows: list[Row] = []
        self.due_rows: list[Row] = []
        self._last_id = FIRST_ID + number * IDS_PER_CASE

    def customer(self, label: str = "customer", name: str | None = None, **given: Any) -> int:
        """A customer, in pesos and at 30 days unless ``given`` says otherwise; its id."""
        offset = self.number * CUSTOMERS_PER_CASE + len(self.customers)
        customer_id = FIRST_CUSTOMER + offset
        row = {
            "cliente_id": customer_id,
            "nombre": name or f"CASO {self.number:02d}-{len(self.customers) + 1} SA DE CV",
            "limite_credito": 500_000_00,
            "moneda_id": c.MXN,
            "cond_pago_id": c.DAYS_30,
            "tipo_cliente_id": c.FIRST_TYPE + self.number % len(c.CUSTOMER_TYPES),
            "zona_cliente_id": c.FIRST_ZONE + self.number % (len(c.ZONES) - 1),
            "cobrador_id": c.FIRST_COLLECTOR + self.number % (len(c.COLLECTORS) - 1),
            "vendedor_id": c.FIRST_SALESPERSON + self.number % len(c.SALESPEOPLE),
            "rfc_curp": company_rfc(FIRST_RFC + offset, BIRTH),
            "tax_id": None,
            "alias_key": None,
            "estatus": "A",
            "modified_at": datetime(2026, 5, 4, 9, 0),
            "from_delivery": 1,
            "to_delivery": 2,
        }
        self.customer_rows.append(row | given)
        self.customers[label] = customer_id
        return customer_id

    def charge(
        self,
        label: str,
        customer: int,
        day: date,
        importe: int,
        *,
        percent: int = 16,
        retained: int = 0,
        days: int | None = 30,
        dues: Sequence[tuple[date, int]] = (),
        concept: int = c.SALE,
        **given: Any,
    ) -> int:
        """A charge of ``importe`` plus ``percent`` of tax, due after ``days`` or as ``dues`` says.

        ``days=None`` without ``dues`` writes no due date at all. Returns the document's id.
        """
        impuesto = (importe * percent + 50) // 100
        document = self._document(
            label, customer, day, concept, {"cond_pago_id": c.DAYS_30} | given
        )
        self._line(
            document,
            label,
            "C",
            document,
            importe=importe,
            impuesto=impuesto,
            iva_retenido=retained,
        )
        one_due = [] if days is None else [(day + timedelta(days=days), c.HUNDRED_PERCENT)]
        for due, share in dues or one_due:
            self.due_rows.append(
                {
                    "docto_cc_id": document,
                    "fecha_vencimiento": due,
                    "pctje_ven": share,
                    "from_delivery": 1 if day <= FIRST.last_day else 2,
                    "to_delivery": 2,
                }
            )
        return document

    def credit(
        self,
        label: str,
        customer: int,
        day: date,
        applied: Mapping[int, int] | None = None,
        *,
        concept: int = c.RECEIPT,
        unapplied: int = 0,
        used: int = 0,
        discount: int = 0,
        percent: int = 16,
        **given: Any,
    ) -> int:
        """A credit: ``applied`` charge to cents ('R'), ``unapplied`` ('A'), ``used`` credit ('T').

        ``percent`` is the tax within the applied amounts: 0 writes them gross. ``discount`` comes
        on top of what is applied. Returns the document's id.
        """
        cash = concept in (c.RECEIPT, c.ADVANCE)
        defaults: Row = {"cuenta_ban_id": c.BBVA_BANK} if cash else {}
        document = self._document(label, customer, day, concept, defaults | given)
        for number, (charge, amount) in enumerate((applied or {}).items(), start=1):
            impuesto = (amount * percent * 2 // (100 + percent) + 1) // 2
            self._line(
                document,
                f"{label}_applied_{number}",
                "R",
                charge,
                importe=amount - impuesto,
                impuesto=impuesto,
                dscto_ppag=discount,
            )
        for kind, amount in (("A", unapplied), ("T", used)):
            if amount:
                self._line(document, f"{label}_{kind}", kind, None, importe=amount, impuesto=0)
        return document

    def cancel_line(self, label: str) -> None:
        """Cancel one line under a header that stays."""
        self._row(self.line_rows, "impte_docto_cc_id", self.lines[label])["is_cancelled"] = True

    def vanish(self, label: str) -> None:
        """Delete a document, its lines and due dates between the deliveries."""
        for rows in (self.document_rows, self.line_rows, self.due_rows):
            for row in rows:
                if row["docto_cc_id"] == self.documents[label]:
                    row["to_delivery"] = FIRST.number

    def move_line(self, label: str, charge: int, day: date) -> None:
        """Between the deliveries, apply a line to another charge; the ERP moves its date."""
        line = self._row(self.line_rows, "impte_docto_cc_id", self.lines[label])
        self._change(self.line_rows, line, {"docto_cc_acr_id": charge, "fecha": day})
        document = self._row(self.document_rows, "docto_cc_id", line["docto_cc_id"])
        touched = datetime.combine(day, time(16, 40))
        self._change(self.document_rows, document, {"modified_at": touched})

    def change_customer(self, label: str, day: date, **changes: Any) -> None:
        """Edit a customer between the deliveries."""
        row = self._row(self.customer_rows, "cliente_id", self.customers[label])
        touched = datetime.combine(day, time(12, 5))
        self._change(self.customer_rows, row, changes | {"modified_at": touched})

    def _document(self, label: str, customer: int, day: date, concept: int, given: Row) -> int:
        document = self._next_id()
        row = {
            "docto_cc_id": document,
            "concepto_cc_id": concept,
            "folio_number": FIRST_FOLIO + document % FIRST_ID,
            "fecha": day,
            "cliente_id": customer,
            "has_rate": True,
            "aplicado": "S",
            "cancelled_at": None,
            "descripcion": None,
            "cond_pago_id": None,
            "cuenta_ban_id": None,
            "bank_reference": document % 10_000_000 + 1 if given.get("cuenta_ban_id") else None,
            "created_at": datetime.combine(day, time(11, 30)),
            "modified_at": datetime.combine(day, time(11, 30)),
            "from_delivery": 1 if day <= FIRST.last_day else 2,
            "to_delivery": SECOND.number,
        }
        self.document_rows.append(row | given)
        self.documents[label] = document
        return document

    def _line(
        self,
        document: int,
        label: str,
        kind: str,
        charge: int | None,
        *,
        importe: int,
        impuesto: int,
        iva_retenido: int = 0,
        dscto_ppag: int = 0,
    ) -> None:
        head = self._row(self.document_rows, "docto_cc_id", document)
        self.lines[label] = self._next_id()
        self.line_rows.append(
            {
                "impte_docto_cc_id": self.lines[label],
                "docto_cc_id": document,
                "fecha": head["fecha"],
                "tipo_impte": kind,
                "docto_cc_acr_id": charge,
                "importe": importe,
                "impuesto": impuesto,
                "iva_retenido": iva_retenido,
                "dscto_ppag": dscto_ppag,
                "is_cancelled": False,
                "from_delivery": head["from_delivery"],
                "to_delivery": head["to_delivery"],
            }
        )

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    @staticmethod
    def _row(rows: list[Row], key: str, value: int) -> Row:
        return next(row for row in rows if row[key] == value)

    @staticmethod
    def _change(rows: list[Row], row: Row, changes: Row) -> None:
        """Two versions of a row: as it was in the first delivery, and changed in the second."""
        rows.append(row | changes | {"from_delivery": SECOND.number})
        row["to_delivery"] = FIRST.number
