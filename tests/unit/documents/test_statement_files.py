"""Statements as files: what is on them, in which language, and that the same rows give the same."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from document_rows import DAY, MOVEMENTS, Item, customer, rows_of
from openpyxl import load_workbook

from pipelines.documents.bundle import Bundle
from pipelines.documents.company import Account, Company
from pipelines.documents.page_parts import Part
from pipelines.documents.statement import Statement, statements_of
from pipelines.documents.statement_page import Vocabulary, statement_page
from pipelines.documents.statement_rows import StatementRows
from pipelines.documents.statements import write_statements
from pipelines.documents.words import words_of
from pipelines.reports.context import Language
from pipelines.settings import ROOT

HOLDER = "E-0000000000a1"
OTHER = "E-0000000000b2"
HOSTILE = '#import "/etc/passwd" $x$ *=HYPERLINK("http://x")* #{panic("no")}'
ITEMS = (
    Item("M-1", "100.00", late=-5),
    Item("M-2", "250.50", late=45, disputed="50.50"),
    Item("M-3", "80.00", late=10, promised="80.00"),
    Item("M-4", "9.99", late=200, currency="USD"),
)


def company(folder: Path, **changes: object) -> Company:
    facts = {"bank": "BBVA", "clabe": "012680001500043217"}
    accounts = (Account("MXN", facts), Account("USD", facts))
    return Company("Muestra SA", "es", folder, accounts=accounts, **changes)  # type: ignore[arg-type]


def written(folder: Path, rows: StatementRows, **changes: object) -> Bundle:
    return write_statements(folder / "out", rows, company(folder, **changes))


def page(rows: StatementRows, language: Language = "es") -> Part:
    (statement,) = statements_of(rows, "es")
    vocabulary = Vocabulary(language, rows.kinds, rows.buckets)
    return statement_page(statement, words_of(language, {}), vocabulary, company(Path()), None)


def activity(amounts: list[str], opening: str, since: date) -> StatementRows:
    """Movements of a day each, and the open item they come to."""
    rows = rows_of([Item("M-1", "70.00", late=10)], since=since)
    moved = [
        {
            "holder_id": HOLDER,
            "currency_code": "MXN",
            "document_id": f"D{place}",
            "entry_date": since,
            "document_number": f"A{place}",
            "class_code": "invoice" if Decimal(amount) > 0 else "receipt",
            "amount": Decimal(amount),
        }
        for place, amount in enumerate(amounts)
    ]
    openings = rows.openings.with_columns(
        pl.lit(Decimal(opening)).cast(pl.Decimal(18, 2)).alias("opening_amount")
    )
    movements = pl.DataFrame(moved, schema=MOVEMENTS)
    return StatementRows(**{**vars(rows), "movements": movements, "openings": openings})


def test_each_currency_has_its_own_section_and_total(tmp_path: Path) -> None:
    (statement,) = statements_of(rows_of(ITEMS), "es")
    assert [
        (section.currency_code, section.totals["balance_amount"]) for section in statement.sections
    ] == [("MXN", Decimal("430.50")), ("USD", Decimal("9.99"))]
    index = written(tmp_path, rows_of(ITEMS)).index
    assert [(row["currency_code"], row["overdue_amount"]) for row in index] == [
        ("MXN", Decimal("330.50")),
        ("USD", Decimal("9.99")),
    ]


def test_the_totals_of_a_page_are_those_of_its_rows_and_of_the_ageing() -> None:
    section = page(rows_of(ITEMS, unapplied={(HOLDER, "MXN"): "30.00"}))["sections"][0]
    listed, credits = section["tables"]
    assert (listed["total"][6], credits["total"][4]) == ("430.50", "30.00")
    assert section["aging"]["amounts"] == [
        "100.00", "80.00", "250.50", "0.00", "0.00", "0.00", "430.50",
    ]  # fmt: skip
    assert [(line["label"], line["amount"]) for line in section["sums"]] == [
        ("Total por pagar", "430.50"),
        ("de lo cual, en aclaración", "50.50"),
        ("de lo cual, con promesa de pago", "80.00"),
        ("Saldo a favor sin aplicar", "-30.00"),
        ("Saldo al 31 de octubre de 2026", "400.50"),
    ]


def test_what_is_disputed_or_promised_is_marked_on_its_row() -> None:
    rows = page(rows_of(ITEMS))["sections"][0]["tables"][0]["rows"]
    assert [row[-1] for row in rows] == ["", "En aclaración 50.50", "Promesa 05/11/2026"]


def test_how_to_pay_names_the_customers_reference_and_its_currencys_account() -> None:
    (account,) = page(rows_of(ITEMS[:1]))["sections"][0]["payment"]["accounts"]
    assert account == [
        ["Banco", "BBVA"],
        ["CLABE", "012680001500043217"],
        ["Referencia", "C-a1"],
    ]


def test_activity_leads_from_the_opening_balance_to_the_closing_one() -> None:
    table = page(activity(["50.00", "-30.00"], "50.00", date(2026, 10, 1)))["sections"][0]["tables"]
    assert [row[-1] for row in table[0]["rows"]] == ["50.00", "100.00", "70.00"]
    assert table[0]["total"][3:] == ["50.00", "30.00", "70.00"]
    assert table[0]["rows"][0][2] == "Saldo al 30 de septiembre de 2026"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_foreign": True, "rfc": "XEXX010101000", "is_generic_rfc": True}, "en"),
        ({}, "es"),
        ({"rfc": "XAXX010101000", "is_generic_rfc": True}, "es"),
        ({"rfc": None}, "en"),
    ],
)
def test_foreigners_are_written_to_in_english_and_others_in_spanish(
    changes: dict[str, object], expected: str
) -> None:
    rows = rows_of(ITEMS, [customer(HOLDER, **changes)])
    (statement,) = statements_of(rows, "en")
    assert statement.language == expected


def test_a_generic_rfc_is_printed_for_nobody() -> None:
    people = [customer(HOLDER, rfc="XAXX010101000", is_generic_rfc=True)]
    (statement,) = statements_of(rows_of(ITEMS, people), "es")
    assert statement.rfc is None


def test_a_legal_entity_of_two_customers_gets_one_statement_with_both_codes() -> None:
    people = [customer(HOLDER), customer(HOLDER, customer_id="M-9", customer_code="C-z9")]
    statements: list[Statement] = list(statements_of(rows_of(ITEMS, people), "es"))
    assert [each.customer_codes for each in statements] == [("C-a1", "C-z9")]


def test_a_hostile_name_stays_text_in_page_and_workbook_and_names_no_file(tmp_path: Path) -> None:
    rows = rows_of(ITEMS[:1], [customer(HOLDER, customer_name="=" + HOSTILE)])
    bundle = written(tmp_path, rows)
    stem = f"estado_de_cuenta_{HOLDER}_{DAY}"
    assert set(bundle.files) == {f"{stem}.pdf", f"{stem}.xlsx", "index.csv", "problems.csv"}
    cell = load_workbook(bundle.folder / f"{stem}.xlsx")["MXN"]["A2"]
    assert (cell.value, cell.data_type) == ("=" + HOSTILE, "s")
    assert (bundle.folder / f"{stem}.pdf").read_bytes().startswith(b"%PDF-")
    assert "'=#import" in (bundle.folder / "index.csv").read_text()


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one = written(tmp_path / "one", rows_of(ITEMS)).files
    other = written(tmp_path / "other", rows_of(ITEMS)).files
    assert one == other


def test_the_workbook_holds_amounts_and_days_as_such(tmp_path: Path) -> None:
    bundle = written(tmp_path, rows_of(ITEMS))
    sheet = load_workbook(bundle.folder / f"estado_de_cuenta_{HOLDER}_{DAY}.xlsx")["MXN"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (item,) = [row for row in rows if row[0] == "F2"]
    assert item[2].date() == date(2026, 8, 17)
    assert (item[4], item[6], item[7]) == (45, 250.5, "En aclaración 50.50")
    assert [next(r for r in rows if r[0] == "Total MXN")[i] for i in (0, 6)] == ["Total MXN", 430.5]


def test_the_manifest_carries_the_totals_of_all_statements(tmp_path: Path) -> None:
    rows = rows_of([*ITEMS, Item("M-9", "20.00", holder=OTHER)])
    bundle = written(tmp_path, rows)
    manifest = json.loads((bundle.folder / "manifest.json").read_text())
    assert manifest["statements"] == 2
    assert manifest["totals"]["MXN"]["balance_amount"] == "450.50"
    assert manifest["sha256"] == bundle.files


def test_a_logo_that_is_no_image_and_a_currency_without_account_are_told_and_the_rest_is_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "logo.png").write_bytes(b"MZ this is no image")
    bundle = write_statements(
        tmp_path / "out", rows_of(ITEMS), Company("Muestra SA", "es", tmp_path, logo="logo.png")
    )
    assert [(each.subject_id, each.problem) for each in bundle.problems] == [
        ("logo", "the logo is not an image"),
        ("MXN", "no account to pay into"),
        ("USD", "no account to pay into"),
    ]
    assert len(bundle.files) == 4


def test_a_company_restyles_its_pages_by_a_template_of_its_own(tmp_path: Path) -> None:
    ours = written(tmp_path / "ours", rows_of(ITEMS)).files
    folder = tmp_path / "theirs"
    folder.mkdir()
    templates = ROOT / "pipelines" / "documents" / "templates"
    style = (templates / "style.typ").read_text(encoding="utf-8")
    (folder / "style.typ").write_text(style.replace("#1F3864", "#7A1F1F"), encoding="utf-8")
    theirs = written(folder, rows_of(ITEMS)).files
    name = f"estado_de_cuenta_{HOLDER}_{DAY}"
    assert ours[f"{name}.pdf"] != theirs[f"{name}.pdf"]
    assert ours[f"{name}.xlsx"] == theirs[f"{name}.xlsx"]
