"""What tests of bank formats share: what came of a file, and files written by hand.

Belongs here: shapes. Does not belong here: any bank's layout (the tests of that bank).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.contracts.validation import Validated


@dataclass(frozen=True)
class Taken:
    format_code: str
    statements: Validated
    movements: Validated

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.movements.frame.iter_rows(named=True))

    @property
    def statement(self) -> dict[str, Any]:
        return self.statements.frame.row(0, named=True)

    def column(self, name: str) -> list[Any]:
        return self.movements.frame[name].to_list()

    @property
    def money(self) -> list[tuple[date, str, str, str | None]]:
        """Day, deposit, withdrawal and balance of each movement, the amounts as text."""
        names = ("deposit_amount", "withdrawal_amount", "balance_amount")
        return [
            (row["posted_date"], *(None if row[n] is None else str(row[n]) for n in names))
            for row in self.rows
        ]


def cents(text: str) -> Decimal:
    return Decimal(text)


def write_workbook(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    (sheet,) = book.worksheets
    for row in rows:
        sheet.append(row)
    book.save(path)


def clabe(bank: str, account: str) -> str:
    """A CLABE of a branch in Mexico City, its check digit by weights 3, 7, 1."""
    body = f"{bank}180{account:0>11}"
    return body + str(-sum(int(d) * (3, 7, 1)[n % 3] % 10 for n, d in enumerate(body)) % 10)
