"""Every hard case is in the files, as its builder says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pipelines.sample.case_book import Case
from pipelines.sample.cases import CASES
from pipelines.sample.periods import AS_OF, FIRST, SECOND, bank_holidays
from tests.unit.sample.conftest import Row, Sample, gross, money

ZERO = Decimal(0)


def balance(sample: Sample, document: int) -> Decimal:
    """What is left of a charge in the second delivery, by its lines that are not cancelled."""
    documents = sample.by_id("DOCTOS_CC")
    left = ZERO
    for line in sample.table("IMPORTES_DOCTOS_CC"):
        head = documents[int(line["DOCTO_CC_ID"])]
        if "S" in (line["CANCELADO"], head["CANCELADO"]) or head["APLICADO"] == "N":
            continue
        if line["DOCTO_CC_ACR_ID"] == str(document):
            left += gross(line) if line["TIPO_IMPTE"] == "C" else -gross(line)
    return left


def lines_of(sample: Sample, document: int) -> dict[str, list[Row]]:
    """A document's lines by their kind."""
    found: dict[str, list[Row]] = {"C": [], "R": [], "A": [], "T": []}
    for line in sample.table("IMPORTES_DOCTOS_CC"):
        if line["DOCTO_CC_ID"] == str(document):
            found[line["TIPO_IMPTE"]].append(line)
    return found


def dues_of(sample: Sample, document: int) -> list[tuple[str, str]]:
    return [
        (row["FECHA_VENCIMIENTO"], row["PCTJE_VEN"])
        for row in sample.table("VENCIMIENTOS_CARGOS_CC")
        if row["DOCTO_CC_ID"] == str(document)
    ]


def case_rows(sample: Sample, case: str, table: str = "DOCTOS_CC") -> dict[str, Row]:
    """The rows of a case by their labels."""
    labels = {
        "DOCTOS_CC": CASES[case].documents,
        "IMPORTES_DOCTOS_CC": CASES[case].lines,
        "CLIENTES": CASES[case].customers,
    }[table]
    rows = sample.by_id(table)
    return {label: rows[found] for label, found in labels.items()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_case_is_whole_in_one_delivery_or_the_other(case: Case, sample: Sample) -> None:
    assert case.summary
    for table, ids in (
        ("CLIENTES", case.customers),
        ("DOCTOS_CC", case.documents),
        ("IMPORTES_DOCTOS_CC", case.lines),
    ):
        known = sample.by_id(table, FIRST).keys() | sample.by_id(table, SECOND).keys()
        assert set(ids.values()) <= known


def test_instalments_leave_a_rounding_remainder(sample: Sample) -> None:
    documents = CASES["instalments_with_a_remainder"].documents
    thirds = dues_of(sample, documents["in_three"])
    assert [share for _, share in thirds] == ["33.333333", "33.333333", "33.333334"]
    assert gross(lines_of(sample, documents["in_three"])["C"][0]) == Decimal("100.00")
    assert [share for _, share in dues_of(sample, documents["in_two"])] == ["50.000000"] * 2
    assert gross(lines_of(sample, documents["in_two"])["C"][0]) == Decimal("100.01")


def test_dollar_customers_are_billed_with_and_without_tax(sample: Sample) -> None:
    rows = case_rows(sample, "dollar_customers")
    customers = case_rows(sample, "dollar_customers", "CLIENTES")
    assert {row["MONEDA_ID"] for row in customers.values()} == {"620"}
    assert money(rows["taxed"]["TIPO_CAMBIO"]) > 16
    zero_rated = lines_of(sample, int(rows["zero_rated"]["DOCTO_CC_ID"]))["C"][0]
    assert money(zero_rated["IMPUESTO"]) == ZERO


def test_a_dollar_invoice_of_a_holiday_has_no_rate(sample: Sample) -> None:
    invoice = case_rows(sample, "dollar_invoice_on_a_bank_holiday")["invoice"]
    assert invoice["TIPO_CAMBIO"] == ""
    assert date.fromisoformat(invoice["FECHA"]) in bank_holidays(2026)


def test_two_charges_have_no_due_date_and_one_of_them_no_terms(sample: Sample) -> None:
    rows = case_rows(sample, "no_due_dates")
    assert [dues_of(sample, int(row["DOCTO_CC_ID"])) for row in rows.values()] == [[], []]
    assert rows["has_terms"]["COND_PAGO_ID"] == "104"
    assert rows["has_neither"]["COND_PAGO_ID"] == ""


def test_an_invoice_is_due_on_the_month_end(sample: Sample) -> None:
    documents = CASES["due_on_the_month_end"].documents
    assert dues_of(sample, documents["due_today"]) == [("2026-10-31", "100.000000")]
    assert dues_of(sample, documents["due_yesterday"]) == [("2026-10-30", "100.000000")]


def test_invoices_stand_at_every_edge_of_the_buckets(sample: Sample) -> None:
    documents = CASES["days_past_due_at_the_edges"].documents
    late = {
        (AS_OF - date.fromisoformat(dues_of(sample, document)[0][0])).days
        for document in documents.values()
        if balance(sample, document) > ZERO
    }
    assert late == {1, 30, 31, 60, 61, 90, 91, 120, 121}


def test_an_opening_balance_is_over_the_last_bucket(sample: Sample) -> None:
    document = CASES["over_the_last_bucket"].documents["old"]
    ((due, _),) = dues_of(sample, document)
    assert AS_OF - date.fromisoformat(due) > timedelta(days=400)
    assert sample.by_id("DOCTOS_CC")[document]["CONCEPTO_CC_ID"] == "9"


def test_three_concepts_share_one_folio(sample: Sample) -> None:
    rows = case_rows(sample, "same_folio_in_two_concepts").values()
    assert len({row["FOLIO"] for row in rows}) == 1
    assert {row["CONCEPTO_CC_ID"] for row in rows} == {"4", "8", "14"}


def test_retained_tax_is_not_owed(sample: Sample) -> None:
    documents = CASES["retained_tax"].documents
    assert money(lines_of(sample, documents["charge"])["C"][0]["IVA_RETENIDO"]) == Decimal(600)
    assert balance(sample, documents["charge"]) == ZERO


def test_charges_that_are_no_sales_are_there(sample: Sample) -> None:
    rows = case_rows(sample, "other_charges").values()
    assert {row["CONCEPTO_CC_ID"] for row in rows} == {"7", "8", "9"}


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


def test_one_tax_id_has_two_clients_of_two_currencies(sample: Sample) -> None:
    rows = case_rows(sample, "one_rfc_two_clients", "CLIENTES")
    assert {row["MONEDA_ID"] for row in rows.values()} == {"1", "620"}
    assert len({tax_id(sample, row) for row in rows.values()}) == 1


def test_unrelated_clients_share_the_generic_tax_ids(sample: Sample) -> None:
    rows = case_rows(sample, "generic_rfcs", "CLIENTES").values()
    assert sorted(tax_id(sample, row) for row in rows) == [
        *["XAXX010101000"] * 2,
        *["XEXX010101000"] * 2,
    ]


def tax_id(sample: Sample, client: Row) -> str:
    (main,) = [
        row["RFC_CURP"]
        for row in sample.table("DIRS_CLIENTES")
        if row["CLIENTE_ID"] == client["CLIENTE_ID"] and row["ES_DIR_PPAL"] == "S"
    ]
    return main


def test_names_hold_the_bytes_that_only_windows_knows(sample: Sample) -> None:
    content = sample.path("microsip", SECOND, "CLIENTES.csv").read_bytes()
    assert all(byte in content for byte in (b"\x80", b"\x85", b"\x91", b"\x93", b"\x96", b"\x99"))
    names = {row["NOMBRE"] for row in case_rows(sample, "odd_texts", "CLIENTES").values()}
    for mark in ("Ñ", "&", '"', ",", ";", "Í"):
        assert any(mark in name for name in names), mark


def test_names_and_descriptions_bait_a_spreadsheet(sample: Sample) -> None:
    names = [row["NOMBRE"] for row in case_rows(sample, "formulas_in_texts", "CLIENTES").values()]
    texts = [row["DESCRIPCION"] for row in case_rows(sample, "formulas_in_texts").values()]
    assert {name[0] for name in names} == {text[0] for text in texts} == set("=@+-")


def test_a_client_has_two_keys_and_two_addresses_of_which_one_is_the_main(sample: Sample) -> None:
    client = str(CASES["two_keys_and_two_addresses"].customers["customer"])
    keys = [row for row in sample.table("CLAVES_CLIENTES") if row["CLIENTE_ID"] == client]
    places = [row for row in sample.table("DIRS_CLIENTES") if row["CLIENTE_ID"] == client]
    assert sorted(row["ROL_CLAVE_CLI_ID"] for row in keys) == ["1", "2"]
    assert sorted(row["ES_DIR_PPAL"] for row in places) == ["N", "S"]


def test_a_client_without_movements_has_no_balance_row(sample: Sample) -> None:
    client = str(CASES["customer_without_movements"].customers["customer"])
    assert client not in {row["CLIENTE_ID"] for row in sample.table("SALDOS_CC")}


def test_a_charge_cancelled_long_ago_is_cancelled_in_both(sample: Sample) -> None:
    document = CASES["charge_already_cancelled"].documents["invoice"]
    for delivery in (FIRST, SECOND):
        assert sample.by_id("DOCTOS_CC", delivery)[document]["CANCELADO"] == "S"
