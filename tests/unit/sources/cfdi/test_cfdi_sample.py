"""The sample company's vouchers: all of them land, and say what its ledger says."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from cfdi_deliveries import Taken, take_delivery

from pipelines.sample.cases import hard_cases
from pipelines.sample.cfdi import uuid_of, write_cfdi
from pipelines.sample.periods import SECOND

MOST = 400


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    counts = write_cfdi(out, hard_cases(), SECOND, most=MOST)
    folder = out / "cfdi" / SECOND.folder
    assert sum(counts.values()) == len(list(folder.iterdir()))
    return folder


@pytest.fixture(scope="module")
def taken(written: Path) -> Taken:
    return take_delivery(written)


def test_every_voucher_of_the_sample_lands(taken):
    codes = {outcome for outcome, _, _ in taken.outcomes}
    assert codes == {"landed"}
    assert {kind for _, kind, _ in taken.outcomes} == {"I", "E", "P"}


def test_an_invoice_has_the_total_of_its_charge(taken):
    ledger = hard_cases().shown_in(SECOND)
    charges = ledger.lines.filter(tipo_impte="C", is_cancelled=False)
    totals = charges.group_by("docto_cc_id").agg(
        cents=pl.col("importe").sum() + pl.col("impuesto").sum()
    )
    expected = {uuid_of(key): Decimal(cents) / 100 for key, cents in totals.rows()}
    invoices = taken.tables["vouchers"].frame.filter(tipo_de_comprobante="I")
    for uuid, total in invoices.select("uuid", "total").rows():
        assert total == expected[uuid]


def test_the_balances_of_an_invoice_follow_each_other(taken):
    frame = taken.tables["payment_documents"].frame
    first = frame.filter(num_parcialidad=1).join(
        taken.tables["vouchers"].frame, left_on="id_documento", right_on="uuid"
    )
    assert first.height
    assert first.filter(pl.col("imp_saldo_ant") > pl.col("total")).is_empty()


def test_the_same_ledger_writes_the_same_files(written, tmp_path):
    write_cfdi(tmp_path, hard_cases(), SECOND, most=MOST)
    again = tmp_path / "cfdi" / SECOND.folder
    for path in written.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()
