"""The bridge of a closed month on the terminal: reported, why it changed, known now.

Belongs here: which tables and columns a person sees. Computing the bridge is for diff.py.
"""

from collections.abc import Iterator
from decimal import Decimal

import polars as pl
from rich.console import Console
from rich.table import Table

from pipelines import cli_views
from pipelines.diff import Bridge
from pipelines.inbox import masked
from pipelines.periods import month_code


def show(console: Console, bridge: Bridge, limit: int) -> None:
    """Prints the bridge by reason, then its documents. limit: how many documents."""
    cli_views.say(
        console,
        f"{month_code(bridge.closed_month)}: as reported in {bridge.reported_name} "
        f"(known at {bridge.reported_at} UTC) and as known at {bridge.known_at} UTC",
        "bold",
    )
    console.print(by_reason(bridge))
    if bridge.changes.is_empty():
        cli_views.say(console, "nothing of it has changed")
        return
    console.print(by_document(bridge, limit))


def by_reason(bridge: Bridge) -> Table:
    """Per currency: the balance reported, one line per reason, the balance known."""
    table = Table("currency", "line", "documents", "amount", "functional", "moved")
    for column in table.columns[2:]:
        column.justify = "right"
    for end in bridge.ends.iter_rows(named=True):
        code = end["currency_code"]
        table.add_row(code, "reported", "", *amounts(end, "reported"), "", style="bold")
        for line in lines_of(bridge, code):
            table.add_row(
                code, cli_views.plain(line["reason_code"]), f"{line['documents']:,}",
                money(line["change_amount"]), money(line["change_amount_mxn"]),
                moved(line["moved_amount"]),
            )  # fmt: skip
        table.add_row(code, "known", "", *amounts(end, "known"), "", style="bold", end_section=True)
    return table


def amounts(end: dict[str, Decimal], side: str) -> tuple[str, str]:
    return money(end[f"{side}_amount"]), money(end[f"{side}_amount_mxn"])


def lines_of(bridge: Bridge, currency: str) -> Iterator[dict[str, object]]:
    """One line per reason, in the order of the policy."""
    totals = bridge.changes.filter(pl.col("currency_code") == currency)
    summed = totals.group_by("reason_code", maintain_order=True).agg(
        pl.col("document_id").n_unique().alias("documents"),
        pl.col("change_amount", "change_amount_mxn", "moved_amount").sum(),
    )
    yield from summed.iter_rows(named=True)


def by_document(bridge: Bridge, limit: int) -> Table:
    more = bridge.changes.height > limit
    caption = f"{limit} of {bridge.changes.height:,} lines" if more else None
    table = Table("reason", "document", "customer", caption=caption)
    table.add_column("amount", justify="right", no_wrap=True)
    table.add_column("moved", justify="right", no_wrap=True)
    table.add_column("learned from", overflow="fold")
    for column in table.columns[:3]:
        column.no_wrap = True
    for row in bridge.changes.head(limit).iter_rows(named=True):
        table.add_row(
            cli_views.plain(row["reason_code"]),
            cli_views.plain(row["document_number"] or row["document_id"]),
            cli_views.plain(row["customer_code"]),
            f"{money(row['change_amount'])} {row['currency_code']}",
            moved(row["moved_amount"]),
            cli_views.plain(masked(row["evidence_file_name"] or "")),
        )
    return table


def money(amount: object) -> str:
    return f"{amount:,.2f}"


def moved(amount: object) -> str:
    """Nothing where nothing moved: few lines have any."""
    return money(amount) if amount else ""
