"""What must hold of every set of proposals, whoever made them.

Belongs here: comparisons of frames, each reached by another way than the figure it checks. Every
subject compared is a row, as in the warehouse's control models; controls do not mend anything.
"""

import polars as pl

from pipelines.matching.frames import MONEY, MatchOutput
from pipelines.matching.intake import OPEN
from pipelines.matching.proposals import REFUSED
from pipelines.matching.tiers import AUTO, SUGGEST

CODES = (
    "receipts_not_overapplied",
    "items_not_overapplied",
    "receipts_applied_once",
    "only_open_items_applied",
    "other_entities_have_a_reason",
    "receipts_close",
    "currencies_close",
)
CENT = pl.lit("0.00").cast(MONEY)


def check_proposals(output: MatchOutput, payer_confidence: float) -> pl.DataFrame:
    """One row of frames.CONTROLS per control and subject, sorted; ``output.controls`` is not read.

    payer_confidence: from which on a payer counts as identified.
    """
    lines = output.applications.filter(pl.col("tier_code").is_in([AUTO, SUGGEST])).join(
        output.items, "item_id", how="left"
    )
    # A receipt that was refused because its id is another one's has that id too.
    worked = output.results.filter(pl.col("disposition_code") != REFUSED)
    found = [
        receipts_not_overapplied(lines, worked),
        items_not_overapplied(lines),
        receipts_applied_once(lines, worked),
        only_open_items_applied(lines),
        other_entities_have_a_reason(lines, worked, payer_confidence),
        *sums_close(lines, output.results),
    ]
    return pl.concat(found).sort(
        "control_code", "subject_id", "currency_code", "expected_amount", "actual_amount"
    )


def receipts_not_overapplied(lines: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """Applied to items, credit memos netted, is at most the receipt."""
    applied = lines.group_by("receipt_id").agg(pl.col("applied_amount").sum())
    both = applied.join(
        results.select("receipt_id", "currency_code", "receipt_amount"), "receipt_id", how="left"
    )
    return compared(
        both, "receipts_not_overapplied", "receipt_id",
        "receipt_amount", "applied_amount",
        is_passed=pl.col("applied_amount") <= pl.col("receipt_amount"),
    )  # fmt: skip


def items_not_overapplied(lines: pl.DataFrame) -> pl.DataFrame:
    """What all receipts together settle of an item is at most what is open, and of its sign."""
    settled = lines.group_by("item_id").agg(
        pl.col("settled_amount").sum(),
        pl.col("open_amount").first(),
        currency_code=pl.col("item_currency_code").first(),
    )
    open_amount, amount = pl.col("open_amount"), pl.col("settled_amount")
    is_within = (
        pl.when(open_amount >= 0)
        .then((amount >= 0) & (amount <= open_amount))
        .otherwise((amount <= 0) & (amount >= open_amount))
    )
    return compared(
        settled,
        "items_not_overapplied",
        "item_id",
        "open_amount",
        "settled_amount",
        is_passed=is_within,
    )


def receipts_applied_once(lines: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """A receipt has one proposal that names an item once; one held as a duplicate has none."""
    held = results.select("receipt_id", is_held=pl.col("disposition_code") != "apply")
    counted = (
        lines.group_by("receipt_id")
        .agg(
            pl.col("currency_code").first(),
            expected=pl.col("item_id").n_unique().cast(MONEY),
            actual=pl.len().cast(MONEY),
            ranks=pl.col("proposal_rank").n_unique(),
        )
        .join(held, "receipt_id", how="left")
    )
    is_once = (pl.col("expected") == pl.col("actual")) & (pl.col("ranks") == 1) & ~pl.col("is_held")
    return compared(
        counted, "receipts_applied_once", "receipt_id", "expected", "actual", is_passed=is_once
    )


def only_open_items_applied(lines: pl.DataFrame) -> pl.DataFrame:
    """Nothing goes to a cancelled or closed item, nor to one that is not there."""
    rows = lines.with_columns(nothing=CENT, amount=pl.col("applied_amount"))
    is_open = (pl.col("status_code") == OPEN).fill_null(False)
    return compared(
        rows.with_columns(amount=pl.when(is_open).then(CENT).otherwise("applied_amount")),
        "only_open_items_applied", "item_id", "nothing", "amount", is_passed=is_open,
    )  # fmt: skip


def other_entities_have_a_reason(
    lines: pl.DataFrame, results: pl.DataFrame, payer_confidence: float
) -> pl.DataFrame:
    """An item of another legal entity than the identified payer's, or items of two, say so."""
    payers = results.select("receipt_id", "payer_entity_id", "payer_confidence", "reason_codes")
    of_receipt = (
        lines.group_by("receipt_id")
        .agg(
            pl.col("currency_code").first(),
            pl.col("entity_id").unique().sort(),
            pl.col("applied_amount").sum(),
        )
        .join(payers, "receipt_id", how="left")
    )
    is_sure = (pl.col("payer_confidence") >= payer_confidence).fill_null(False)
    is_foreign = is_sure & ~pl.col("entity_id").list.contains(pl.col("payer_entity_id")).fill_null(
        True
    )
    is_said = pl.col("reason_codes").fill_null("").str.contains("other_entity", literal=True)
    is_good = ~(is_foreign | (pl.col("entity_id").list.len() > 1)) | is_said
    rows = of_receipt.with_columns(
        nothing=CENT, amount=pl.when(is_good).then(CENT).otherwise("applied_amount")
    )
    return compared(
        rows, "other_entities_have_a_reason", "receipt_id", "nothing", "amount", is_passed=is_good
    )


def sums_close(lines: pl.DataFrame, results: pl.DataFrame) -> list[pl.DataFrame]:
    """Σ settled + Σ differences + surplus + unapplied = receipt; by receipt, and by currency."""
    is_one_currency = pl.col("currency_code") == pl.col("item_currency_code")
    value = (
        pl.when(is_one_currency)
        .then(pl.col("settled_amount") + pl.col("difference_amount"))
        .otherwise("applied_amount")
    )
    applied = lines.group_by("receipt_id").agg(explained=value.sum())
    is_refused = pl.col("disposition_code") == REFUSED
    rows = (
        results.filter(pl.col("receipt_amount").is_not_null())
        .with_columns(worked_id=pl.when(~is_refused).then("receipt_id"))
        .join(applied, left_on="worked_id", right_on="receipt_id", how="left")
        .with_columns(
            currency_code=pl.col("currency_code").fill_null(""),
            explained=pl.col("explained").fill_null(CENT)
            + pl.col("surplus_amount")
            + pl.col("unapplied_amount"),
        )
    )
    by_currency = rows.group_by("currency_code").agg(
        pl.col("receipt_amount", "explained").sum(), subject=pl.col("currency_code").first()
    )
    is_equal = pl.col("receipt_amount") == pl.col("explained")
    return [
        compared(
            rows, "receipts_close", "receipt_id", "receipt_amount", "explained", is_passed=is_equal
        ),
        compared(
            by_currency,
            "currencies_close",
            "subject",
            "receipt_amount",
            "explained",
            is_passed=is_equal,
        ),
    ]


def compared(
    rows: pl.DataFrame, code: str, subject: str, expected: str, actual: str, *, is_passed: pl.Expr
) -> pl.DataFrame:
    return rows.with_columns(passed=is_passed.fill_null(False)).select(
        control_code=pl.lit(code),
        subject_id=pl.col(subject),
        currency_code=pl.col("currency_code"),
        expected_amount=pl.col(expected).cast(MONEY),
        actual_amount=pl.col(actual).cast(MONEY),
        is_passed=pl.col("passed"),
    )
