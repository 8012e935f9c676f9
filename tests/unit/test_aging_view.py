"""An ageing on the screen: 100 columns, no amount cut short, totals of all rows."""

from datetime import date
from decimal import Decimal
from io import StringIO

import polars as pl
import pytest
from rich.console import Console

from pipelines import aging_view
from pipelines.aging import BUCKETS, Aging, Basis, Grouping
from pipelines.reports.context import Language

POLICY = pl.DataFrame(
    {
        "bucket_number": range(6),
        "label_es": ["Por vencer", "1-30", "31-60", "61-90", "91-120", "Más de 120"],
        "label_en": ["Not due", "1-30", "31-60", "61-90", "91-120", "Over 120"],
    }
)
MONEY = pl.Decimal(18, 2)


def by_customer(
    *rows: tuple[str, str, str], by: Grouping = "customer", basis: Basis = "due"
) -> Aging:
    """Rows of name, currency and what is open, all of it 1 to 30 days old."""
    names, currencies, amounts = zip(*rows, strict=True) if rows else ((), (), ())
    opened = pl.Series(map(Decimal, amounts), dtype=MONEY)
    nothing = pl.Series([Decimal(0)] * len(rows), dtype=MONEY)
    frame = pl.DataFrame(
        {
            "customer_code": names,
            "customer_name": names,
            "currency_code": currencies,
            **{name: opened if name == "bucket_1_amount" else nothing for name in BUCKETS},
            "open_amount": opened,
            "unapplied_amount": nothing,
            "balance_amount": opened,
        }
    )
    return Aging(date(2026, 9, 15), by, basis, frame, POLICY)


def shown(aging: Aging, width: int = 100, language: Language = "es", limit: int = 40) -> list[str]:
    console = Console(width=width, record=True, file=StringIO())
    aging_view.show(console, language, aging, limit)
    return console.export_text().splitlines()


def total_of(lines: list[str]) -> list[str]:
    return next(line for line in lines if line.startswith("Total MXN")).split()


def test_a_name_gives_way_and_no_amount_does() -> None:
    aging = by_customer(("Hidráulica " * 9, "MXN", "1234567.49"), ("B", "MXN", "0.50"))
    lines = shown(aging)
    assert max(map(len, lines)) <= 100
    assert any("Hidráulica" in line and "…" in line for line in lines)
    assert any("1,234,567" in line for line in lines)
    assert total_of(lines)[-1] == "1,234,568"


def test_a_narrow_terminal_widens_the_table_and_cuts_no_amount() -> None:
    lines = shown(by_customer(("A customer", "MXN", "1234567.00")), width=40)
    assert "".join(lines).count("1,234,567") == 4


def test_less_than_a_unit_is_not_nothing() -> None:
    row = next(line for line in shown(by_customer(("Cent", "MXN", "0.01"))) if "Cent" in line)
    assert row.split() == ["Cent", "0", "0"]


def test_each_currency_has_its_own_table_and_total() -> None:
    lines = shown(by_customer(("A", "MXN", "10"), ("B", "USD", "20"), ("C", "USD", "22")))
    totals = [line.split() for line in lines if line.startswith("Total")]
    assert totals == [["Total", "MXN", "10", "10"], ["Total", "USD", "42", "42"]]


def test_currencies_are_never_added_up() -> None:
    frame = by_customer(("A", "MXN", "10"), ("B", "USD", "20"), by="currency")
    assert not [line for line in shown(frame) if "Total" in line or line.endswith("30")]


def test_rows_beyond_the_limit_are_counted_and_in_the_total() -> None:
    lines = shown(by_customer(*((f"C{number}", "MXN", "1") for number in range(9))), limit=2)
    assert "2 / 9" in lines
    assert not [line for line in lines if line.startswith("C2")]
    assert total_of(lines)[-1] == "9"


def test_a_day_without_anything_says_so() -> None:
    assert "Sin registros" in shown(by_customer())


@pytest.mark.parametrize(("language", "first"), [("es", "Por vencer"), ("en", "Not due")])
def test_headings_are_in_the_users_language(language: Language, first: str) -> None:
    lines = shown(by_customer(("A", "MXN", "1")), language=language)
    assert any(first in line for line in lines)


def test_from_the_documents_date_nothing_is_called_not_due() -> None:
    lines = shown(by_customer(("A", "MXN", "1"), basis="document"))
    assert "fecha del documento" in lines[0]
    assert not [line for line in lines if "Por vencer" in line]


def test_a_document_is_shown_with_its_dates_and_cents_and_a_credit_without_a_bucket() -> None:
    frame = pl.DataFrame(
        {
            "customer_code": ["C1", "C1"],
            "customer_name": ["Taller", "[red]Taller[/red]\x1b[2J"],
            "document_number": ["A1", None],
            "document_date": [date(2026, 8, 1), date(2026, 9, 1)],
            "due_date": [date(2026, 8, 31), None],
            "age_days": [15, 14],
            "bucket_number": [1, None],
            "currency_code": ["MXN", "MXN"],
            "open_amount": pl.Series(["1234.56", "0"]).cast(MONEY),
            "unapplied_amount": pl.Series(["0", "78.90"]).cast(MONEY),
        }
    )
    lines = shown(Aging(date(2026, 9, 15), "document", "due", frame, POLICY))
    charge = next(line for line in lines if "A1" in line)
    assert " ".join(charge.split()) == "Taller A1 2026-08-01 2026-08-31 15 1-30 1,234.56"
    credit = next(line for line in lines if "[red]" in line)
    assert "\x1b" not in credit
    assert credit.split()[-3:] == ["2026-09-01", "14", "78.90"]
