"""Reading the sample's files back by the plainest means.

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

from pipelines.sample import SampleSummary
from pipelines.sample.cases import CASES
from pipelines.sample.periods import SECOND, Delivery

Row = dict[str, str]
ZERO = Decimal(0)
# The size of the sample that the tests share.
CHARGES, MONTHS, SEED = 500, 18, 3


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

    def statement(self, bank: str, delivery: Delivery) -> list[Row]:
        """A bank's export as text; BBVA's is the tab-separated one."""
        if bank == "bbva":
            return rows_of(self.path("banks", delivery, "*.txt"), "latin-1", "\t")
        return rows_of(self.path("banks", delivery, "*.csv"), "utf-8-sig", ",")


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


def balance(sample: Sample, document: int) -> Decimal:
    """What is left of a charge in the second delivery, by its lines that are not cancelled."""
    documents = sample.by_id("DOCTOS_CC")
    left = ZERO
    for line in sample.table("IMPORTES_DOCTOS_CC"):
        head = documents[int(line["DOCTO_CC_ID"])]
        if "S" in (line["CANCELADO"], head["CANCELADO"]) or head["APLICADO"] == "N":
            continue
        if line["DOCTO_CC_ACR_ID"] == str(document):
            left += gross(line) if line["TIPO_IMPTE"] == "C" else -gross(line)
    return left


def lines_of(sample: Sample, document: int) -> dict[str, list[Row]]:
    """A document's lines by their kind."""
    found: dict[str, list[Row]] = {"C": [], "R": [], "A": [], "T": []}
    for line in sample.table("IMPORTES_DOCTOS_CC"):
        if line["DOCTO_CC_ID"] == str(document):
            found[line["TIPO_IMPTE"]].append(line)
    return found


def dues_of(sample: Sample, document: int) -> list[tuple[str, str]]:
    return [
        (row["FECHA_VENCIMIENTO"], row["PCTJE_VEN"])
        for row in sample.table("VENCIMIENTOS_CARGOS_CC")
        if row["DOCTO_CC_ID"] == str(document)
    ]


def case_rows(sample: Sample, case: str, table: str = "DOCTOS_CC") -> dict[str, Row]:
    """The rows of a case by their labels."""
    labels = {
        "DOCTOS_CC": CASES[case].documents,
        "IMPORTES_DOCTOS_CC": CASES[case].lines,
        "CLIENTES": CASES[case].customers,
    }[table]
    rows = sample.by_id(table)
    return {label: rows[found] for label, found in labels.items()}


def tax_id(sample: Sample, client: Row) -> str:
    (main,) = [
        row["RFC_CURP"]
        for row in sample.table("DIRS_CLIENTES")
        if row["CLIENTE_ID"] == client["CLIENTE_ID"] and row["ES_DIR_PPAL"] == "S"
    ]
    return main
