"""Another system's ledger through a mapping alone, against ageing and DSO worked out by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.workspace import Workspace, rows_of

AS_OF = date(2025, 3, 31)
COMPANY = "name: Refacciones de Prueba\nlanguage: en\nsources: [ledger]\n"
INVOICE_MAPPING = """\
ledger:
  - file: "invoices*.csv"
    table: invoices
    date_format: "%m/%d/%Y"
    columns:
      {customer_code: customer, document_number: invoice, document_date: billed, due_date: due,
       settled_date: settled, amount: total}
    constants: {currency_code: MXN}
"""
RECEIPT_MAPPING = """\
  - file: "receipts*.csv"
    table: receipts
    date_format: "%m/%d/%Y"
    columns:
      {customer_code: customer, receipt_number: receipt, document_number: invoice,
       receipt_date: received, amount: total}
    constants: {currency_code: MXN}
"""
# Sales: January 70,000, February 80,000, March 100,000. F-8 is a credit memo that nobody has used,
# C-1 one that was refunded in March.
INVOICES = """\
customer,invoice,billed,due,settled,total
ALFA,F-1,1/10/2025,1/31/2025,,50000.00
ALFA,F-2,1/20/2025,2/28/2025,3/5/2025,20000.00
ALFA,F-3,2/10/2025,3/1/2025,,60000.00
BETA,F-4,2/25/2025,3/31/2025,,20000.00
BETA,F-5,3/3/2025,4/2/2025,,70000.00
BETA,F-6,3/20/2025,,3/25/2025,18000.00
GAMA,F-7,3/31/2025,4/30/2025,,12000.00
GAMA,F-8,3/31/2025,,,-1500.50
GAMA,C-1,2/27/2025,,3/10/2025,-400.00
"""
# The same invoices without the days they were settled: receipts say it, in part.
RECEIPTS = """\
customer,receipt,invoice,received,total
ALFA,R-1,F-2,3/5/2025,20000.00
BETA,R-2,F-6,3/25/2025,18000.00
ALFA,R-3,F-1,3/28/2025,12500.25
BETA,R-4,,3/30/2025,999.99
"""


def take_ledger(company: Workspace, folder: Path, mapping: str, **files: str) -> None:
    """A company with nothing but a mapping and these files, delivered on 1 April 2025."""
    (folder / "ledger" / "2025-04-01").mkdir(parents=True)
    (folder / "company.yaml").write_text(COMPANY, encoding="utf-8")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    for name, content in files.items():
        path = folder / "ledger" / "2025-04-01" / f"{name}_2025.csv"
        path.write_text(content, encoding="utf-8")
    company.take_inbox(folder)


def without_settled_days(invoices: str) -> str:
    header, *rows = [line.split(",") for line in invoices.splitlines()]
    place = header.index("settled")
    return "\n".join(",".join(cells[:place] + cells[place + 1 :]) for cells in [header, *rows])


@pytest.fixture(scope="module")
def settled(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published database of the invoice list with the days they were settled."""
    folder = tmp_path_factory.mktemp("invoices") / "inbox"
    take_ledger(workspace, folder, INVOICE_MAPPING, invoices=INVOICES)
    workspace.run(AS_OF)
    workspace.save("settled")
    return workspace.state("settled") / "warehouse" / "cartera.duckdb"


@pytest.fixture(scope="module")
def received(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ageing alone of the invoice list and a list of receipts."""
    folder = tmp_path_factory.mktemp("receipts") / "inbox"
    mapping = INVOICE_MAPPING.replace("settled_date: settled, ", "") + RECEIPT_MAPPING
    take_ledger(
        workspace, folder, mapping, invoices=without_settled_days(INVOICES), receipts=RECEIPTS
    )
    results = workspace.build_part("+fct_aging_monthly", as_of=AS_OF)
    assert not [result.name for result in results if result.is_failure]
    workspace.save("received")
    return workspace.state("received") / "warehouse" / "build" / "cartera.duckdb"


def ageing(database: Path, month: date) -> dict[str, tuple[Decimal, ...]]:
    """Customer to not due, the five buckets and unapplied credit."""
    rows = rows_of(
        database,
        "select customer_id, not_due_amount, bucket_1_amount, bucket_2_amount, bucket_3_amount, "
        "bucket_4_amount, bucket_5_amount, unapplied_amount from marts.fct_aging_monthly "
        f"where period_month = date '{month}'",
    )
    return {customer: tuple(amounts) for customer, *amounts in rows}


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_an_invoice_list_is_aged_at_its_last_month_end(settled: Path):
    assert ageing(settled, date(2025, 3, 1)) == {
        # F-1 is 59 days late, F-3 30.
        "L-ALFA": money("0", "60000", "50000", "0", "0", "0", "0"),
        # F-4 is due on the day itself.
        "L-BETA": money("90000", "0", "0", "0", "0", "0", "0"),
        "L-GAMA": money("12000", "0", "0", "0", "0", "0", "1500.50"),
    }


def test_an_invoice_list_is_aged_as_it_was_a_month_before(settled: Path):
    assert ageing(settled, date(2025, 2, 1)) == {
        # F-1 is 28 days late; F-2, settled in March, was due on the day itself.
        "L-ALFA": money("80000", "50000", "0", "0", "0", "0", "0"),
        "L-BETA": money("20000", "0", "0", "0", "0", "0", "0"),
        "L-GAMA": money("0", "0", "0", "0", "0", "0", "400"),
    }


def test_sales_are_counted_back_month_by_month(settled: Path):
    """Open 212,000: March's 100,000, February's 80,000 and 32,000 of January's 70,000."""
    ((value, base, left, sales),) = rows_of(
        settled,
        "select kpi_value, base_days, numerator_amount, denominator_amount "
        "from marts.fct_kpis_monthly where kpi_code = 'dso_countback' and scope_code = 'total' "
        "and span_months = 1 and period_month = date '2025-03-01'",
    )
    assert (base, left, sales) == (59, Decimal(32_000), Decimal(70_000))
    # 59 + 32,000 / 70,000 x 31
    assert value == Decimal("73.1714")


def test_a_company_without_banks_and_totals_is_not_judged_by_them(settled: Path):
    rows = rows_of(
        settled,
        "select control_code, status_code from controls.ctl_period_controls "
        "where period_month = date '2025-03-01' and status_code <> 'passed' order by 1",
    )
    assert {status for _, status in rows} == {"not_applicable"}
    assert {"bank_chain", "erp_balance", "printed_reports", "general_ledger"} <= dict(rows).keys()
    assert not {"aging_ties_to_ledger", "raw_to_marts", "rollforward_ties"} & dict(rows).keys()


def test_receipts_are_applied_to_their_invoices_and_the_rest_is_unapplied(received: Path):
    assert ageing(received, date(2025, 3, 1)) == {
        "L-ALFA": money("0", "60000", "37499.75", "0", "0", "0", "0"),
        "L-BETA": money("90000", "0", "0", "0", "0", "0", "999.99"),
        "L-GAMA": money("12000", "0", "0", "0", "0", "0", "1900.50"),
    }


def test_a_receipt_changes_nothing_before_its_day(received: Path, settled: Path):
    assert ageing(received, date(2025, 2, 1)) == ageing(settled, date(2025, 2, 1))
