"""`cartera match`: proposals in files, exit codes, and errors that say what to do."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from books_of_one import Row, owed, paid, said
from called import Call
from openpyxl import Workbook

ITEMS = [owed("A-1", "1160.00"), owed("A-2", "500.00")]
RECEIPTS = [paid("R1", "1160.00"), paid("R2", "500.00")]
LINES = [said("R2", "A-2", "500.00")]
TABLES = {"invoices": ITEMS, "receipts": RECEIPTS, "remittances": LINES}


def written(folder: Path, name: str, rows: list[Row], kind: str) -> str:
    path = folder / f"{name}.{kind}"
    frame = pl.DataFrame(rows)
    if kind == "csv":
        frame.write_csv(path)
    elif kind == "parquet":
        frame.write_parquet(path)
    elif kind == "json":
        path.write_text(json.dumps({name: rows}))
    else:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (frame.columns, *frame.rows()):
            sheet.append(list(row))
        book.save(path)
    return str(path)


def arguments(folder: Path, kind: str, **other: list[Any]) -> list[str]:
    found = ["match", "--out", str(folder / "out")]
    for name, rows in (TABLES | other).items():
        found += [f"--{name}", written(folder, name, rows, kind)]
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "parquet"])
def test_files_of_any_kind_give_the_same_proposals(
    kind: str, cartera: Call, tmp_path: Path
) -> None:
    called = cartera(*arguments(tmp_path, kind))
    applied = pl.read_csv(tmp_path / "out" / "applications.csv", infer_schema=False)

    assert (called.exit_code, called.errors) == (0, "")
    assert "auto" in called.out
    assert applied.filter(pl.col("tier_code") == "auto").select(
        "receipt_id", "item_id", "applied_amount"
    ).rows() == [("R1", "A-1", "1160.00"), ("R2", "A-2", "500.00")]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "applications.csv",
        "controls.csv",
        "proposals.csv",
        "reasons.csv",
        "results.csv",
    }


def test_a_mapping_reads_columns_of_any_name(cartera: Call, tmp_path: Path) -> None:
    odd = [{"ref bancaria": "R1", "cuando": "2026-10-30", "cuanto": "1160.00", "quien": "C-100"}]
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "receipts:\n  columns: {receipt_id: ref bancaria, receipt_date: cuando, amount: cuanto,"
        " customer_id: quien}\n"
    )
    call = [*arguments(tmp_path, "csv", receipts=odd), "--mapping", str(mapping)]
    called = cartera(*call)
    results = pl.read_csv(tmp_path / "out" / "results.csv")

    assert called.exit_code == 0
    assert results.select("receipt_id", "payer_rule_code", "tier_code").rows() == [
        ("R1", "given", "auto")
    ]


def test_customers_aliases_and_rates_are_evidence_too(cartera: Call, tmp_path: Path) -> None:
    items = [*ITEMS, owed("A-3", "100.00", currency_code="USD", document_date="2026-10-02")]
    receipts = [
        paid("R1", "1160.00", payer_name=None, payer_rfc="BBA010203AB1"),
        paid("R2", "500.00", payer_name="GRUPO ZENZONTLE"),
        paid("R3", "1850.00"),
    ]
    more = {
        "customers": [{"cliente": "C-100", "rfc": "BBA010203AB1"}],
        "aliases": [{"tipo": "name", "alias": "Grupo Zenzontle", "cliente": "C-100"}],
        "rates": [
            {"moneda": "USD", "to_currency_code": "MXN", "fecha": "2026-10-29", "rate": "18.50"}
        ],
    }
    call = arguments(tmp_path, "csv", invoices=items, receipts=receipts, remittances=[], **more)
    call.remove("--remittances")
    call.remove(str(tmp_path / "remittances.csv"))
    called = cartera(*call)
    results = pl.read_csv(tmp_path / "out" / "results.csv")

    assert called.exit_code == 0
    assert results["rule_code"].to_list() == [
        "rfc+exact_one",
        "name_alias+exact_one",
        "name_exact+converted",
    ]


def test_the_score_is_printed_by_tier_and_rule(cartera: Call, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("receipt_id,item_id,applied_amount\nR1,A-1,1160.00\nR2,A-2,499.99\n")
    called = cartera(*arguments(tmp_path, "csv"), "--score", str(truth))

    assert called.exit_code == 0
    assert "precision" in called.out
    assert "50.0" in called.out
    assert "receipts that match nothing: 0, left unmatched: 0" in called.out


def test_a_missing_column_ends_with_one_and_names_file_and_column(
    cartera: Call, tmp_path: Path
) -> None:
    without = [{"receipt_id": "R1", "receipt_date": "2026-10-30"}]
    called = cartera(*arguments(tmp_path, "csv", receipts=without))

    assert called.exit_code == 1
    flat = " ".join(called.errors.split())
    assert "receipts.csv: no column for amount of receipts" in flat
    assert "Name it in a mapping" in flat
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "name"),
    [("--invoices", "nada.csv"), ("--mapping", "nada.yaml"), ("--policies", "nada")],
)
def test_what_is_not_there_ends_with_one(
    option: str, name: str, cartera: Call, tmp_path: Path
) -> None:
    called = cartera(*arguments(tmp_path, "csv"), option, str(tmp_path / name))

    assert called.exit_code == 1
    assert "is not there" in called.errors or "is missing" in called.errors


def test_an_output_folder_that_is_a_file_ends_with_one(cartera: Call, tmp_path: Path) -> None:
    call = arguments(tmp_path, "csv")
    (tmp_path / "out").write_text("a file")
    called = cartera(*call)

    assert called.exit_code == 1
    assert "cannot be written" in " ".join(called.errors.split())


def test_bad_rows_stop_nothing_and_are_listed(cartera: Call, tmp_path: Path) -> None:
    receipts = [*RECEIPTS, paid("R3", "-5.00"), paid("R4", "mil")]
    called = cartera(*arguments(tmp_path, "csv", receipts=receipts))
    reasons = pl.read_csv(tmp_path / "out" / "reasons.csv")

    assert called.exit_code == 0
    assert {("R3", "amount_negative"), ("R4", "amount_unreadable")} <= set(
        reasons.select("subject_id", "reason_code").rows()
    )


def test_no_name_of_a_customer_is_shown(cartera: Call, tmp_path: Path) -> None:
    called = cartera(*arguments(tmp_path, "csv"))

    assert "BOMBAS" not in called.out + called.errors
