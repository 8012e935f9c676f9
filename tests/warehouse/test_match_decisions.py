"""A person decides a deposit in the workbook of the queues; the next run follows and has learnt.

In the sample a stranger paid twice from one account, 15,080.00 and 6,960.00; nobody knows for whom.
"""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipelines import cli
from pipelines.ad_hoc import query
from pipelines.books.layout import DATA_SHEET, FIRST_ROW, HEADER_ROW
from tests.warehouse.deliveries import NEXT
from tests.workspace import COMPANY, DEMO, Workspace

STRANGER = "15080.00", "6960.00"


def receipt_of(company: Workspace, amount: str) -> str:
    ((receipt,),) = company.published(
        "select receipt_id from marts.fct_match_results "
        f"where receipt_amount = {amount} and source_code = 'bank'"
    )
    return str(receipt)


def written_queues(company: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CARTERA_ROOT", str(company.root))
    cli.app(["queues", "--out", str(folder), "--company", COMPANY], standalone_mode=False)
    (path,) = folder.glob("*.xlsx")
    return path


def decide(path: Path, decisions: dict[str, dict[str, object]]) -> None:
    """Fills in the rows of these deposits, by header, as a person would."""
    workbook = load_workbook(path)
    sheet = workbook[DATA_SHEET]
    headers = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    for row in range(FIRST_ROW, FIRST_ROW + 50):
        values = decisions.get(str(sheet.cell(row, headers["Depósito"]).value), {})
        for header, value in values.items():
            sheet.cell(row, headers[header]).value = value
    workbook.save(path)


@pytest.fixture(scope="module")
def decided(
    workspace: Workspace, demo_run: object, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, str, str, str]:
    """The demo company after the decision, built as far as its proposals: the workspace, the
    customer that the stranger pays for, and the two deposits.
    """
    workspace.restore(DEMO)
    with pytest.MonkeyPatch.context() as patch:
        path = written_queues(workspace, tmp_path_factory.mktemp("queues"), patch)
    suggested = receipt_of(workspace, "34074.03")
    first, second = (receipt_of(workspace, amount) for amount in STRANGER)
    ((customer, code, document, open_amount),) = workspace.published(
        """
        select customers.customer_id, customers.customer_code, items.document_number,
            sum(items.open_amount)
        from marts.fct_open_items_monthly as items
        inner join marts.dim_customers as customers using (customer_id)
        where items.as_of_date = date '2026-10-31' and items.currency_code = 'MXN'
        group by all having sum(items.open_amount) > 20000 order by 2, 3 limit 1
        """
    )
    assert open_amount > 15080
    choice = {"Decisión": "Aplicar", "Cliente": code, "Documento": document, "Importe": 15080}
    decide(path, {first: choice, suggested: {"Decisión": "Aplicar"}})
    target = workspace.inbox / "books" / NEXT / path.name
    target.parent.mkdir(parents=True)
    target.write_bytes(path.read_bytes())
    failed = [
        node
        for node in workspace.build_part("+rpt_applications_for_erp", "+fct_payer_aliases")
        if node.status not in {"success", "pass"}
    ]
    assert not failed
    return workspace, str(customer), first, second


def test_the_workbook_is_read_back_as_a_book(decided):
    company, _, first, _ = decided
    rows = company.built("select receipt_id, decision_code from marts.fct_match_decisions")
    assert (first, "apply") in rows
    assert {code for _, code in rows} == {"apply"}


def test_a_decision_is_a_confirmed_match_on_the_list_to_post(decided):
    company, _, first, _ = decided
    assert company.built(
        "select tier_code, decision_code, applied_amount from marts.fct_match_results "
        f"where receipt_id = '{first}'"
    ) == [("confirmed", "apply", 15080)]
    posted = company.built(
        "select tier_code, sum(applied_amount) from reports.rpt_applications_for_erp "
        f"where receipt_id = '{first}' group by all"
    )
    assert posted == [("confirmed", 15080)]


def test_a_suggestion_that_was_accepted_is_confirmed(decided):
    company, _, _, _ = decided
    assert company.built(
        "select tier_code from marts.fct_match_results where receipt_amount = 34074.03"
    ) == [("confirmed",)]


def test_the_account_that_was_decided_identifies_the_next_deposit_from_it(decided):
    company, customer, _, second = decided
    assert company.published(
        f"select payer_rule_code from marts.fct_match_results where receipt_id = '{second}'"
    ) == [(None,)]
    assert company.built(
        f"""
        select results.payer_rule_code, results.disposition_code, customers.customer_id
        from marts.fct_match_results as results
        inner join marts.dim_customers as customers
            on results.payer_legal_entity_id = customers.legal_entity_id
        where results.receipt_id = '{second}' and customers.customer_id = '{customer}'
        """
    ) == [("account_alias", "on_account", customer)]
    assert company.built(
        "select source_code, confirmed_count from marts.fct_payer_aliases "
        f"where alias_kind_code = 'account' and customer_id = '{customer}' "
        "and source_code = 'decision'"
    ) == [("decision", 1)]


def test_queues_of_another_day_are_refused(demo: Workspace, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CARTERA_ROOT", str(demo.root))
    with pytest.raises(SystemExit) as end:
        cli.app(["queues", "--out", str(tmp_path), "--as-of", "2026-09-30"])
    assert end.value.code == 1
    assert "cartera run --as-of 2026-09-30" in " ".join(capsys.readouterr().err.split())


def test_the_list_to_post_is_a_csv_that_no_spreadsheet_runs(demo: Workspace, tmp_path, monkeypatch):
    written_queues(demo, tmp_path, monkeypatch)
    (path,) = tmp_path.glob("*.csv")
    frame = query(demo.settings.published_database, "from reports.rpt_applications_for_erp")
    assert path.read_text(encoding="utf-8").count("\n") == frame.height + 1
