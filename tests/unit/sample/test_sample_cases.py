"""The hard cases about charges and customers are in the files, as their builders say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from read_back import ZERO, Sample, balance, case_rows, dues_of, gross, lines_of, money, tax_id

from pipelines.sample.case_book import Case
from pipelines.sample.cases import CASES
from pipelines.sample.periods import AS_OF, FIRST, SECOND, bank_holidays


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
