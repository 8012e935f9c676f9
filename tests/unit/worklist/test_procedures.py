"""The desk's procedure sheets are what the policies say, and the manual's pictures are there."""

import re
import shutil
from pathlib import Path

import pytest

from pipelines.settings import ROOT
from pipelines.worklist.procedures import FOLDER, NAMES, SEEDS, procedure

MANUAL = ROOT / "docs" / "es" / "manual_cobranza.md"
MOST_BYTES = 150_000


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_what_its_policies_say(name: str) -> None:
    written = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert written == procedure(name, SEEDS), "run python -m pipelines.worklist.procedures"


def test_another_limit_is_another_sheet(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    limits = seeds / "policy_portal_limits.csv"
    text = limits.read_text(encoding="utf-8")
    limits.write_text(text.replace("rejected,2,", "rejected,9,"), encoding="utf-8")
    assert "| Rechazada | 9 | Corregir y subir otra vez |" in procedure("portales", seeds)


def test_a_row_that_has_ended_is_no_longer_in_the_sheet(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    limits = seeds / "policy_portal_limits.csv"
    text = limits.read_text(encoding="utf-8")
    limits.write_text(text.replace("rejected,2,2000-01-01,,", "rejected,2,2000-01-01,2026-01-01,"))
    assert "Rechazada |" not in procedure("portales", seeds).replace("**Rechazada**", "")


def test_every_picture_of_the_manual_is_there_and_small() -> None:
    named = re.findall(r"\]\((imagenes/[^)]+)\)", MANUAL.read_text(encoding="utf-8"))
    assert len(named) >= 3
    for name in named:
        path = MANUAL.parent / name
        assert 0 < path.stat().st_size <= MOST_BYTES, name
