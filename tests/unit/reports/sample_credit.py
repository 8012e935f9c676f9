"""Frames of credit and risk that agree with each other: three legal entities, one an action."""

from datetime import date
from decimal import Decimal

import polars as pl
from sample_ledger import AS_OF, MONTH, Row, make_frame

NAMED = (
    ("E-1", "1001, 1002", "Grúas Ávila"),
    ("E-2", "1003", "Maquinados Peñoles"),
    ("E-3", "1004", "Ingenio San Agustín"),
)
BALANCES = (Decimal("115000.00"), Decimal("8000.00"), Decimal("-20.50"))


def make_credit() -> dict[str, pl.DataFrame]:
    """The five frames by name."""
    return {
        "credit_actions": make_frame("credit_actions", make_actions()),
        "credit_reasons": make_frame("credit_reasons", make_reasons()),
        "terms_deviations": make_frame("terms_deviations", make_deviations()),
        "risk": make_frame("risk", make_risk()),
        "grade_migrations": make_frame("grade_migrations", make_migrations()),
    }


def entity(place: int) -> Row:
    legal_entity_id, codes, name = NAMED[place]
    return {
        "period_month": MONTH,
        "as_of_date": AS_OF,
        "legal_entity_id": legal_entity_id,
        "customer_codes": codes,
        "legal_entity_name": name,
    }


def make_actions() -> list[Row]:
    texts = (
        ("block", "none", "oldest_item,over_limit", "over_limit", "15000.00", None),
        ("watch", "none", "block_near", None, None, date(2026, 11, 20)),
        ("release", "block", "over_limit", None, None, None),
    )
    return [
        {
            **entity(place),
            "salesperson_names": "Karla Muñoz",
            "action_code": action,
            "previous_action_code": previous,
            "reason_codes": reasons,
            "unconfirmed_reason_codes": unconfirmed,
            "exposure_amount_mxn": BALANCES[place],
            "limit_amount_mxn": Decimal("100000.00"),
            "limit_source_code": "credit_file",
            "available_amount_mxn": Decimal("100000.00") - BALANCES[place],
            "used_percent": Decimal("115.00"),
            "insured_amount_mxn": Decimal("0.00"),
            "overdue_amount_mxn": Decimal("500.00"),
            "overdue_percent": Decimal("4.35"),
            "oldest_past_due_days": 61,
            "pending_amount_mxn": Decimal("2000.00"),
            "unconfirmed_amount_mxn": Decimal("0.00"),
            "cure_amount_mxn": None if cure is None else Decimal(cure),
            "needs_decision": False,
            "blocks_on_date": blocks_on,
            "next_block_reason_codes": None if blocks_on is None else "oldest_item",
        }
        for place, (action, previous, reasons, unconfirmed, cure, blocks_on) in enumerate(texts)
    ]


def make_reasons() -> list[Row]:
    return [
        {
            **entity(0),
            "action_code": "block",
            "rule_code": rule,
            "is_firing": True,
            "fires_on_date": date(2026, 10, 31),
            "reading_value": Decimal(reading),
            "threshold_value": Decimal(threshold),
            "unit_code": unit,
            "cure_code": "pay",
            "cure_amount_mxn": Decimal("15000.00"),
            "awaits_confirmation": rule == "over_limit",
        }
        for rule, reading, threshold, unit in (
            ("over_limit", "115.00", "100.00", "percent"),
            ("oldest_item", "61.00", "60.00", "days"),
        )
    ]


def make_deviations() -> list[Row]:
    return [
        {
            "period_month": MONTH,
            "customer_id": "C0001",
            "customer_code": "1001",
            "customer_name": "Grúas Ávila",
            "salesperson_name": "Karla Muñoz",
            "document_id": "D90001",
            "document_number": "F90001",
            "document_date": date(2026, 10, 5),
            "currency_code": "MXN",
            "original_amount": Decimal("1160.00"),
            "deviation_code": "due_date",
            "agreed_value": "30",
            "actual_value": "60",
        }
    ]


def make_risk() -> list[Row]:
    texts = (
        ("E", "A", "worse", "72.22", "11.11", None, "overdue:15.00,payment_days:12.50"),
        ("B", "B", "same", "20.00", "20.00", None, None),
        (None, None, "new", "0.00", None, "thin_history", None),
    )
    return [
        {
            **entity(place),
            "salesperson_names": None,
            "balance_amount_mxn": BALANCES[place],
            "grade_code": grade,
            "previous_grade_code": previous,
            "migration_code": migration,
            "risk_score": Decimal(score),
            "previous_risk_score": None if last is None else Decimal(last),
            "ungraded_reason_code": ungraded,
            "move_codes": moves,
            "reason_codes": "overdue,payment_days" if grade else None,
            "unknown_codes": "disputes,promises",
            "history_count": 9 if grade else 1,
            "payment_days": Decimal("12.00"),
            "payment_trend_days": Decimal("-2.00"),
            "utilisation_percent": None,
            "overdue_percent": Decimal("4.35"),
            "disputed_percent": None,
            "broken_promise_count": None,
            "account_age_months": 14,
            "concentration_percent": Decimal("1.50"),
        }
        for place, (grade, previous, migration, score, last, ungraded, moves) in enumerate(texts)
    ]


def make_migrations() -> list[Row]:
    return [
        {
            "period_month": MONTH,
            "as_of_date": AS_OF,
            "from_grade_code": start,
            "to_grade_code": end,
            "legal_entity_count": 1,
            "balance_amount_mxn": balance,
        }
        for (start, end), balance in zip(
            (("A", "E"), ("B", "B"), ("new", "none")), BALANCES, strict=True
        )
    ]
