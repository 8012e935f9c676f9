"""The words of the reports, in both languages."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sample_frames import CONTEXT

from pipelines.contracts.credit_frames import (
    ACTION_CODES,
    CURE_CODES,
    DEVIATION_CODES,
    FEATURE_CODES,
    MIGRATION_CODES,
    RULE_CODES,
)
from pipelines.contracts.forecast_frames import RIVAL_CODES, SEGMENT_CODES, WITHDRAWAL_CODES
from pipelines.contracts.indicator_frames import GROUP_GROUPINGS, KPI_CODES, STATUS_CODES
from pipelines.contracts.provision_frames import (
    CASE_CODES,
    ENTRY_CODES,
    EVIDENCE_CODES,
    RATE_BASIS_CODES,
    RATE_SOURCE_CODES,
    VAT_BASIS_CODES,
)
from pipelines.contracts.report_frames import (
    CHANGE_CODES,
    CONTROL_STATUS_CODES,
    GROUPING_CODES,
)
from pipelines.reports.wording import Wording, load_labels

BLANK = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_texts() -> None:
    assert load_labels("es").keys() == load_labels("en").keys()


def test_a_text_has_the_same_blanks_in_both_languages() -> None:
    spanish, english = load_labels("es"), load_labels("en")
    for key in spanish:
        assert set(BLANK.findall(spanish[key])) == set(BLANK.findall(english[key])), key


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_sheet_name_is_longer_than_a_spreadsheet_allows(language: str) -> None:
    names = [text for key, text in load_labels(language).items() if key.endswith(".sheet")]
    assert len(names) == len(set(names))
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_every_code_of_a_closed_list_has_a_word() -> None:
    labels = load_labels("es")
    for family, codes in (
        ("kpi", KPI_CODES),
        ("kpi_definition", KPI_CODES),
        ("kpi_status", STATUS_CODES),
        ("kpi_grouping", GROUP_GROUPINGS),
        ("change", CHANGE_CODES),
        ("status", CONTROL_STATUS_CODES),
        ("credit_action", ACTION_CODES),
        ("credit_rule", RULE_CODES),
        ("cure", CURE_CODES),
        ("deviation", DEVIATION_CODES),
        ("migration", MIGRATION_CODES),
        ("risk_feature", FEATURE_CODES),
        ("rate_source", RATE_SOURCE_CODES),
        ("provision_entry", ENTRY_CODES),
        ("bad_debt_case", CASE_CODES),
        ("evidence", EVIDENCE_CODES),
        ("interest_basis", RATE_BASIS_CODES),
        ("vat_basis", VAT_BASIS_CODES),
        ("segment", SEGMENT_CODES),
        ("rival", RIVAL_CODES),
        ("withdrawal", WITHDRAWAL_CODES),
    ):
        assert all(f"code.{family}.{code}" in labels for code in codes)
    assert all(f"column.{code}" in labels for code in GROUPING_CODES)


def test_a_code_that_the_labels_do_not_know_is_shown_as_it_is() -> None:
    assert Wording(CONTEXT).code("credit_class", "barter") == "barter"


def test_months_and_days_are_written_in_the_language_of_the_report() -> None:
    spanish, english = Wording(CONTEXT), Wording(replace(CONTEXT, language="en"))
    assert spanish.month(date(2026, 10, 1)) == "octubre de 2026"
    assert english.day(date(2026, 10, 31)) == "31 October 2026"
    assert spanish.short_month(date(2026, 1, 1)) == "ene 26"
