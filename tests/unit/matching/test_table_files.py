"""Files of every kind become the same frames, by their own names or a mapping's."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from pipelines.matching.table_files import (
    TableMapping,
    read_mapping,
    read_table,
    read_truth,
)
from pipelines.sources.reading import UnreadableFile

ROWS = [
    {"Factura": "A-1", "Cliente": "C-1", "Saldo": "1160.10", "Fecha": "2026-10-01"},
    {"Factura": "A-2", "Cliente": "C-1", "Saldo": "-60.00", "Fecha": "2026-10-02"},
]
Writer = Callable[[Path], Path]


def as_csv(folder: Path) -> Path:
    path = folder / "partidas.csv"
    lines = [",".join(ROWS[0]), *(",".join(row.values()) for row in ROWS)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def as_xlsx(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (list(ROWS[0]), *(list(row.values()) for row in ROWS)):
        sheet.append(row)
    path = folder / "partidas.xlsx"
    book.save(path)
    return path


def as_json(folder: Path) -> Path:
    path = folder / "partidas.json"
    rows = [{**row, "Saldo": float(row["Saldo"])} for row in ROWS]
    path.write_text(json.dumps({"facturas": rows}), "utf-8")
    return path


def as_json_list(folder: Path) -> Path:
    path = folder / "lista.json"
    path.write_text("\ufeff" + json.dumps(ROWS), "utf-8")
    return path


def as_parquet(folder: Path) -> Path:
    path = folder / "partidas.parquet"
    frame = pl.DataFrame(ROWS).with_columns(pl.col("Saldo").cast(pl.Decimal(18, 2)))
    frame.write_parquet(path)
    return path


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json, as_json_list, as_parquet])
def test_a_table_is_the_same_from_a_file_of_any_kind(write: Writer, tmp_path: Path) -> None:
    found = read_table(write(tmp_path), "items")

    assert found["item_id"].to_list() == ["A-1", "A-2"]
    assert found["customer_id"].to_list() == ["C-1", "C-1"]
    assert [f"{float(text):.2f}" for text in found["open_amount"]] == ["1160.10", "-60.00"]
    assert found["document_date"].cast(str).str.head(10).to_list() == ["2026-10-01", "2026-10-02"]


def test_numbers_of_json_never_pass_through_a_float(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"id": 7, "customer_id": 8, "amount": 9007199254740993.01}]')

    assert read_table(path, "items")["open_amount"].to_list() == ["9007199254740993.01"]


def test_a_mapping_goes_before_names_and_gives_constants(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        "items:\n  columns: {document_number: Factura}\n  constants: {currency_code: USD}\n"
    )
    found = read_table(as_csv(tmp_path), "items", read_mapping(path)["items"])

    assert found["document_number"].to_list() == ["A-1", "A-2"]
    assert found["currency_code"].to_list() == ["USD", "USD"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("facturas: {columns: {}}", "entry facturas is not one of items"),
        ("items: {column: {}}", "entry items is not one of"),
        ("items: {columns: {saldo: Saldo}}", "items have no column saldo"),
        ("- a list", "it holds no tables"),
        ("items: {columns: [", "no valid YAML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_entry(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text)

    with pytest.raises(UnreadableFile, match=r"map\.yaml: ") as refused:
        read_mapping(path)
    assert said in str(refused.value)


def test_a_column_that_a_mapping_names_in_vain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"partidas\.csv: no column Importe, which the"):
        read_table(as_csv(tmp_path), "items", TableMapping({"open_amount": "Importe"}))


def test_a_missing_column_is_named_with_what_there_is_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("id,fecha\nR1,2026-10-01\n")

    with pytest.raises(UnreadableFile) as refused:
        read_table(path, "receipts")
    assert refused.value.reason == "r.csv: no column for amount of receipts; it has id, fecha"
    assert refused.value.remedy == (
        "Name it in a mapping, as receipts: {columns: {amount: its name}}"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7", "it is a PDF"),
        (b'{"facturas": ', "no valid JSON"),
        (b'{"otras": []}', "no list of rows"),
        (b"[1, 2]", "no list of rows"),
        (b"PAR1 and no more", "it is damaged"),
        (b"factura,cliente,saldo,saldo\n1,2,3,4\n", "two columns are called saldo"),
        (b"PK\x03\x04 and no more", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(
    content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "roto.bin"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=r"^roto\.bin: ") as refused:
        read_table(path, "items")
    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for read in (lambda path: read_table(path, "items"), read_mapping):
        with pytest.raises(UnreadableFile, match=r"nada\.csv is not there"):
            read(tmp_path / "nada.csv")


TRUTH = [
    {"payment_id": "R1", "invoice_id": "A-1", "amount": 10.5},
    {"payment_id": "R1", "invoice_id": "A-1", "amount": 0.1},
]


@pytest.mark.parametrize("truth", [TRUTH, {"applications": TRUTH}])
def test_the_right_answer_stands_under_a_key_of_the_invoices(truth: object, tmp_path: Path) -> None:
    path = tmp_path / "todo.json"
    path.write_text(json.dumps({"invoices": [], "ground_truth": truth}))
    found = read_truth("ground_truth", path)

    assert [(a, b, str(c)) for a, b, c in found.iter_rows()] == [("R1", "A-1", "10.60")]


def test_the_right_answer_is_a_file_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("receipt_id,item_id,applied_amount\nR1,A-1,5.00\n")

    assert read_truth(str(path), tmp_path / "any.json").height == 1


def test_a_right_answer_that_is_nowhere_or_lacks_a_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "todo.json"
    path.write_text(json.dumps({"truth": [{"payment_id": "R1"}]}))

    with pytest.raises(UnreadableFile, match="answer is neither a file nor a key"):
        read_truth("answer", path)
    with pytest.raises(UnreadableFile, match="no column for item_id, applied_amount of truth"):
        read_truth("truth", path)
