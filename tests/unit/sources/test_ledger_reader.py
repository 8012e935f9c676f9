"""The generic ledger: any system's invoices and receipts through a mapping and no code."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from pipelines.sources.ledger_mapping import LedgerMapping, MappingError

MAPPING = """
ledger:
  - file: "invoices*"
    table: invoices
    date_format: "%m/%d/%Y"
    columns:
      {customer_code: customerID, document_number: invoiceNumber, document_date: InvoiceDate,
       settled_date: SettledDate, amount: InvoiceAmount}
    constants: {currency_code: MXN}
"""
HEADER = b"countryCode,customerID,invoiceNumber,InvoiceDate,InvoiceAmount,SettledDate\n"


@pytest.fixture
def mapped(tmp_path):
    """mapped(text) writes the company's mapping.yaml."""

    def write(text: str = MAPPING) -> None:
        (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")

    return write


def test_invoices_are_read_through_their_mapping(take, mapped):
    mapped()
    done = take(
        "ledger", "invoices_2012.csv", HEADER + b"818,66-E,0015,1/5/2012,72.27,12/31/2012\n"
    )
    row = done.frame.row(0, named=True)
    assert (row["customer_code"], row["document_number"]) == ("66-E", "0015")
    assert (row["document_date"], row["settled_date"]) == (date(2012, 1, 5), date(2012, 12, 31))
    assert (row["amount"], row["currency_code"], row["due_date"]) == (Decimal("72.27"), "MXN", None)
    assert done.unknown_columns == ("countryCode",)
    assert "rfc" in done.missing_columns


def test_comma_decimals_are_right_when_the_mapping_says_so(take, mapped):
    mapped(MAPPING + '    decimal_mark: ","\n    thousands_mark: "."\n    delimiter: ";"\n')
    rows = b"1;A;1;1/5/2012;1.234,56;\n1;A;2;1/5/2012;-7,5;\n1;A;3;1/5/2012;1,234.56;\n"
    done = take("ledger", "invoices.csv", HEADER.replace(b",", b";") + rows)
    assert done.frame["amount"].to_list() == [Decimal("1234.56"), Decimal("-7.50")]
    assert done.rejects["column_name"].to_list() == ["amount"]


def test_a_ledger_that_shows_receivables_negative_is_turned(take, mapped):
    mapped(MAPPING + "    sign: -1\n")
    done = take("ledger", "invoices.csv", HEADER + b"1,A,1,1/5/2012,-72.27,\n")
    assert done.frame["amount"].item() == Decimal("72.27")
    assert str(done.frame.schema["amount"]) == "Decimal(precision=18, scale=2)"


def test_a_declared_encoding_that_is_not_the_files_is_refused(refuse, mapped):
    mapped(MAPPING + "    encoding: utf-8\n")
    content = HEADER + b"1,A,1,1/5/2012,1,\n1,Pe\xf1a,2,1/5/2012,1,\n"
    assert "line 3 is not valid utf-8" in refuse("ledger", "invoices.csv", content).reason


def test_a_header_further_down_is_found_where_the_mapping_says(take, mapped):
    mapped(MAPPING + "    header_row: 3\n")
    done = take("ledger", "invoices.csv", b"Report\n\n" + HEADER + b"1,A,1,1/5/2012,1,\n")
    assert done.frame["file_line"].to_list() == [4]


def test_month_names_may_be_part_of_a_date(take, mapped):
    mapped(MAPPING.replace("%m/%d/%Y", "%d-%b-%y"))
    rows = b"1,A,1,05-ENE-26,1,\n1,A,2,05-Apr.-26,1,\n1,A,3,05-foo-26,1,\n"
    done = take("ledger", "invoices.csv", HEADER + rows)
    assert done.frame["document_date"].to_list() == [date(2026, 1, 5), date(2026, 4, 5)]
    assert done.rejected_count == 1


def test_an_xlsx_ledger_keeps_dates_codes_and_amounts(take, mapped):
    mapped(MAPPING + "    sheet: Hoja1\n")
    rows = [
        HEADER.decode().strip().split(","),
        [1, "0042", 15, datetime(2012, 1, 5), 1234.56, "1/31/2012"],
        [1, "0042", 16, datetime(2012, 1, 5), "1,234.56", None],
    ]
    done = take("ledger", "invoices.xlsx", rows)
    row = done.frame.row(0, named=True)
    assert (row["customer_code"], row["document_number"]) == ("0042", "15")
    assert (row["amount"], row["settled_date"]) == (Decimal("1234.56"), date(2012, 1, 31))
    assert done.rejects["reason"].to_list() == ["number with thousands commas"]


def test_a_sheet_of_another_name_than_the_mappings_is_not_taken_instead(refuse, mapped):
    mapped(MAPPING + "    sheet: Facturas\n")
    error = refuse("ledger", "invoices.xlsx", [HEADER.decode().strip().split(",")])
    assert "none is named Facturas" in error.reason


def test_a_receipt_without_a_document_is_unapplied_cash_and_not_lost(take, mapped):
    mapped(
        """
ledger:
  - file: receipts.csv
    table: receipts
    columns: {customer_code: c, receipt_number: r, document_number: d, receipt_date: f, amount: a}
    constants: {currency_code: MXN}
"""
    )
    rows = b"c,r,d,f,a\nA,1,10,2026-10-01,5\nA,1,,2026-10-01,7\n"
    done = take("ledger", "receipts.csv", rows)
    assert done.frame["document_number"].to_list() == ["10", ""]


def test_the_same_invoice_with_another_amount_is_quarantined_both_times(take, mapped):
    mapped()
    rows = b"1,A,1,1/5/2012,5,\n1,A,1,1/5/2012,6,\n1,A,2,1/5/2012,7,\n1,A,2,1/5/2012,7,\n"
    done = take("ledger", "invoices.csv", HEADER + rows)
    assert done.rejects["reason"].to_list() == ["same key, different content"] * 2
    assert done.rejects["column_name"].unique().to_list() == ["customer_code, document_number"]
    assert (done.frame.height, done.duplicate_rows) == (1, 1)


def test_a_mapped_column_that_the_file_lacks_is_named(refuse, mapped):
    mapped()
    error = refuse(
        "ledger", "invoices.csv", HEADER.replace(b"SettledDate", b"x") + b"1,2,3,4,5,6\n"
    )
    assert "SettledDate (settled_date)" in error.reason


def test_a_file_that_no_pattern_matches_is_refused(refuse, mapped):
    mapped()
    assert "patterns: invoices*" in refuse("ledger", "payments.csv", HEADER).reason


def test_a_company_without_a_mapping_has_no_ledger(refuse):
    assert "patterns: none" in refuse("ledger", "invoices.csv", HEADER).reason


@pytest.mark.parametrize(
    ("change", "entry", "reason"),
    [
        (("table: invoices", "table: bills"), "ledger[0].table", "one of invoices, receipts"),
        (("table: invoices", "table: [1]"), "ledger[0].table", "a text is expected"),
        (('"invoices*"', '"../other/*"'), "ledger[0].file", "without folders"),
        (("date_format:", "dateformat:"), "ledger[0].dateformat", "unknown key"),
        (('"%m/%d/%Y"', '"%m/%d"'), "ledger[0].date_format", "year, month and day"),
        (('"%m/%d/%Y"', '"%j %Y"'), "ledger[0].date_format", "%j is not known"),
        (("settled_date:", "paid:"), "ledger[0].columns.paid", "unknown column"),
        (("amount: InvoiceAmount", "rfc: x"), "ledger[0].columns", "amount are missing"),
        (("amount: InvoiceAmount", "amount: 5"), "ledger[0].columns.amount", "a text is expected"),
        (("currency_code: MXN", "amount: '1'"), "ledger[0].constants.amount", "already"),
        (("    table:", "    encoding: utf-16\n    table:"), "ledger[0].encoding", "such as utf-8"),
        (("    table:", "    sign: 0\n    table:"), "ledger[0].sign", "1 to -1"),
        (("    table:", "    sign: true\n    table:"), "ledger[0].sign", "1 to -1"),
        (("    table:", "    header_row: 0\n    table:"), "ledger[0].header_row", "1 to 100"),
        (("    table:", "    delimiter: ab\n    table:"), "ledger[0].delimiter", "one character"),
        (("    table:", "    decimal_mark: x\n    table:"), "ledger[0].decimal_mark", "a comma"),
        (
            ("    table:", "    thousands_mark: '.'\n    table:"),
            "ledger[0].thousands_mark",
            "other",
        ),
        (("ledger:", "other:"), "ledger", "a list of files"),
        (("ledger:", "ledger: ["), "the file", "no valid YAML"),
    ],
)
def test_a_wrong_entry_of_a_mapping_is_named(tmp_path, mapped, change, entry, reason):
    old, new = change
    mapped(MAPPING.replace(old, new, 1))
    with pytest.raises(MappingError) as error:
        LedgerMapping.load(tmp_path / "mapping.yaml")
    assert error.value.entry == entry
    assert reason in error.value.reason


def test_a_mapping_cannot_run_code(tmp_path, mapped):
    mapped("ledger: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(MappingError, match="no valid YAML"):
        LedgerMapping.load(tmp_path / "mapping.yaml")


def test_an_oversized_mapping_is_refused(tmp_path, mapped):
    mapped("#" * 300_000)
    with pytest.raises(MappingError, match="more than"):
        LedgerMapping.load(tmp_path / "mapping.yaml")
