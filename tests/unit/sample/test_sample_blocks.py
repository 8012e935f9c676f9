"""A company written block by block is one company: its numbers go on, and its totals are one."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from read_back import CHARGES, MONTHS, SEED, Row, Sample, money, rows_of

from pipelines.sample import write_sample
from pipelines.sample.banks import OPENING_BALANCE
from pipelines.sample.blocks import equal_parts, life_in_blocks
from pipelines.sample.bulk import Taken, ordinary_life
from pipelines.sample.case_book import FIRST_CUSTOMER, FIRST_ID
from pipelines.sample.catalogues import RECEIPT, SALE
from pipelines.sample.periods import FIRST, Period
from pipelines.sample.tables import folio

PERIOD = Period(MONTHS)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("blocks")
    return Sample(
        folder, write_sample(folder, charges=CHARGES, months=MONTHS, seed=SEED, at_once=150)
    )


def ordinary(sample: Sample, table: str, first_of_cases: int) -> list[Row]:
    return [row for key, row in sample.by_id(table).items() if key < first_of_cases]


def test_ids_of_documents_and_lines_go_on_without_a_gap(blocks: Sample) -> None:
    tables = ("DOCTOS_CC", "IMPORTES_DOCTOS_CC")
    ids = sorted(key for name in tables for key in blocks.by_id(name) if key < FIRST_ID)
    assert ids == list(range(20_001, 20_001 + len(ids)))


def test_folios_of_a_concept_go_on_without_a_gap(blocks: Sample) -> None:
    numbers = defaultdict(list)
    for row in ordinary(blocks, "DOCTOS_CC", FIRST_ID):
        numbers[row["CONCEPTO_CC_ID"]].append(int(row["FOLIO"].lstrip("ABCDEFGIJMNORSTV")))
    assert all(sorted(each) == list(range(1, len(each) + 1)) for each in numbers.values())
    assert len(numbers) > 5


def test_each_block_has_customers_of_its_own(blocks: Sample) -> None:
    customers = ordinary(blocks, "CLIENTES", FIRST_CUSTOMER)
    assert [int(row["CLIENTE_ID"]) for row in customers] == list(
        range(10_001, 10_001 + len(customers))
    )
    assert len({row["NOMBRE"] for row in customers}) == len(customers)
    foreign = "XEXX010101000"
    rfcs = [
        row["RFC_CURP"]
        for row in ordinary(blocks, "DIRS_CLIENTES", FIRST_CUSTOMER * 10)
        if row["RFC_CURP"] != foreign
    ]
    assert len(set(rfcs)) == len(rfcs) > 10


def test_the_summary_counts_all_blocks(blocks: Sample) -> None:
    summary = blocks.summary
    assert summary.charges == CHARGES
    assert summary.customers == len(blocks.table("CLIENTES"))
    for name in ("DOCTOS_CC", "IMPORTES_DOCTOS_CC"):
        path = f"microsip/2026-11-03T0630/{name}.csv"
        assert summary.files[path] == len(blocks.table(name))


def test_the_desk_has_books_of_the_first_block_only(blocks: Sample) -> None:
    files = blocks.summary.files
    filed = files["books/2026-11-03T0630/expediente_de_credito.xlsx"]
    with_limit = [row for row in blocks.table("CLIENTES") if money(row["LIMITE_CREDITO"])]
    of_cases = [row for row in with_limit if int(row["CLIENTE_ID"]) >= FIRST_CUSTOMER]
    assert len(of_cases) < filed < len(with_limit)


def test_statements_of_a_year_each_chain_from_file_to_file(blocks: Sample) -> None:
    folder = blocks.folder / "banks" / FIRST.folder
    paths = sorted(folder.glob("*_movimientos_*.txt"))
    assert [path.stem[-4:] for path in paths] == ["2025", "2026"]
    balance = money(f"{OPENING_BALANCE / 100:.2f}")
    for path in paths:
        for row in rows_of(path, "latin-1", "\t"):
            balance += money(row["Abono"]) - money(row["cargo"])
            assert balance == money(row["Saldo"])


def test_a_company_of_one_block_is_written_as_if_there_were_none(tmp_path: Path) -> None:
    for name, at_once in (("one", 400), ("usual", 1_000_000)):
        write_sample(tmp_path / name / "acme", charges=400, months=6, seed=1, at_once=at_once)
    one, usual = (sorted((tmp_path / name).rglob("*.*")) for name in ("one", "usual"))
    assert [path.name for path in one] == [path.name for path in usual]
    files = [(a, b) for a, b in zip(one, usual, strict=True) if a.is_file()]
    assert all(a.read_bytes() == b.read_bytes() for a, b in files)


def test_blocks_differ_by_one_charge_at_most_and_add_up() -> None:
    assert equal_parts(10, 4) == [2, 3, 2, 3]
    rngs = (np.random.default_rng(seed) for seed in range(9))
    ledgers = list(life_in_blocks(61, 20, PERIOD, rngs))
    sold = [ledger.lines.filter(tipo_impte="C")["docto_cc_id"].n_unique() for ledger in ledgers]
    assert (len(sold), sum(sold), max(sold)) == (4, 61, 16)


def test_folios_leave_out_those_of_the_hard_cases() -> None:
    taken = Taken(20_000, 0, {SALE: 8_999_990, RECEIPT: 20_000_000})
    ledger = ordinary_life(40, 12, PERIOD, np.random.default_rng(1), taken)
    first = ledger.documents.group_by("concepto_cc_id").agg(pl.col("folio_number").min())
    numbers = dict(first.iter_rows())
    assert numbers[SALE] == 10_000_000
    assert numbers[RECEIPT] == 20_000_001


def test_a_folio_of_eight_digits_still_fits_its_column() -> None:
    frame = pl.DataFrame({"concept": [RECEIPT, RECEIPT], "number": [9_999_999, 13_360_018]})
    folios = frame.select(folio(pl.col("concept"), pl.col("number"))).to_series()
    assert folios.to_list() == ["CR9999999", "C13360018"]


def test_more_charges_than_there_are_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="charges must be 12,000,000 at most"):
        write_sample(tmp_path / "none", charges=12_000_001, months=18, seed=1)


def test_a_database_of_more_than_one_block_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a database holds 150 charges at most"):
        write_sample(tmp_path / "none", charges=500, months=18, seed=1, form="fdb", at_once=150)
