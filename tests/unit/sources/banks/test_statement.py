"""What every statement goes through once its format is read."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.contracts.raw_table import MONEY
from pipelines.sources.banks.format import Statement, StatementFile, Totals
from pipelines.sources.banks.statement import as_readings
from pipelines.sources.reading import REJECT_SCHEMA, UnreadableFile

Movement = tuple[int, str, str, str | None]
# Day of October, deposit, withdrawal, balance after it.
CHAIN: list[Movement] = [
    (1, "100", "0", "1100"),
    (2, "0", "30", "1070"),
    (2, "5", "0", "1075"),
    (3, "0", "75", "1000"),
]


def statement(movements: list[Movement], **other: Any) -> Statement:
    columns = ("deposit_amount", "withdrawal_amount", "balance_amount")
    frame = pl.DataFrame(
        [
            (date(2026, 10, day), *(None if a is None else Decimal(a) for a in amounts), n)
            for n, (day, *amounts) in enumerate(movements, start=2)
        ],
        schema={
            "posted_date": pl.Date(),
            **dict.fromkeys(columns, MONEY),
            "file_line": pl.Int64(),
        },
        orient="row",
    )
    frame = frame.with_columns(pl.lit("PAGO").alias("description"), other.pop("texts", pl.lit(1)))
    return Statement("0123456789", frame, **other)


def finished(*statements: Statement) -> tuple[pl.DataFrame, pl.DataFrame]:
    file = StatementFile(statements, sum(item.movements.height for item in statements))
    return tuple(reading.frame for reading in as_readings(file, "test"))  # type: ignore[return-value]


def balances(movements: pl.DataFrame) -> list[str | None]:
    return movements["balance_amount"].cast(pl.String).to_list()


def refusal(item: Statement) -> str:
    with pytest.raises(UnreadableFile) as refused:
        finished(item)
    return refused.value.reason


def without_balances(movements: list[Movement]) -> list[Movement]:
    return [(day, deposit, withdrawal, None) for day, deposit, withdrawal, _ in movements]


def test_a_newest_first_statement_is_turned_by_its_dates():
    _, movements = finished(statement(CHAIN[::-1]))
    assert balances(movements) == ["1100.00", "1070.00", "1075.00", "1000.00"]
    assert movements["file_line"].to_list() == [5, 4, 3, 2]
    assert movements["posting_number"].to_list() == [1, 1, 2, 1]


def test_a_newest_first_statement_of_one_day_is_turned_by_its_balances():
    one_day = [(1, *amounts) for _, *amounts in CHAIN]
    _, movements = finished(statement(one_day[::-1]))
    assert balances(movements) == ["1100.00", "1070.00", "1075.00", "1000.00"]


def test_a_format_that_promises_its_order_is_believed():
    _, movements = finished(statement(without_balances(CHAIN[::-1]), oldest_first=True))
    assert movements["file_line"].to_list() == [2, 3, 4, 5]


def test_deposits_and_withdrawals_swapped_refuse_the_statement():
    swapped = [(day, out, paid_in, balance) for day, paid_in, out, balance in CHAIN]
    assert "swapped" in refusal(statement(swapped))


def test_a_sign_that_all_balances_contradict_is_turned_with_a_note():
    swapped = [(day, out, paid_in, balance) for day, paid_in, out, balance in CHAIN]
    statements, movements = finished(statement(swapped, has_signed_amounts=True))
    assert statements["note_code"].to_list() == ["sign_turned"]
    assert movements["deposit_amount"].cast(pl.String).to_list()[0] == "100.00"
    assert statements["deposit_amount"].item() == Decimal("105.00")


def test_the_opening_balance_tells_a_swap_of_a_single_movement():
    opening = Decimal(1200)
    assert "swapped" in refusal(statement(CHAIN[:1], opening_balance_amount=opening))


def test_without_running_balances_the_closing_one_tells_a_swap():
    item = statement(
        without_balances(CHAIN),
        opening_balance_amount=Decimal(1000),
        closing_balance_amount=Decimal(1000),
    )
    assert balances(finished(item)[1])[-1] == "1000.00"
    swapped = statement(
        without_balances(CHAIN[:2]),
        opening_balance_amount=Decimal(1000),
        closing_balance_amount=Decimal(930),
    )
    assert "swapped" in refusal(swapped)


def test_a_single_break_of_the_chain_is_left_to_the_controls():
    broken = [*CHAIN, (5, "1", "0", "99"), (6, "1", "0", "100")]
    assert finished(statement(broken))[1].height == 6


def test_balances_are_computed_from_the_opening_one_where_none_are_printed():
    item = statement(without_balances(CHAIN), opening_balance_amount=Decimal(1000))
    assert balances(finished(item)[1]) == ["1100.00", "1070.00", "1075.00", "1000.00"]


def test_without_any_balance_there_is_none():
    _, movements = finished(statement(without_balances(CHAIN)))
    assert balances(movements) == [None] * 4
    assert movements["identity_text"].to_list() == ["PAGO"] * 4


def test_what_the_balances_do_not_tell_apart_the_reference_does():
    alike: list[Movement] = [(1, "5", "0", None), (1, "5", "0", None), (1, "5", "0", None)]
    references = pl.Series("reference", ["A", "B", "B"])
    _, movements = finished(statement(alike, texts=references))
    assert movements["identity_text"].to_list() == ["A", "B", "B"]
    assert movements["occurrence_number"].to_list() == [1, 1, 2]


def test_movements_that_are_alike_in_all_are_numbered():
    there_and_back: list[Movement] = [(1, "5", "0", "15"), (1, "0", "5", "10")]
    _, movements = finished(statement(there_and_back * 2))
    assert movements["occurrence_number"].to_list() == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("totals", "reason"),
    [
        (Totals(deposit_count=3), "it holds 2 movements with a deposit_amount and says it has 3"),
        (Totals(withdrawal_count=1), "it holds 2 movements with a withdrawal_amount and says"),
        (Totals(deposit_amount=Decimal("105.01")), "its deposit_amounts do not add up"),
        (Totals(withdrawal_amount=Decimal("0.00")), "its withdrawal_amounts do not add up"),
    ],
)
def test_other_totals_than_the_printed_ones_refuse_the_statement(totals, reason):
    found = refusal(statement(CHAIN, totals=totals))
    assert found.startswith(reason)
    assert "105" not in found


def test_totals_of_a_statement_with_bad_rows_are_not_judged():
    reject = pl.DataFrame([(9, "posted_date", "bad", "{}")], schema=REJECT_SCHEMA, orient="row")
    item = statement(CHAIN, totals=Totals(deposit_count=3))
    _, movements = as_readings(StatementFile((item,), 5, reject), "test")
    assert (movements.frame.height, movements.rejects.height, movements.rows_read) == (4, 1, 5)


def test_a_statement_says_its_stretch_and_its_sums():
    statements, _ = finished(statement(CHAIN, statement_number="00001/001"))
    row = statements.row(0, named=True)
    assert (row["from_date"], row["to_date"]) == (date(2026, 10, 1), date(2026, 10, 3))
    assert row["identity_text"] == "00001/001 2026-10-01 2026-10-03"
    assert (row["deposit_amount"], row["withdrawal_amount"]) == (Decimal(105), Decimal(105))
    assert (row["movement_count"], row["opening_balance_amount"]) == (4, None)


def test_a_printed_stretch_goes_before_that_of_the_movements():
    stretch = {"from_date": date(2026, 9, 30), "to_date": date(2026, 10, 31)}
    statements, _ = finished(statement(CHAIN, **stretch))
    assert statements["to_date"].item() == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("0123 4567 89", "0123456789"),
        ("xxxxxx6789", "******6789"),
        ("de89 3704 0044", "DE8937040044"),
        ("MX/0001", "MX/0001"),
    ],
)
def test_an_account_is_written_without_blanks_and_masked_with_stars(printed, text):
    item = Statement(printed, statement(CHAIN).movements)
    assert finished(item)[0]["account_number"].item() == text


def test_a_field_of_the_format_goes_before_what_the_text_says():
    texts = pl.Series("tracking_key", ["FORMATKEY1", None, None, None])
    item = statement(CHAIN, texts=texts)
    said = pl.lit("SPEI RECIBIDO CVE RAST: TEXTKEY0001").alias("description")
    item = Statement("0123456789", item.movements.with_columns(said))
    keys = finished(item)[1]["tracking_key"].to_list()
    assert keys == ["FORMATKEY1", "TEXTKEY0001", "TEXTKEY0001", "TEXTKEY0001"]
