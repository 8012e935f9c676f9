"""A settled ledger predicted again: the table, its options, and labels that mean nothing."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.prediction.evaluation import (
    NothingToEvaluate,
    Question,
    episodes_of,
    evaluate,
    evaluate_file,
)
from tests.unit.prediction.ledgers import day, frame, invoices, many

MAPPINGS = Path(__file__).parent / "mappings"
CUT = day(400)


@pytest.fixture(scope="module")
def ledger() -> pl.DataFrame:
    return invoices(many(3_000, 600, customers=60))


def test_habits_are_found_out(ledger: pl.DataFrame):
    table = {row["rival_code"]: row for row in evaluate(ledger, Question(CUT)).table().to_dicts()}
    assert list(table) == ["model", "customer_median", "due_date", "majority"]
    assert table["model"]["auc"] > 0.9
    assert table["model"]["mean_absolute_days"] < table["due_date"]["mean_absolute_days"] / 2
    assert table["due_date"]["auc"] == 0.5


def test_shuffled_labels_are_not_predicted(ledger: pl.DataFrame):
    """Whoever still ranks them knows them: a leak."""
    ledger = pl.concat([ledger, ledger.with_columns(pl.col("document_number") + "b")] * 2)
    late = (pl.col("settled_date") - pl.col("due_date")).dt.total_days()
    settled = ledger.filter(pl.col("settled_date").is_not_null())
    mixed = settled.with_columns(days=late.shuffle(seed=5)).with_columns(
        settled_date=pl.col("due_date") + pl.duration(days="days")
    )
    auc = evaluate(mixed, Question(CUT)).table().row(0, named=True)["auc"]
    assert 0.47 <= auc <= 0.53


def test_an_invoice_is_asked_about_after_its_own_date_and_before_its_due_date():
    rows = frame(
        {**many(1, 10).row(0, named=True), "original_amount": "5.00"},
    )
    book = invoices(rows).with_columns(
        document_date=pl.lit(date(2024, 3, 1)), due_date=pl.lit(date(2024, 3, 11))
    )
    origins = {n: episodes_of(book, Question(None, n))["origin_date"][0] for n in (5, 20)}
    assert origins == {5: date(2024, 3, 6), 20: date(2024, 3, 2)}
    undated = book.with_columns(document_date="due_date")
    found = episodes_of(undated, Question(None, 20)).row(0, named=True)
    assert found["origin_date"] == date(2024, 2, 20)
    assert found["opened_date"] == date(2024, 2, 19)


def test_days_that_do_not_count_as_late_are_late_for_nobody(ledger: pl.DataFrame):
    strict = evaluate(ledger, Question(CUT))
    lenient = evaluate(ledger, Question(CUT, late_days=10))
    assert 0 < lenient.late_count < strict.late_count


def test_a_cut_after_everything_is_refused(ledger: pl.DataFrame):
    with pytest.raises(NothingToEvaluate, match="on or after the cut"):
        evaluate(ledger, Question(date(2030, 1, 1)))
    with pytest.raises(NothingToEvaluate, match="before the cut"):
        evaluate(ledger, Question(date(2020, 1, 1)))
    with pytest.raises(NothingToEvaluate, match="settled"):
        evaluate(ledger.clear(), Question())


@pytest.mark.parametrize("mapping", ["settled_by_due_date", "settled_by_document_date"])
def test_any_mapped_file_with_settled_dates_is_evaluated(
    ledger: pl.DataFrame, tmp_path: Path, mapping: str
):
    headers = {
        "settled_by_due_date": "cust_number,invoice_id,,due_date,clear_date,amount",
        "settled_by_document_date": (
            "customerID,invoiceNumber,InvoiceDate,DueDate,SettledDate,InvoiceAmount"
        ),
    }[mapping].split(",")
    pattern = "%m/%d/%Y" if mapping.endswith("document_date") else "%Y-%m-%d"
    columns = ("customer_code", "document_number", "document_date", "due_date", "settled_date")
    written = ledger.select(
        pl.col(ours).alias(theirs)
        for ours, theirs in zip((*columns, "amount"), headers, strict=True)
        if theirs
    )
    path = tmp_path / "invoices.csv"
    written.write_csv(path, date_format=pattern)
    arguments = ["--data", str(path), "--mapping", str(MAPPINGS / f"{mapping}.yaml")]
    result = CliRunner().invoke(app, ["evaluate", *arguments, "--cut", str(CUT)])
    assert result.exit_code == 0, result.output
    assert "customer_median" in result.output
    found = evaluate_file(path, MAPPINGS / f"{mapping}.yaml", Question(CUT))
    assert found.cut == CUT
