"""The hard cases about credits are in the files, as their builders say."""

from decimal import Decimal

from read_back import ZERO, Sample, balance, case_rows, gross, lines_of, money

from pipelines.sample.cases import CASES
from pipelines.sample.periods import FIRST


def test_credit_memos_are_applied_unapplied_and_too_large(sample: Sample) -> None:
    kinds = {
        name: {
            kind for kind, lines in lines_of(sample, CASES[name].documents["memo"]).items() if lines
        }
        for name in CASES
        if name.startswith("credit_memo_")
    }
    assert kinds == {
        "credit_memo_applied": {"R"},
        "credit_memo_unapplied": {"A"},
        "credit_memo_larger_than_invoice": {"R", "A"},
    }


def test_advances_stay_open_are_applied_or_go_back(sample: Sample) -> None:
    (left,) = lines_of(sample, CASES["advance_open"].documents["advance"])["A"]
    assert gross(left) == Decimal(50_000)
    use = CASES["advance_applied"].documents["use"]
    assert [len(lines_of(sample, use)[kind]) for kind in "RT"] == [1, 1]
    assert sample.by_id("DOCTOS_CC")[use]["CONCEPTO_CC_ID"] == "183"
    refund = CASES["advance_refunded"].documents["refund"]
    assert sample.by_id("DOCTOS_CC")[refund]["NATURALEZA_CONCEPTO"] == "C"
    assert [len(lines) for lines in lines_of(sample, refund).values()] == [0, 0, 0, 1]


def test_the_remainder_of_a_receipt_is_used_later(sample: Sample) -> None:
    documents = CASES["remainder_used_later"].documents
    assert gross(lines_of(sample, documents["receipt"])["A"][0]) == Decimal(1_000)
    assert gross(lines_of(sample, documents["use"])["T"][0]) == Decimal(700)


def test_one_receipt_pays_forty_invoices(sample: Sample) -> None:
    documents = CASES["receipt_of_forty_invoices"].documents
    assert len(lines_of(sample, documents["receipt"])["R"]) == 40
    assert balance(sample, documents["invoice_1"]) == balance(sample, documents["invoice_40"]) == 0


def test_partial_short_and_one_cent_balances_stay_open(sample: Sample) -> None:
    partial = CASES["partial_and_short_payments"].documents
    assert balance(sample, partial["paid_in_parts"]) == Decimal("12299.50")
    assert balance(sample, partial["paid_short"]) == Decimal(150)
    assert balance(sample, CASES["one_cent_left"].documents["invoice"]) == Decimal("0.01")


def test_a_receipt_is_dated_before_its_invoice(sample: Sample) -> None:
    rows = case_rows(sample, "receipt_before_its_invoice")
    assert rows["receipt"]["FECHA"] < rows["invoice"]["FECHA"]


def test_one_receipt_splits_the_tax_and_the_other_is_gross(sample: Sample) -> None:
    documents = CASES["split_and_gross_receipts"].documents
    (split,) = lines_of(sample, documents["split_receipt"])["R"]
    (whole,) = lines_of(sample, documents["gross_receipt"])["R"]
    assert (money(split["IMPORTE"]), money(split["IMPUESTO"])) == (2_000, 320)
    assert (money(whole["IMPORTE"]), money(whole["IMPUESTO"])) == (2_320, 0)


def test_a_discount_for_paying_early_settles_the_rest(sample: Sample) -> None:
    documents = CASES["early_payment_discount"].documents
    assert money(lines_of(sample, documents["receipt"])["R"][0]["DSCTO_PPAG"]) == Decimal(232)
    assert balance(sample, documents["invoice"]) == ZERO


def test_bad_debts_are_written_off_and_remains_forgiven(sample: Sample) -> None:
    documents = CASES["write_offs"].documents
    assert balance(sample, documents["lost"]) == balance(sample, documents["disputed"]) == ZERO
    names = {row["CONCEPTO_CC_ID"]: row["NOMBRE"] for row in sample.table("CONCEPTOS_CC")}
    used = {row["CONCEPTO_CC_ID"] for row in case_rows(sample, "write_offs").values()}
    assert {"Cuentas incobrables", "Condonaciones"} <= {names[concept] for concept in used}


def test_a_returned_cheque_is_charged_again_and_leaves_the_bank(sample: Sample) -> None:
    documents = CASES["returned_cheque"].documents
    assert balance(sample, documents["invoice"]) == ZERO
    assert balance(sample, documents["returned"]) == Decimal(8_120)
    (returned,) = [
        row
        for row in sample.statement("bbva", FIRST)
        if row["Concepto / Referencia"].startswith("CHEQUE DEVUELTO")
    ]
    assert money(returned["cargo"]) == Decimal(8_120)


def test_an_adjustment_closes_what_rounding_left(sample: Sample) -> None:
    documents = CASES["adjustment"].documents
    assert balance(sample, documents["invoice"]) == ZERO
    assert gross(lines_of(sample, documents["adjustment"])["R"][0]) == Decimal("0.09")
