"""A small company whose report frames agree with each other by construction.

Forty customers in pesos and dollars, made from a fixed seed.
"""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
from sample_credit import make_credit
from sample_desk import make_desk
from sample_forecast import make_cash_forecast, make_model_calibration, make_model_quality
from sample_indicators import make_group_kpis, make_kpis, months_before
from sample_ledger import (
    AS_OF,
    MONTH,
    NAMES,
    Customer,
    Row,
    cents,
    make_aging,
    make_applications,
    make_changes,
    make_credits,
    make_frame,
    make_groups,
    make_items,
    make_rollforward,
)
from sample_provision import make_provision_frames

from pipelines.contracts.report_frames import FinanceFrames
from pipelines.reports.context import ReportContext

CONTEXT = ReportContext(
    company_name="Hidráulica Demo, S.A. de C.V. & Cía.",
    period_month=MONTH,
    as_of_date=AS_OF,
    known_at=datetime(2026, 11, 3, 12, 30),
    code_version="0.1.0",
)


def make_frames(seed: int = 7, customers: int = 40, documents: int = 300) -> FinanceFrames:
    """Frames of one month, all in agreement, with about that many customers and documents."""
    dice = random.Random(seed)

    def money(low: int, high: int) -> Decimal:
        return Decimal(dice.randint(low * 100, high * 100)) / 100

    people = [
        Customer(
            f"C{n:04d}",
            f"{1000 + n}",
            f"{NAMES[n % len(NAMES)]}{f' {n // len(NAMES) + 1}' if n >= len(NAMES) else ''}",
            "USD" if n % 5 == 4 else "MXN",
            ("Karla Muñoz", "Raúl Ibáñez", "Sofía Peña")[n % 3],
            ("Noreste", "Bajío", "Golfo", "Exportación")[n % 4],
        )
        for n in range(customers)
    ]
    items = make_items(people, documents, dice, money)
    credits = make_credits(people, money)
    applications = make_applications(people, documents, dice, money)
    aging = make_aging(people, items, credits, money)
    kpis, kpis_by_group = make_kpis(aging, dice), make_group_kpis(aging, dice)
    balances = make_balances(items, credits, dice)
    return FinanceFrames(
        kpis=kpis,
        kpis_by_group=kpis_by_group,
        balances=balances,
        aging_by_customer=make_frame("aging_by_customer", aging),
        aging_by_group=make_groups(aging),
        overdue_items=make_frame(
            "overdue_items",
            [{k: v for k, v in row.items() if k != "mxn"} for row in items if row["bucket_number"]],
        ),
        rollforward=make_rollforward(people, aging, money),
        applications=make_frame("applications", applications),
        unapplied_credits=make_frame("unapplied_credits", credits),
        changes=make_changes(people, aging, dice, money),
        **make_credit(),
        closed_month_bridges=make_bridges(),
        closed_month_changes=make_closed_changes(people),
        **make_provision_frames(people, items),
        cash_forecast=make_cash_forecast(aging),
        model_quality=make_model_quality(),
        model_calibration=make_model_calibration(),
        **make_desk(balances),
        buckets=make_buckets(),
        controls=make_controls(),
        control_exceptions=make_frame("control_exceptions", []),
        deliveries=make_deliveries(),
    )


def make_balances(items: list[Row], credits: list[Row], dice: random.Random) -> pl.DataFrame:
    buckets = [
        sum((r["open_amount_mxn"] for r in items if r["bucket_number"] == number), Decimal(0))
        for number in range(6)
    ]
    free = sum((r["unapplied_amount_mxn"] for r in credits), Decimal(0))
    rows = []
    for back in range(12, -1, -1):
        month = months_before(MONTH, back)
        scale = Decimal(1) if back == 0 else Decimal(dice.randint(70, 115)) / 100
        parts = [cents(amount * scale) for amount in buckets]
        loose = cents(free * scale)
        total = sum(parts, Decimal(0))
        rows.append(
            {
                "period_month": month,
                "as_of_date": months_before(month, -1) - timedelta(days=1),
                "not_due_amount_mxn": parts[0],
                **{f"bucket_{k}_amount_mxn": parts[k] for k in range(1, 6)},
                "overdue_amount_mxn": total - parts[0],
                "open_amount_mxn": total,
                "unapplied_amount_mxn": loose,
                "balance_amount_mxn": total - loose,
                "sales_amount_mxn": cents(total * Decimal("0.6")),
                "receipts_amount_mxn": cents(total * Decimal("0.55")),
            }
        )
    return make_frame("balances", rows)


def make_bridges() -> pl.DataFrame:
    rows = [
        {
            "period_month": MONTH,
            "closed_month": months_before(MONTH, 1),
            "snapshot_id": "2026-09",
            "reported_at": datetime(2026, 10, 3, 12, 30),
            "currency_code": code,
            "reported_amount": Decimal("90000.00"),
            "change_amount": change,
            "known_amount": Decimal("90000.00") + change,
            "reported_amount_mxn": Decimal("90000.00") * rate,
            "change_amount_mxn": change * rate,
            "known_amount_mxn": (Decimal("90000.00") + change) * rate,
        }
        for code, change, rate in (
            ("MXN", Decimal("-1160.00"), Decimal(1)),
            ("USD", Decimal("250.00"), Decimal(18)),
        )
    ]
    return make_frame("closed_month_bridges", rows)


def make_closed_changes(people: list[Customer]) -> pl.DataFrame:
    """A cancelled invoice in pesos, and a late one and another due date in dollars."""
    texts = (
        ("cancelled", 4, "MXN", "-1160.00", "0.00", 1),
        ("late_invoice", 1, "USD", "250.00", "0.00", 18),
        ("terms", 9, "USD", "0.00", "700.00", 18),
    )
    rows = []
    for n, (reason, order, code, change, moved, rate) in enumerate(texts):
        who = next(each for each in people if each.currency_code == code)
        rows.append(
            {
                "period_month": MONTH,
                "closed_month": months_before(MONTH, 1),
                "reason_code": reason,
                "reason_order": order,
                "customer_id": who.customer_id,
                "customer_code": who.customer_code,
                "customer_name": who.customer_name,
                "document_id": f"M-{n}",
                "document_number": f"A{n}",
                "document_date": date(2026, 9, 14),
                "currency_code": code,
                "change_amount": Decimal(change),
                "change_amount_mxn": Decimal(change) * rate,
                "closing_change_amount_mxn": Decimal(change) * rate,
                "moved_amount": Decimal(moved),
                "learned_at": datetime(2026, 11, 3, 12, 30),
                "evidence_file_name": "microsip/2026-11-03T0630/DOCTOS_CC.csv",
            }
        )
    return make_frame("closed_month_changes", rows)


def make_buckets() -> pl.DataFrame:
    spans = [(None, 0), (1, 30), (31, 60), (61, 90), (91, 120), (121, None)]
    rows = [
        {
            "bucket_number": n,
            "bucket_code": f"bucket_{n}",
            "label_es": ("Por vencer", "1 a 30", "31 a 60", "61 a 90", "91 a 120", "Más de 120")[n],
            "label_en": ("Not due", "1 to 30", "31 to 60", "61 to 90", "91 to 120", "Over 120")[n],
            "from_days": first,
            "to_days": last,
        }
        for n, (first, last) in enumerate(spans)
    ]
    return make_frame("buckets", rows)


def make_controls() -> pl.DataFrame:
    texts = (
        (
            "aging_ties_to_ledger",
            "Antigüedad menos saldos a favor = auxiliar",
            "amount",
            40,
        ),
        ("erp_balance", "Auxiliar = SALDOS_CC del ERP (por cliente)", "amount", 40),
        ("file_counts_close", "Renglones leídos = cargados + sin cambio", "rows", 24),
        ("foreign_rates", "Todo importe en moneda extranjera tiene cambio", "items", 61),
        ("bank_chain", "La cadena de saldos bancarios no se rompe", "amount", 0),
    )
    rows = []
    for n, (code, label, unit, count) in enumerate(texts):
        amount = Decimal("9876543.21") if unit == "amount" else Decimal(count)
        rows.append(
            {
                "period_month": MONTH,
                "control_code": code,
                "label_es": label,
                "label_en": f"Control {n} in English",
                "unit_code": unit,
                "expected_amount": amount if count else None,
                "actual_amount": amount if count else None,
                "difference_amount": Decimal(0) if count else None,
                "tolerance_amount": Decimal(0),
                "checked_count": count,
                "exception_count": 0,
                "status_code": "passed" if count else "not_applicable",
                "is_blocking": True,
            }
        )
    return make_frame("controls", rows)


def make_deliveries() -> pl.DataFrame:
    files = ("DOCTOS_CC", "IMPORTES_DOCTOS_CC", "VENCIMIENTOS_CARGOS_CC", "CLIENTES")
    rows = [
        {
            "delivery_id": f"{n:016x}",
            "table_name": f"microsip_{name.lower()}",
            "file_name": f"microsip/2026-11-03T0630/{name}.csv",
            "sha256": f"{n + 10:064x}",
            "delivered_at": datetime(2026, 11, 3, 12, 30),
            "rows_read": 100 + n,
            "rows_landed": 60,
            "rows_unchanged": 40 + n,
            "rows_quarantined": 0,
            "status_code": "accepted",
        }
        for n, name in enumerate(files)
    ]
    return make_frame("deliveries", rows)
