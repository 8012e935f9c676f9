"""A delivery of CFDI read and validated, every count closed.

Belongs here: the way that every delivery of these tests goes. Does not belong here: what is in it
(cfdi_texts.py).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.contracts.validation import Validated, validate
from pipelines.sources.cfdi.reader import CFDI

OUTCOMES = {"landed", "set_aside", "quarantined"}


@dataclass(frozen=True)
class Taken:
    """What may land of a delivery, by the entity of its table; those without a row are left out."""

    tables: dict[str, Validated]

    def rows(self, entity: str, *columns: str) -> list[Any]:
        if entity not in self.tables:
            return []
        frame = self.tables[entity].frame
        rows = frame.select(columns or frame.columns)
        return rows.to_series().to_list() if len(columns) == 1 else rows.rows()

    def row(self, entity: str) -> dict[str, Any]:
        return self.tables[entity].frame.row(0, named=True)

    @property
    def outcomes(self) -> list[Any]:
        """Outcome, kind and reason of each file."""
        return self.rows("files", "outcome_code", "kind_code", "reason")

    @property
    def rejects(self) -> list[Any]:
        """Number of the file, column and reason of each fault."""
        if "vouchers" not in self.tables:
            return []
        rejects = self.tables["vouchers"].rejects
        return rejects.select("file_line", "column_name", "reason").rows()


def take_delivery(path: Path) -> Taken:
    """Reads a folder or a file; rows read = landed + unchanged + quarantined in every table."""
    tables = CFDI.route(path, path.parent)
    readings = CFDI.read(path, tables, path.parent)
    taken = Taken(
        {
            table.entity: validate(table, reading)
            for table, reading in zip(tables, readings, strict=True)
            if reading.rows_read
        }
    )
    for done in taken.tables.values():
        assert done.rows_read == done.frame.height + done.duplicate_rows + done.rejected_count
    codes = readings[0].frame["outcome_code"].to_list()
    assert set(codes) <= OUTCOMES
    assert readings[1].frame.height == codes.count("landed")
    assert readings[1].rows_read == codes.count("landed") + codes.count("quarantined")
    return taken
