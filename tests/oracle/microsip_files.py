"""A ledger as the ERP would deliver it, so that it goes through the whole pipeline.

Belongs here: Microsip's tables with the columns that the contracts require, and ids that fit them.
"""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from tests.oracle.slow_aging import Charge, Ledger, Line, cents

CURRENCIES = {"MXN": 1, "USD": 620}
SALE, RECEIPT = 4, 11
FIRST_CUSTOMER, FIRST_CHARGE, FIRST_LINE = 10_000, 100_000, 500_000
REDATED = timedelta(days=45)

Row = dict[str, object]


def numbered_as_microsip(ledgers: Iterable[Ledger]) -> Ledger:
    """One ledger of many customers, with the ids that the warehouse will give them."""
    whole = Ledger()
    for customer, ledger in enumerate(ledgers, start=FIRST_CUSTOMER):
        ids = {
            charge.charge_id: f"M-{FIRST_CHARGE + len(whole.charges) + number}"
            for number, charge in enumerate(ledger.charges)
        }
        whole.charges.extend(
            replace(charge, charge_id=ids[charge.charge_id], customer_id=f"M-{customer}")
            for charge in ledger.charges
        )
        for line in ledger.lines:
            whole.lines.append(
                replace(
                    line,
                    line_id=f"M-{FIRST_LINE + len(whole.lines)}",
                    customer_id=f"M-{customer}",
                    charge_id=ids.get(line.charge_id or "", line.charge_id),
                )
            )
    return whole


def number_of(warehouse_id: str) -> int:
    return int(warehouse_id.removeprefix("M-"))


def write_delivery(folder: Path, ledger: Ledger) -> None:
    """The tables of one delivery, as CSV."""
    folder.mkdir(parents=True)
    for table, rows in tables_of(ledger).items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def tables_of(ledger: Ledger) -> dict[str, list[Row]]:
    terms = {plan: number for number, plan in enumerate(plans_of(ledger), start=101)}
    customers = {item.customer_id: item.currency for item in (*ledger.charges, *ledger.lines)}
    return {
        "MONEDAS": [
            {"MONEDA_ID": 1, "NOMBRE": "Pesos", "CLAVE_FISCAL": "MXN", "ES_MONEDA_LOCAL": "S"},
            {"MONEDA_ID": 620, "NOMBRE": "Dólares", "CLAVE_FISCAL": "USD", "ES_MONEDA_LOCAL": "N"},
        ],
        "HISTORIA_CAMBIARIA": [
            {
                "HISTORIA_CAMB_ID": number,
                "MONEDA_ID": CURRENCIES[currency],
                "FECHA": day,
                "TIPO_CAMBIO": rate,
            }
            for currency, rates in ledger.rates.items()
            for number, (day, rate) in enumerate(rates.items(), start=1)
        ],
        "CONCEPTOS_CC": [
            {"CONCEPTO_CC_ID": SALE, "NOMBRE": "Venta", "NATURALEZA": "C"},
            {"CONCEPTO_CC_ID": RECEIPT, "NOMBRE": "Cobro", "NATURALEZA": "R"},
        ],
        "CLIENTES": [
            {"CLIENTE_ID": number_of(one), "NOMBRE": one, "MONEDA_ID": CURRENCIES[currency]}
            for one, currency in customers.items()
        ],
        "CONDICIONES_PAGO": [
            {"COND_PAGO_ID": number, "NOMBRE": f"plan {number}"} for number in terms.values()
        ],
        "PLAZOS_COND_PAG": [
            {
                "PLAZO_COND_PAG_ID": number * 10 + place,
                "COND_PAGO_ID": number,
                "DIAS_PLAZO": after,
                "PCTJE_VEN": percent,
            }
            for plan, number in terms.items()
            for place, (after, percent) in enumerate(plan)
        ],
        "DOCTOS_CC": [
            *(
                document(number_of(charge.charge_id), SALE, "C", charge)
                | {"COND_PAGO_ID": terms.get(charge.terms, "")}
                for charge in ledger.charges
            ),
            *(
                document(document_of(line), RECEIPT, "R", line) | {"COND_PAGO_ID": ""}
                for line in ledger.lines
            ),
        ],
        "IMPORTES_DOCTOS_CC": [
            *map(charge_line, ledger.charges),
            *map(credit_line, ledger.lines),
        ],
        "VENCIMIENTOS_CARGOS_CC": [
            {
                "DOCTO_CC_ID": number_of(charge.charge_id),
                "FECHA_VENCIMIENTO": due,
                "PCTJE_VEN": percent,
            }
            for charge in ledger.charges
            for due, percent in charge.shares
        ],
    }


def plans_of(ledger: Ledger) -> list[tuple[tuple[int, Decimal], ...]]:
    """The terms that any charge has, each once."""
    return sorted({charge.terms for charge in ledger.charges if charge.terms})


def document_of(line: Line) -> int:
    """A credit's document has another id than its line."""
    return number_of(line.line_id) + 200_000


def document(document_id: int, concept: int, nature: str, about: Charge | Line) -> Row:
    return {
        "DOCTO_CC_ID": document_id,
        "CONCEPTO_CC_ID": concept,
        "FOLIO": f"F{document_id}",
        "NATURALEZA_CONCEPTO": nature,
        "FECHA": about.day,
        "CLIENTE_ID": number_of(about.customer_id),
        "TIPO_CAMBIO": about.rate,
        "CANCELADO": "N",
        "APLICADO": "S",
    }


def charge_line(charge: Charge) -> Row:
    """The amount in its parts: net, tax, and tax withheld."""
    tax = cents(charge.amount * Decimal("0.16"))
    withheld = cents(charge.amount * Decimal("0.04"))
    document_id = number_of(charge.charge_id)
    return {
        "IMPTE_DOCTO_CC_ID": document_id + 700_000,
        "DOCTO_CC_ID": document_id,
        "FECHA": charge.day,
        "CANCELADO": "N",
        "APLICADO": "S",
        "TIPO_IMPTE": "C",
        "DOCTO_CC_ACR_ID": document_id,
        "IMPORTE": charge.amount - tax + withheld,
        "IMPUESTO": tax,
        "IVA_RETENIDO": withheld,
        "DSCTO_PPAG": 0,
    }


def credit_line(line: Line) -> Row:
    """With an early-payment discount in it; the line's own date moved, as the ERP does."""
    amount = abs(line.amount)
    discount = cents(amount * Decimal("0.02"))
    kind = "R" if line.charge_id else "A" if line.amount > 0 else "T"
    return {
        "IMPTE_DOCTO_CC_ID": number_of(line.line_id),
        "DOCTO_CC_ID": document_of(line),
        "FECHA": line.day + REDATED,
        "CANCELADO": "N",
        "APLICADO": "S",
        "TIPO_IMPTE": kind,
        "DOCTO_CC_ACR_ID": number_of(line.charge_id) if line.charge_id else "",
        "IMPORTE": amount - discount,
        "IMPUESTO": 0,
        "IVA_RETENIDO": 0,
        "DSCTO_PPAG": discount,
    }
