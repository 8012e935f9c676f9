"""The README inside a seal: every file and column of it, in the company's language."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import yaml
from published import MONTH, OCCASION, change

from pipelines.seals.manifest import read_manifest
from pipelines.seals.readme import README, WORDING
from pipelines.seals.sealing import seal
from pipelines.settings import Language, Settings

DESCRIBED = """
    comment on table marts.fct_charges is 'One row per charge | invoice.';
    comment on column marts.fct_charges.amount is 'With tax,
    net of withheld tax.';
    drop table reports.rpt_kpis;
    create view reports.rpt_kpis as from marts.fct_kpis_monthly;
    comment on view reports.rpt_kpis is 'One row per metric.';
    comment on column reports.rpt_kpis.kpi_value is 'Its value.'
"""


def test_a_readme_names_every_file_and_describes_every_column(acme: Settings) -> None:
    change(acme.published_database, DESCRIBED)
    folder = seal(acme.published_database, acme.snapshots, MONTH, [], OCCASION, language="en")
    text = (folder / README).read_text(encoding="utf-8")
    for item in read_manifest(folder).files:
        assert item.name == README or f"| `{item.name}` |" in text
        for column in item.columns or ():
            assert f"| `{column}` |" in text
    assert "| `marts.fct_charges.parquet` | 0 | One row per charge \\| invoice. |" in text
    assert "| `amount` | decimal(18,2) | With tax, net of withheld tax. |" in text
    assert "## reports.rpt_kpis\n\nOne row per metric.\n" in text
    assert "| `kpi_value` | decimal(18,4) | Its value. |" in text


def test_a_readme_says_when_what_and_how_to_prove_it(sealed_once: Path) -> None:
    text = (sealed_once / "2026-10" / README).read_text(encoding="utf-8")
    assert text.startswith("# Cierre sellado 2026-10\n\nFecha de corte 2026-10-31.")
    assert "2026-11-03 12:30:00 UTC" in text
    assert "cartera snapshot verify --month 2026-10" in text
    assert "$" not in text


def test_a_readme_says_why_a_month_was_reopened(acme: Settings) -> None:
    seal(acme.published_database, acme.snapshots, MONTH, [], OCCASION)
    again = replace(OCCASION, reopen="a late receipt")
    folder = seal(acme.published_database, acme.snapshots, MONTH, [], again, language="en")
    text = (folder / README).read_text(encoding="utf-8")
    assert text.startswith("# Sealed close 2026-10.v2\n")
    assert "Reopened: a late receipt" in text
    assert 'cartera sql --snapshot 2026-10.v2 "' in text
    assert "cartera snapshot verify --month 2026-10`" in text


@pytest.mark.parametrize("language", get_args(Language))
def test_each_language_has_all_words(language: str) -> None:
    words = yaml.safe_load((WORDING / f"{language}.yaml").read_text(encoding="utf-8"))
    assert words.keys() == {"readme", "reopened", "columns", "report"}
