"""The hard cases about what changes between the deliveries, and what never counts."""

from decimal import Decimal

from read_back import Sample, balance, case_rows, dues_of, lines_of, money

from pipelines.sample.cases import CASES
from pipelines.sample.periods import FIRST, SECOND


def test_a_payment_moves_to_another_invoice_after_the_close(sample: Sample) -> None:
    case = CASES["payment_reapplied_after_a_close"]
    line = case.lines["receipt_applied_1"]
    before = sample.by_id("IMPORTES_DOCTOS_CC", FIRST)[line]
    after = sample.by_id("IMPORTES_DOCTOS_CC", SECOND)[line]
    assert before["DOCTO_CC_ACR_ID"] == str(case.documents["first"])
    assert before["FECHA"] == "2026-09-11"
    assert after["DOCTO_CC_ACR_ID"] == str(case.documents["second"])
    assert after["FECHA"] == "2026-10-06"
    assert sample.by_id("DOCTOS_CC")[case.documents["receipt"]]["FECHA"] == "2026-09-11"


def test_an_invoice_is_cancelled_between_the_deliveries(sample: Sample) -> None:
    document = CASES["cancelled_between_deliveries"].documents["invoice"]
    before = sample.by_id("DOCTOS_CC", FIRST)[document]
    after = sample.by_id("DOCTOS_CC", SECOND)[document]
    assert (before["CANCELADO"], before["FECHA_HORA_CANCELACION"]) == ("N", "")
    assert (after["CANCELADO"], after["FECHA_HORA_CANCELACION"]) == ("S", "2026-10-14 17:20:00")
    assert lines_of(sample, document)["C"][0]["CANCELADO"] == "S"


def test_an_invoice_vanishes_with_its_line_and_due_date(sample: Sample) -> None:
    case = CASES["vanished_between_deliveries"]
    document, line = case.documents["invoice"], case.lines["invoice"]
    assert document in sample.by_id("DOCTOS_CC", FIRST)
    assert line in sample.by_id("IMPORTES_DOCTOS_CC", FIRST)
    assert document not in sample.by_id("DOCTOS_CC", SECOND)
    assert line not in sample.by_id("IMPORTES_DOCTOS_CC", SECOND)
    assert dues_of(sample, document) == []


def test_a_line_is_cancelled_under_a_live_header(sample: Sample) -> None:
    case = CASES["cancelled_line_under_a_live_header"]
    assert sample.by_id("DOCTOS_CC")[case.documents["receipt"]]["CANCELADO"] == "N"
    flags = [row["CANCELADO"] for row in lines_of(sample, case.documents["receipt"])["R"]]
    assert flags == ["N", "S"]
    assert balance(sample, case.documents["undone"]) == Decimal(5_800)


def test_pending_documents_do_not_count(sample: Sample) -> None:
    case = CASES["pending_documents"]
    rows = case_rows(sample, "pending_documents")
    assert [rows[label]["APLICADO"] for label in ("pending_invoice", "pending_receipt")] == [
        "N"
    ] * 2
    assert balance(sample, case.documents["live"]) == Decimal(6_960)
    (month,) = [
        row
        for row in sample.table("SALDOS_CC")
        if row["CLIENTE_ID"] == str(case.customers["customer"])
    ]
    assert (money(month["CARGOS_CXC"]), money(month["CREDITOS_CXC"])) == (6_960, 0)


def test_customers_change_between_the_deliveries(sample: Sample) -> None:
    before, after = sample.by_id("CLIENTES", FIRST), sample.by_id("CLIENTES", SECOND)
    changed = CASES["customer_changed_between_deliveries"].customers
    assert before[changed["renamed"]]["NOMBRE"] != after[changed["renamed"]]["NOMBRE"]
    limits = [money(rows[changed["raised"]]["LIMITE_CREDITO"]) for rows in (before, after)]
    assert limits == [100_000, 250_000]
    suspended = CASES["customer_suspended_between_deliveries"].customers["customer"]
    assert [rows[suspended]["ESTATUS"] for rows in (before, after)] == ["A", "C"]
    assert after[suspended]["FECHA_SUSP"] == "2026-10-12"


def test_documents_after_the_as_of_date_come_in_the_second_delivery(sample: Sample) -> None:
    documents = CASES["documents_after_the_as_of_date"].documents
    assert not set(documents.values()) & sample.by_id("DOCTOS_CC", FIRST).keys()
    assert sample.by_id("DOCTOS_CC")[documents["receipt"]]["FECHA"] == "2026-11-02"


def test_a_charge_cancelled_long_ago_is_cancelled_in_both(sample: Sample) -> None:
    document = CASES["charge_already_cancelled"].documents["invoice"]
    for delivery in (FIRST, SECOND):
        assert sample.by_id("DOCTOS_CC", delivery)[document]["CANCELADO"] == "S"
