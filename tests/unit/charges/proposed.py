"""Proposals as the published view has them, in a few words."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.charges.proposals import Charges

AS_OF = date(2026, 10, 31)
MONEY = (
    "base_amount",
    "accrued_amount",
    "approved_amount",
    "rejected_amount",
    "net_amount",
    "vat_amount",
    "total_amount",
)


def proposal(number: str = "I-20261031-M-11", **changes: Any) -> dict[str, Any]:
    row = {
        "proposal_number": number,
        "kind_code": "late_interest",
        "basis_es": "Código de Comercio, artículo 362",
        "basis_en": "Código de Comercio, article 362",
        "customer_code": "C-1",
        "customer_name": "UNO",
        "document_id": "M-11",
        "document_number": "A-1",
        "past_due_days": 45,
        "currency_code": "MXN",
        "base_amount": "1000.00",
        "charge_percent": Decimal("6.0000"),
        "accrued_amount": "116.00",
        "approved_amount": "58.00",
        "rejected_amount": "0.00",
        "net_amount": "50.00",
        "vat_amount": "8.00",
        "total_amount": "58.00",
    }
    return row | changes


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    shown = pl.DataFrame(rows)
    return shown.with_columns(
        pl.col(name).cast(pl.Decimal(18, 2)) for name in MONEY if name in shown.columns
    )


def approval(**changes: Any) -> dict[str, Any]:
    row = {
        "approval_number": "I-20261031-M-11",
        "kind_code": "late_interest",
        "posted_class_code": "late_interest",
        "customer_code": "C-1",
        "customer_name": "UNO",
        "document_number": "A-1",
        "currency_code": "MXN",
        "approved_amount": "58.00",
        "net_amount": "50.00",
        "vat_amount": "8.00",
        "approver_name": "Dirección",
        "approved_date": AS_OF,
    }
    return row | changes


def charges(proposals: list[dict[str, Any]], to_post: list[dict[str, Any]]) -> Charges:
    return Charges(AS_OF, datetime(2026, 11, 3, 12), "MXN", frame(proposals), frame(to_post))
