"""A small sample company, written once, and its files read back by the plainest means.

Belongs here: reading with the standard library, so that the generator is not checked by the tools
that it was written with. Does not belong here: what is expected of the files.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipelines.sample import SampleSummary, write_sample
from pipelines.sample.periods import DELIVERIES, FIRST, SECOND, Delivery

CHARGES, MONTHS, SEED = 500, 18, 3
Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    folder: Path
    summary: SampleSummary

    def path(self, source: str, delivery: Delivery, pattern: str) -> Path:
        (found,) = (self.folder / source / delivery.folder).glob(pattern)
        return found

    def table(self, name: str, delivery: Delivery = SECOND) -> list[Row]:
        """A table of the ERP's dump; empty cells are empty texts."""
        return rows_of(self.path("microsip", delivery, f"{name}.csv"), "cp1252", ",")

    def by_id(self, name: str, delivery: Delivery = SECOND) -> dict[int, Row]:
        """A table by its first column."""
        return {int(next(iter(row.values()))): row for row in self.table(name, delivery)}

    def statement(self, source: str, delivery: Delivery) -> list[Row]:
        """A bank's export as text."""
        codec, mark = ("latin-1", "\t") if source == "bbva" else ("utf-8-sig", ",")
        return rows_of(self.path(source, delivery, "*"), codec, mark)


@cache
def rows_of(path: Path, codec: str, mark: str) -> list[Row]:
    """The rows of a delimited file, which no test may change."""
    content = io.StringIO(path.read_bytes().decode(codec), newline="")
    return list(csv.DictReader(content, delimiter=mark))


def money(text: str) -> Decimal:
    """An amount as the banks and the ERP print it; nothing is zero."""
    return Decimal(text.replace(",", "").replace("$", "") if text not in {"", "-"} else "0")


def gross(line: Row) -> Decimal:
    """What a line takes off a charge, or adds to what a customer owes."""
    return (
        money(line["IMPORTE"])
        + money(line["IMPUESTO"])
        + money(line["DSCTO_PPAG"])
        - money(line["IVA_RETENIDO"])
    )


def live_lines(sample: Sample, delivery: Delivery) -> Iterator[tuple[Row, Row]]:
    """Each line that counts with its document."""
    documents = sample.by_id("DOCTOS_CC", delivery)
    for line in sample.table("IMPORTES_DOCTOS_CC", delivery):
        document = documents[int(line["DOCTO_CC_ID"])]
        counts = document["CANCELADO"] == "N" and document["APLICADO"] == "S"
        if counts and line["CANCELADO"] == "N":
            yield line, document


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    return Sample(folder, write_sample(folder, charges=CHARGES, months=MONTHS, seed=SEED))


@pytest.fixture(params=[FIRST, SECOND], ids=[d.folder for d in DELIVERIES])
def delivery(request: pytest.FixtureRequest) -> Delivery:
    found: Delivery = request.param
    return found
