"""A company's database in a file of its own."""

from pathlib import Path

import pytest

from tests.firebird.databases import make
from tests.firebird.deliveries_of_firebird import ANA, EVA, NAMES


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return make(tmp_path / "company.fdb", NAMES, ANA, EVA)
