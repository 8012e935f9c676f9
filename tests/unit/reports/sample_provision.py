"""The provision of the made-up company, its bridge and entries, its bad debts and interest.

Derived with plain Decimals from the open items of sample_ledger.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import polars as pl
from sample_ledger import AS_OF, CLOSING, MONTH, Customer, Row, cents, make_frame

ZERO = Decimal("0.00")
SEGMENTS = {"trade": ("Distribuidores", "Distributors"), "industry": ("Industria", "Industry")}
FLOORS = [Decimal(text) for text in ("0.002", "0.01", "0.03", "0.08", "0.2", "0.6")]
FACTOR, OVERLAY = Decimal("1.05"), Decimal("0.0025")
SOURCES = ("history", "history", "floor", "history", "thin_history", "last_bucket")
CASES = ("within_limit", "over_limit", "principal_unknown")


def make_provision_frames(people: list[Customer], items: list[Row]) -> dict[str, pl.DataFrame]:
    """The five frames by name."""
    provision = make_provision(people, items)
    bridge = make_bridge(provision)
    late = [row for row in items if row["past_due_days"] > 0]
    return {
        "provision": make_frame("provision", provision),
        "provision_bridge": make_frame("provision_bridge", bridge),
        "provision_journal": make_frame("provision_journal", make_journal(bridge)),
        "bad_debt_candidates": make_frame("bad_debt_candidates", make_candidates(late)),
        "moratory_interest": make_frame("moratory_interest", make_interest(late)),
    }


def segment(code: str) -> Row:
    spanish, english = SEGMENTS[code]
    return {
        "period_month": MONTH,
        "segment_code": code,
        "segment_label_es": spanish,
        "segment_label_en": english,
    }


def make_provision(people: list[Customer], items: list[Row]) -> list[Row]:
    """A tenth of each balance is in dispute, of the industry's a fifth insured."""
    segments = {who.customer_id: ("trade", "industry")[n % 2] for n, who in enumerate(people)}
    cells: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for item in items:
        key = segments[item["customer_id"]], item["currency_code"], item["bucket_number"]
        cells[key] += item["open_amount"]
    rows = []
    for (code, currency, bucket), amount in sorted(cells.items()):
        closing = cents(amount * CLOSING[currency])
        disputed = cents(closing / 10)
        insured = cents(closing / 5) if code == "industry" else ZERO
        source = SOURCES[bucket]
        history = FLOORS[bucket] + Decimal("0.001") if source == "history" else None
        base = FLOORS[bucket] if history is None else history
        rate = base * FACTOR + OVERLAY
        exposed = closing - disputed - insured
        rows.append(
            {
                **segment(code),
                "currency_code": currency,
                "bucket_number": bucket,
                "open_amount": amount,
                "closing_amount_mxn": closing,
                "related_amount_mxn": ZERO,
                "disputed_amount_mxn": disputed,
                "insured_amount_mxn": insured,
                "exposed_amount_mxn": exposed,
                "history_month_count": 0 if source == "last_bucket" else 24 - bucket,
                "roll_rate": Decimal("0.3") if history else None,
                "history_rate": history,
                "floor_rate": FLOORS[bucket],
                "rate_source_code": source,
                "forward_looking_factor": FACTOR,
                "overlay_rate": OVERLAY,
                "loss_rate": rate,
                "provision_amount_mxn": cents(exposed * rate),
            }
        )
    return rows


def make_bridge(provision: list[Row]) -> list[Row]:
    """Each step a share of the closing provision; the opening is what they leave."""
    closings: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in provision:
        closings[row["segment_code"], row["currency_code"]] += row["provision_amount_mxn"]
    rows = []
    for (code, currency), closing in sorted(closings.items()):
        steps = {
            "exchange_amount_mxn": cents(closing / 100) if currency != "MXN" else ZERO,
            "volume_amount_mxn": cents(closing / 7),
            "mix_amount_mxn": -cents(closing / 9),
            "rate_amount_mxn": cents(closing / 11),
            "forward_looking_amount_mxn": cents(closing / 13),
            "overlay_amount_mxn": cents(closing / 17),
            "used_amount_mxn": -cents(closing / 19),
        }
        rows.append(
            {
                **segment(code),
                "currency_code": currency,
                "opening_amount_mxn": closing - sum(steps.values()),
                **steps,
                "closing_amount_mxn": closing,
            }
        )
    return rows


def make_journal(bridge: list[Row]) -> list[Row]:
    def total(*names: str) -> Decimal:
        return sum((row[f"{name}_amount_mxn"] for row in bridge for name in names), ZERO)

    loss = total("volume", "mix", "rate", "forward_looking", "overlay")
    rows = []
    for number, (entry, debit, credit, amount) in enumerate(
        (
            ("loss", "expense", "allowance", loss),
            ("exchange", "exchange_loss", "allowance", total("exchange")),
            ("write_off", "allowance", "receivable", -total("used")),
        ),
        start=1,
    ):
        for role, debited, credited in ((debit, amount, ZERO), (credit, ZERO, amount)):
            rows.append(
                {
                    "period_month": MONTH,
                    "entry_number": number,
                    "entry_code": entry,
                    "role_code": role,
                    "account_code": f"{len(role)}00.01",
                    "account_label_es": f"Cuenta {number}",
                    "account_label_en": f"Account {number}",
                    "debit_amount_mxn": debited,
                    "credit_amount_mxn": credited,
                }
            )
    return rows


def debt(item: Row) -> Row:
    names = ("period_month", "customer_id", "customer_code", "customer_name", "currency_code")
    of_document = ("document_id", "document_number", "installment_number")
    return {name: item[name] for name in (*names, *of_document, "open_amount")}


def make_candidates(late: list[Row]) -> list[Row]:
    """Items as they would be a year later: no item of the ledger is that old."""
    return [
        {
            **debt(item),
            "due_date": item["due_date"] - timedelta(days=365),
            "past_due_days": item["past_due_days"] + 365,
            "legal_entity_id": f"L{n:04d}",
            "year_complete_date": item["due_date"] + timedelta(days=1),
            "open_amount_mxn": item["open_amount_mxn"],
            "deductible_amount_mxn": cents(item["open_amount_mxn"] / Decimal("1.16")),
            "vat_basis_code": ("of_the_charge", "charge_without_vat")[n % 2],
            "debtor_principal_udi": None if n % 3 == 2 else cents(item["open_amount"] / 8),
            "case_code": CASES[n % 3],
            "missing_evidence_codes": ("debtor_notice", "debtor_notice,final_resolution")[n % 2],
            "informed_year": 2027,
        }
        for n, item in enumerate(late[:6])
    ]


def make_interest(late: list[Row]) -> list[Row]:
    rows = []
    for n, item in enumerate(late):
        percent = (Decimal("6.0000"), Decimal("24.0000"))[n % 2]
        share = percent * item["past_due_days"] / 36_500
        interest = cents(item["open_amount"] * share)
        rows.append(
            {
                **debt(item),
                "due_date": item["due_date"],
                "past_due_days": (AS_OF - item["due_date"]).days,
                "interest_amount": interest,
                "vat_amount": cents(interest * Decimal("0.16")),
                "interest_percent": percent,
                "rate_basis_code": ("legal", "agreed")[n % 2],
                "vat_basis_code": "of_the_charge",
            }
        )
    return rows
