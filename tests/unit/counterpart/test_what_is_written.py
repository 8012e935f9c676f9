"""The workbook and the letter of a reconciliation: languages, figures, names of files."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from two_sides import owes, reconciled, says

from pipelines.counterpart import letter
from pipelines.counterpart.bundle import file_stem
from pipelines.counterpart.frames import CLASS_CODES, REASON_CODES
from pipelines.counterpart.letter import letter_page, letter_texts, letter_words
from pipelines.counterpart.our_side import Holder
from pipelines.counterpart.pairing import STRENGTHS
from pipelines.counterpart.workbook import write_workbook
from pipelines.documents.company import Company
from pipelines.documents.typesetting import typesetter
from pipelines.reports.context import ReportContext
from pipelines.reports.wording import load_labels

HOLDER = Holder("#CLIENTE *uno* $x$", ("C-1",), None, False, "MXN")
CONTEXT = ReportContext(
    "Muestra", date(2026, 10, 1), date(2026, 10, 31), datetime(2026, 11, 3, 12), "cartera 0"
)


def some():
    return reconciled(
        [says("A-1", "90"), says("A-2", "1800"), says("=1+1", "5")],
        [
            owes("M-1", "A-1", "100"),
            owes("M-2", "A-2", "100", currency_code="USD"),
            owes("M-3", "A-3", "7.01"),
        ],
    )


def company(folder: Path) -> Company:
    return Company("Muestra", "es", folder)


def test_every_class_reason_and_evidence_has_words_in_both_languages():
    for language in ("es", "en"):
        labels = load_labels(language)
        for family, codes in (
            ("class", CLASS_CODES),
            ("reason", REASON_CODES),
            ("evidence", STRENGTHS),
        ):
            assert all(f"code.reconciliation_{family}.{code}" in labels for code in codes)
    assert letter_texts("es").keys() == letter_texts("en").keys()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_sheets_add_up_to_the_bridge_in_each_currency(language, tmp_path: Path):
    path = tmp_path / "book.xlsx"
    write_workbook(some(), "C-1 CLIENTE", replace(CONTEXT, language=language), path)
    book = load_workbook(path)
    labels = load_labels(language)
    assert book.sheetnames == [
        labels[f"{key}.sheet"]
        for key in ("reconciliation", "reconciled_differences", "reconciled_matches")
    ]
    sheet = book[labels["reconciled_differences.sheet"]]
    table = sheet.tables["reconciled_differences"]
    rows = [[cell.value for cell in row] for row in sheet[table.ref]][1:]
    sums = {code: Decimal(0) for code in ("MXN", "USD")}
    for row in rows:
        sums[row[2]] += Decimal(str(row[11]))
    assert sums == {"MXN": Decimal("-1787.99"), "USD": Decimal(100)}
    assert table.autoFilter.ref == table.ref


def test_the_letter_leads_from_their_balance_to_ours_in_the_customers_language(tmp_path: Path):
    found = some()
    for language, subject in (
        ("es", "Conciliación de saldos al 31 de octubre de 2026"),
        ("en", "Reconciliation of balances as of 31 October 2026"),
    ):
        words = letter_words(language, company(tmp_path))
        page = letter_page(found, HOLDER, words, company(tmp_path), None)
        assert page["subject"] == subject
        bridge = page["sections"][0]["tables"][0]
        figures = [Decimal(row[2].replace(",", "")) for row in bridge["rows"]]
        assert sum(figures) == Decimal(bridge["total"][2].replace(",", "")) == Decimal("107.01")


def test_a_letter_says_how_many_differences_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(letter, "MOST_LINES", 2)
    words = letter_words("es", company(tmp_path))
    page = letter_page(some(), HOLDER, words, company(tmp_path), None)
    assert "De las 5 diferencias se muestran las 2 mayores" in page["opening"][-1]
    assert [len(part["tables"][1]["rows"]) for part in page["sections"]] == [2, 1]


def test_what_agrees_is_confirmed_and_no_name_is_ever_markup(tmp_path: Path):
    found = reconciled([says("A-1", "100")], [owes("M-1", "A-1", "100")])
    words = letter_words("es", company(tmp_path))
    page = letter_page(found, HOLDER, words, company(tmp_path), None)
    assert "los saldos coinciden" in page["opening"][1]
    with typesetter(company(tmp_path)) as press:
        made = press.pdf(letter.TEMPLATE, page)
        assert made.startswith(b"%PDF")
        assert made == press.pdf(letter.TEMPLATE, page)


@pytest.mark.parametrize("holder_id", ["../../etc/x", "L-C7/F-88", "C:\\x", "a b"])
def test_an_id_never_leaves_the_folder_as_a_file_name(holder_id: str):
    stem = file_stem(holder_id)
    assert not set(stem) & set("/\\:. ")
    assert file_stem("L-C7_F-88") != file_stem("L-C7/F-88")


def test_a_plain_id_is_its_own_name():
    assert file_stem("M-1042") == "M-1042"
