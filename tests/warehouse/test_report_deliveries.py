"""Scheduled reports of the demo company: who gets whose figures, when, and what is an alert."""

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from pipelines.assets.deliveries import build_delivery_job
from pipelines.contracts.cartera_sent import REPORTS
from pipelines.delivery import journal
from pipelines.delivery.reporting import Delivered, Report, deliver_report
from pipelines.files import sha256_of
from tests.post_office import HOST, PostOffice, open_office
from tests.warehouse.desk_house import House, attached, cells, make_house
from tests.workspace import MONTH, Workspace

DUE = date(2026, 11, 3)
SALES = ("VENTAS NORTE 2", "VENTAS BAJÍO 1")
EVERYBODY = "TODOS"


@pytest.fixture
def house(workspace: Workspace, demo_run: object, tmp_path: Path) -> House:
    """With the month's report beside it, and nobody in the book of recipients."""
    made = make_house(tmp_path, workspace.kept)
    made.change("delete from marts.dim_report_recipients")
    reports = made.settings.reports_folder(MONTH)
    reports.mkdir(parents=True)
    kept = workspace.kept.parent / "reports" / "2026-10"
    for name in ("informe_cartera_2026-10.xlsx", "informe_cartera_2026-10.json"):
        (reports / name).write_bytes((kept / name).read_bytes())
    return made


def deliver(house: House, report: Report, port: int | None = None, day: date = DUE) -> Delivered:
    environment = {}
    if port is not None:
        environment = {"CARTERA_SMTP_HOST": HOST, "CARTERA_SMTP_PORT": str(port)}
        environment["CARTERA_SMTP_SECURITY"] = "none"
    return deliver_report(house.settings, report, day, environment, send=port is not None)


def problems(told: Delivered) -> list[str]:
    return [each.problem for each in told.problems]


def test_a_salesperson_gets_all_of_their_customers_and_no_other(house: House) -> None:
    house.recipients(
        ("weekly_aging", f"v{place}@x.example", name, "es") for place, name in enumerate(SALES)
    )
    office = PostOffice()
    with open_office(office) as server:
        told = deliver(house, "weekly_aging", server.port)
    assert told.sent is not None
    assert told.sent.sent == len(SALES)
    owing = house.rows(
        """
        select upper(salesperson_name), customer_code from marts.fct_aging_monthly
        join marts.dim_customers using (customer_id) where period_month = ? group by all
        """,
        MONTH,
    )
    codes = {code for _, code in owing}
    for (recipient, content), name in zip(sorted(office.taken), SALES, strict=True):
        told_of = {row[0] for row in cells(attached(content)[1]) if row and row[0] in codes}
        assert told_of == {code for person, code in owing if person == name}, recipient


def test_the_figures_of_all_salespeople_together_are_the_months_ageing(house: House) -> None:
    house.recipients([("weekly_aging", "jefe@x.example", EVERYBODY, "en")])
    told = deliver(house, "weekly_aging")
    assert (problems(told), told.drafts, told.sent) == ([], 1, None)
    (draft,) = told.folder.glob("*.eml")
    message = message_from_bytes(draft.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    for currency, amount, overdue in house.rows(
        """
        select currency_code, sum(open_amount), sum(overdue_amount) from marts.fct_aging_monthly
        where period_month = ? group by all
        """,
        MONTH,
    ):
        assert f"Open balance {currency}: {amount:,.2f}" in body.get_content()
        assert f"Overdue {currency}: {overdue:,.2f}" in body.get_content()


def test_the_book_of_the_demo_company_serves_every_salesperson_and_desk(
    workspace: Workspace, demo_run: object, tmp_path: Path
) -> None:
    house = make_house(tmp_path, workspace.kept)
    told = deliver(house, "weekly_aging")
    assert (told.drafts, told.empty, problems(told)) == (8, 0, [])
    served = house.rows("select distinct report_code from marts.dim_report_recipients")
    assert {report for (report,) in served} == set(REPORTS)


def test_a_salesperson_whose_ageing_nobody_gets_is_an_alert(house: House) -> None:
    house.recipients([("weekly_aging", "v@x.example", SALES[0], "es")])
    (problem,) = problems(deliver(house, "weekly_aging"))
    assert problem.startswith("nobody gets the ageing of ")


def test_credit_actions_go_to_sales_and_to_a_salesperson_with_their_own(house: House) -> None:
    house.recipients(
        [
            ("credit_actions", "ventas@x.example", EVERYBODY, "es"),
            ("credit_actions", "v@x.example", SALES[0], "es"),
        ]
    )
    told = deliver(house, "credit_actions")
    assert (told.drafts, problems(told)) == (2, [])
    whole, own = (
        {row[1] for row in cells(attached(path.read_bytes())[1]) if row[2:3] == ["Bloquear"]}
        for path in sorted(told.folder.glob("*.eml"), key=lambda path: -path.stat().st_size)
    )
    blocked = house.rows(
        """
        select legal_entity_name, salesperson_names from reports.rpt_credit_actions
        where period_month = ? and action_code = 'block'
        """,
        MONTH,
    )
    assert whole == {name for name, _ in blocked}
    assert own == {name for name, people in blocked if SALES[0] in people.split(", ")}


def test_finance_gets_the_months_report_byte_for_byte(house: House) -> None:
    house.recipients([("monthly_report", "finanzas@x.example", EVERYBODY, "es")])
    office = PostOffice()
    with open_office(office) as server:
        assert problems(deliver(house, "monthly_report", server.port)) == []
    report = house.settings.reports_folder(MONTH) / "informe_cartera_2026-10.xlsx"
    ((_, content),) = office.taken
    assert attached(content) == (report.name, report.read_bytes())
    (row,) = journal.read_journal(house.settings.inbox).filter(event_code="sent").to_dicts()
    assert (row["kind_code"], row["recipient"]) == ("monthly_report", "finanzas@x.example")
    assert row["document_sha256"] == sha256_of(report)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.unlink(), "there is no report of 2026-10"),
        (lambda path: path.write_bytes(b"x"), "is not the one that was written"),
        (
            lambda path: path.with_name("bloqueado_2026-10.xlsx").write_bytes(b"x"),
            "was blocked since it was written",
        ),
    ],
)
def test_a_report_that_is_missing_changed_or_blocked_is_an_alert(
    spoil: Any, why: str, house: House
) -> None:
    house.recipients([("monthly_report", "finanzas@x.example", EVERYBODY, "es")])
    spoil(house.settings.reports_folder(MONTH) / "informe_cartera_2026-10.xlsx")
    told = deliver(house, "monthly_report")
    assert why in problems(told)[0]
    assert told.drafts == 0
    assert (told.folder / "problems.csv").is_file()


def test_figures_that_are_old_or_blocked_do_not_go_out(house: House) -> None:
    house.recipients([("weekly_aging", "v@x.example", EVERYBODY, "es")])
    assert problems(deliver(house, "weekly_aging", day=date(2026, 11, 4))) == []
    (old,) = problems(deliver(house, "weekly_aging", day=date(2026, 11, 5)))
    assert old == "the figures are of 2026-10-31, 5 days old; at most 4"
    (early,) = problems(deliver(house, "monthly_report", day=date(2026, 12, 3)))
    assert early == "there are no figures of 2026-11 yet"
    house.change(
        """
        update controls.ctl_period_controls set status_code = 'failed'
        where control_code = 'erp_balance' and period_month = ?
        """,
        [MONTH],
    )
    (blocked,) = problems(deliver(house, "weekly_aging"))
    assert blocked == "the figures are blocked: erp_balance"


def test_a_broken_promise_goes_to_the_desk_and_without_one_nothing_does(house: House) -> None:
    house.recipients([("broken_promises", "cobranza@x.example", EVERYBODY, "es")])
    house.change("delete from marts.fct_promises_monthly")
    told = deliver(house, "broken_promises")
    assert (told.drafts, told.empty, problems(told)) == (0, 1, [])
    house.change(
        """
        insert into marts.fct_promises_monthly by name
        select ?::date as period_month, 'promise' as kind_code, 0.00 as earlier_amount,
            date '2026-10-31' as as_of_date, 'B-X/1' as promise_id,
            legal_entity_id, customer_id, 'F-1' as document_number, date '2026-10-01' as made_date,
            date '2026-10-20' as promised_date, date '2026-10-22' as deadline_date,
            'MXN' as currency_code, 900.00 as promised_amount, 100.00 as paid_in_time_amount,
            800.00 as unpaid_amount, 800.00 as unpaid_amount_mxn, 'partly_kept' as outcome_code
        from marts.dim_customers limit 1
        """,
        [MONTH],
    )
    told = deliver(house, "broken_promises")
    assert (told.drafts, told.empty) == (1, 0)
    (draft,) = told.folder.glob("*.eml")
    name, workbook = attached(draft.read_bytes())
    assert name == "promesas_incumplidas_2026-10-31.xlsx"
    assert ["F-1", 900, 800] in [[row[2], row[7], row[8]] for row in cells(workbook) if row[8:]]


def test_a_bad_row_of_the_book_is_told_and_the_others_are_served(house: House) -> None:
    house.recipients(
        [
            ("weekly_aging", "sin correo", EVERYBODY, "es"),
            ("weekly_aging", "a@x.example\nBcc: b@y.example", EVERYBODY, "es"),
            ("weekly_aging", "c@x.example", "NADIE", "es"),
            ("weekly_aging", "d@x.example", EVERYBODY, "es"),
        ]
    )
    office = PostOffice()
    with open_office(office) as server:
        told = deliver(house, "weekly_aging", server.port)
    assert office.recipients() == ["d@x.example"]
    assert sorted(problems(told)) == [
        "a salesperson without customers",
        "an e-mail that is no address",
        "an e-mail that is no address",
    ]
    written = (told.folder / "problems.csv").read_text()
    assert "NADIE" not in written
    assert "@" not in written


def test_a_report_nobody_is_to_receive_is_an_alert(house: House) -> None:
    for report in ("weekly_aging", "credit_actions", "monthly_report", "broken_promises"):
        assert "nobody is to receive it" in problems(deliver(house, report))


def test_a_refused_report_goes_out_later_and_none_twice(house: House) -> None:
    house.recipients(("credit_actions", f"{name}@x.example", EVERYBODY, "es") for name in "ab")
    office = PostOffice(unknown={"a@x.example"})
    with open_office(office) as server:
        first = deliver(house, "credit_actions", server.port)
        office.unknown.clear()
        second = deliver(house, "credit_actions", server.port)
    assert problems(first) == ["the server did not take it (550)"]
    assert problems(second) == []
    assert sorted(office.recipients()) == ["a@x.example", "b@x.example"]
    events = journal.read_journal(house.settings.inbox)
    assert events.group_by("event_code").len().sort("event_code").rows() == [
        ("attempted", 3),
        ("refused", 1),
        ("sent", 2),
    ]


def run_job(house: House, report: Report) -> Any:
    job = build_delivery_job(house.settings, report)
    config = {"ops": {f"send_{report}": {"config": {"day": DUE.isoformat()}}}}
    return job.execute_in_process(run_config=config, raise_on_error=False)


def test_a_job_writes_drafts_until_the_company_says_that_it_sends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.recipients([("credit_actions", "ventas@x.example", EVERYBODY, "es")])
    office = PostOffice()
    with open_office(office) as server:
        monkeypatch.setenv("CARTERA_SMTP_HOST", HOST)
        monkeypatch.setenv("CARTERA_SMTP_PORT", str(server.port))
        monkeypatch.setenv("CARTERA_SMTP_SECURITY", "none")
        assert run_job(house, "credit_actions").success
        assert office.taken == []
        settings = house.settings.inbox / "documents" / "documents.yaml"
        with settings.open("a", encoding="utf-8") as file:
            file.write("sends: [credit_actions]\n")
        assert run_job(house, "credit_actions").success
    assert office.recipients() == ["ventas@x.example"]


def test_a_job_with_a_problem_fails_and_says_which(house: House) -> None:
    result = run_job(house, "credit_actions")
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert "nobody is to receive it" in str(failure.event_specific_data)
    assert isinstance(result, dg.ExecuteInProcessResult)


def test_every_report_has_recipients_in_the_book_and_a_kind_in_the_journal() -> None:
    assert set(REPORTS) == set(Report.__args__)  # type: ignore[attr-defined]
    assert pl.Series(REPORTS).is_unique().all()
