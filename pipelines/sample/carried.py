"""What is carried from block to block: rows of the files that are written after the last one.

Belongs here: gathering those rows and counts. Does not belong here: what the rows say
(``books.py``, ``banks.py``), files.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.books.book import Book
from pipelines.sample.banks import BANORTE, BBVA, Account, cash_movements, unbooked_movements
from pipelines.sample.books import desk_books
from pipelines.sample.catalogues import NATURES
from pipelines.sample.ledger import Ledger
from pipelines.sample.periods import Delivery


@dataclass
class Carried:
    """books: of each delivery. cash: what moved with customers, by account.
    counts: over the whole life of the sample, by what was counted.
    """

    books: dict[Delivery, list[tuple[Book, pl.DataFrame]]] = field(default_factory=dict)
    cash: dict[Account, list[pl.DataFrame]] = field(default_factory=dict)
    customers: list[pl.DataFrame] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, ledger: Ledger, deliveries: Sequence[Delivery], *, is_first: bool) -> None:
        """Takes what is wanted of a block. Only the first is worked by the desk and has credits
        that nobody booked: a large company has no more of it than people can write.
        """
        if is_first:
            self.books = {delivery: desk_books(ledger, delivery) for delivery in deliveries}
        for account in (BBVA, BANORTE):
            moved = self.cash.setdefault(account, [])
            moved.append(cash_movements(ledger, account))
            if is_first:
                moved.append(unbooked_movements(ledger, account))
        self.customers.append(ledger.customers)
        self.counts.update(
            charges=count_documents(ledger, "C"),
            credits=count_documents(ledger, "R"),
            lines=ledger.lines["impte_docto_cc_id"].n_unique(),
            customers=ledger.customers["cliente_id"].n_unique(),
        )


def count_documents(ledger: Ledger, nature: str) -> int:
    natures = pl.col("concepto_cc_id").replace_strict(NATURES, return_dtype=pl.String)
    return ledger.documents.filter(natures == nature)["docto_cc_id"].n_unique()
