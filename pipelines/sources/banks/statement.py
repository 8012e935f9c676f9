"""What every statement needs after its format is read, whatever the bank.

Belongs here: one amount per movement, oldest first, the direction of the balance chain, totals
against printed ones, what tells movements apart, what their text says. Does not belong here:
formats (one module each), single breaks of the chain (a control reports those).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pipelines.contracts.banks import BANKS_MOVEMENTS, BANKS_STATEMENTS
from pipelines.contracts.raw_table import FILE_LINE, MONEY
from pipelines.sources.banks.clabe import bank_of_clabe, valid_clabe
from pipelines.sources.banks.format import MOVEMENT_SCHEMA, Statement, StatementFile
from pipelines.sources.banks.spei import movement_kind, plain_transfer, spei_columns
from pipelines.sources.reading import Reading, UnreadableFile
from pipelines.sources.rejects import as_rejects, rows_as_json

POSTED, DEPOSIT, WITHDRAWAL, BALANCE = (
    "posted_date",
    "deposit_amount",
    "withdrawal_amount",
    "balance_amount",
)
NOTHING = pl.lit(0, dtype=MONEY)
# Fewer balances that all disagree could be chance.
LINKS_TO_TURN_A_SIGN = 3
SIGN_TURNED = "sign_turned"
ALIKE = (POSTED, DEPOSIT, WITHDRAWAL, "identity_text")


@dataclass(frozen=True)
class ChainFit:
    """Neighbouring movements whose balances agree with their amounts, for each way to read them."""

    as_written: int
    swapped: int


@dataclass(frozen=True)
class Finished:
    """A statement as a row of banks_statements, its movements as those of banks_movements."""

    row: Mapping[str, object]
    movements: pl.DataFrame
    rejects: pl.DataFrame


def as_readings(file: StatementFile, format_code: str) -> tuple[Reading, Reading]:
    """The statements of a file and their movements, oldest first.

    Movements with both a deposit and a withdrawal, or neither, become rejects.
    Raises UnreadableFile when deposits and withdrawals are swapped throughout, or movements do not
    add up to the totals that the statement prints.
    """
    is_whole = file.rejects.is_empty()
    finished = [finish(statement, format_code, is_whole) for statement in file.statements]
    statements = pl.DataFrame(
        [item.row for item in finished], schema={**BANKS_STATEMENTS.columns, FILE_LINE: pl.Int64}
    )
    types = {**BANKS_MOVEMENTS.columns, FILE_LINE: pl.Int64()}
    movements = pl.concat([pl.DataFrame(schema=types), *(item.movements for item in finished)])
    return (
        Reading(statements, as_rejects([]), statements.height),
        Reading(
            movements,
            as_rejects([file.rejects, *(item.rejects for item in finished)]),
            file.rows_read,
            file.unknown_columns,
        ),
    )


def finish(statement: Statement, format_code: str, is_whole: bool) -> Finished:
    """is_whole: the reader has not rejected any movement of the file."""
    complete = statement.movements.select(
        (pl.col(name) if name in statement.movements.columns else pl.lit(None).alias(name)).cast(
            dtype
        )
        for name, dtype in MOVEMENT_SCHEMA.items()
    )
    one_sided, rejects = split_two_sided(complete)
    frame = one_sided.with_columns(pl.col(DEPOSIT, WITHDRAWAL).fill_null(NOTHING))
    opening = statement.opening_balance_amount
    if not statement.oldest_first:
        frame = oldest_first(frame, opening)
    turned = is_swapped(frame, statement)
    if turned:
        frame = frame.rename({DEPOSIT: WITHDRAWAL, WITHDRAWAL: DEPOSIT}).select(frame.columns)
    if is_whole and rejects.is_empty():
        refuse_other_totals(frame, statement)
    if opening is not None and frame[BALANCE].null_count() == frame.height:
        running = pl.lit(opening, MONEY) + (pl.col(DEPOSIT) - pl.col(WITHDRAWAL)).cum_sum()
        frame = frame.with_columns(running.cast(MONEY).alias(BALANCE))
    account = account_as_text(statement.account_number)
    movements = told_apart(with_words(frame)).with_columns(
        format_code=pl.lit(format_code),
        bank_code=pl.lit(statement.bank_code, pl.String),
        account_number=pl.lit(account, pl.String),
        currency_code=pl.lit(statement.currency_code, pl.String),
    )
    row: dict[str, object] = {
        "format_code": format_code,
        "bank_code": statement.bank_code,
        "account_number": account,
        "currency_code": statement.currency_code,
        "statement_number": statement.statement_number,
        "from_date": statement.from_date or frame[POSTED].min(),
        "to_date": statement.to_date or frame[POSTED].max(),
        "opening_balance_amount": opening,
        "closing_balance_amount": statement.closing_balance_amount,
        "deposit_amount": frame[DEPOSIT].sum(),
        "withdrawal_amount": frame[WITHDRAWAL].sum(),
        "movement_count": frame.height,
        "note_code": SIGN_TURNED if turned else None,
        FILE_LINE: statement.file_line,
    }
    parts = (row["statement_number"], row["from_date"], row["to_date"])
    row["identity_text"] = " ".join("-" if part is None else str(part) for part in parts)
    types = {**BANKS_MOVEMENTS.columns, FILE_LINE: pl.Int64()}
    return Finished(row, movements.select(list(types)).cast(pl.Schema(types)), rejects)


def account_as_text(number: str) -> str | None:
    """Capitals and digits without the blanks banks print between groups; None where there is none.
    An X that masks a digit is a star, so that it is not taken for a letter."""
    plain = "".join(number.upper().split())
    digits = plain.replace("X", "")
    masked = plain.replace("X", "*") if digits.isdigit() else plain
    return masked or None


def split_two_sided(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Movements with one amount that is not zero, and the others as rejects."""
    sides = frame.select(
        paid_in=pl.col(DEPOSIT).fill_null(NOTHING) != NOTHING,
        paid_out=pl.col(WITHDRAWAL).fill_null(NOTHING) != NOTHING,
    )
    is_one_sided = sides["paid_in"] != sides["paid_out"]
    as_text = {name: pl.col(name).cast(pl.String) for name in frame.columns if name != FILE_LINE}
    reason = pl.when("paid_in").then(pl.lit("both")).otherwise(pl.lit("neither"))
    others = (
        frame.hstack(sides)
        .filter(~is_one_sided)
        .with_columns(
            rows_as_json(as_text),
            column_name=pl.lit(f"{DEPOSIT}, {WITHDRAWAL}"),
            reason=pl.format("{} of deposit and withdrawal in one movement", reason),
        )
    )
    return frame.filter(is_one_sided), others


def oldest_first(frame: pl.DataFrame, opening: Decimal | None) -> pl.DataFrame:
    """File order is posting order, one way or the other: dates tell which, else the balances do."""
    dates = frame[POSTED].drop_nulls()
    if dates.len() < 2:
        return frame
    if dates[0] != dates[-1]:
        return frame.reverse() if dates[0] > dates[-1] else frame
    forward, backward = chain_fit(frame, opening), chain_fit(frame.reverse(), opening)
    return frame.reverse() if backward.as_written > forward.as_written else frame


def chain_fit(frame: pl.DataFrame, opening: Decimal | None) -> ChainFit:
    """opening: the balance before the first movement, where the statement prints it."""
    # Not shift's own fill value: Polars 2.1 takes a decimal's digits for cents there.
    is_first = pl.int_range(pl.len()) == 0
    before = pl.when(is_first).then(pl.lit(opening, MONEY)).otherwise(pl.col(BALANCE).shift(1))
    moved = pl.col(BALANCE) - before
    net = pl.col(DEPOSIT) - pl.col(WITHDRAWAL)
    counts = frame.select(as_written=(moved == net).sum(), swapped=(moved == -net).sum())
    return ChainFit(*counts.row(0))


def is_swapped(frame: pl.DataFrame, statement: Statement) -> bool:
    """Whether the sign of a single column means the opposite, as all balances say.

    Raises UnreadableFile where deposits and withdrawals are swapped and no such sign explains it.
    """
    opening, closing = statement.opening_balance_amount, statement.closing_balance_amount
    fit = chain_fit(frame, opening)
    if frame[BALANCE].null_count() == frame.height and opening is not None and closing is not None:
        net: Decimal = frame.select((pl.col(DEPOSIT) - pl.col(WITHDRAWAL)).sum()).item()
        fit = ChainFit(int(closing - opening == net), int(closing - opening == -net))
    if fit.as_written or not fit.swapped:
        return False
    if statement.has_signed_amounts and fit.swapped >= LINKS_TO_TURN_A_SIGN:
        return True
    raise UnreadableFile(
        "deposits and withdrawals are swapped: the balance always moves the other way",
        "Export the statement again in the bank's own layout, without editing it",
    )


def refuse_other_totals(frame: pl.DataFrame, statement: Statement) -> None:
    """Raises UnreadableFile when the movements are not those that the statement sums up."""
    printed = statement.totals
    for column, amount, count in (
        (DEPOSIT, printed.deposit_amount, printed.deposit_count),
        (WITHDRAWAL, printed.withdrawal_amount, printed.withdrawal_count),
    ):
        found = frame.filter(pl.col(column) != NOTHING).height
        if count not in (None, found):
            raise UnreadableFile(
                f"it holds {found} movements with a {column} and says it has {count}",
                "Export the statement again and copy it whole",
            )
        if amount not in (None, frame[column].sum()):
            raise UnreadableFile(
                f"its {column}s do not add up to the total it prints",
                "Export the statement again and copy it whole",
            )


def with_words(frame: pl.DataFrame) -> pl.DataFrame:
    """SPEI fields that the format gives go first; what it leaves open, the description may say."""
    given = frame
    if frame["counterparty_clabe"].null_count() < frame.height:
        # Some layouts have a card or another account where the others have a CLABE.
        given = frame.with_columns(valid_clabe(pl.col("counterparty_clabe"))).with_columns(
            pl.coalesce("counterparty_bank_code", bank_of_clabe(pl.col("counterparty_clabe")))
        )
    said = spei_columns(frame["description"])
    return given.with_columns(
        movement_kind_code=kinds(frame),
        **{column.name: pl.coalesce(column.name, column) for column in said},
    )


def kinds(frame: pl.DataFrame) -> pl.Series:
    """The kind of each movement."""
    text, is_deposit = pl.col("description"), pl.col(DEPOSIT) > NOTHING
    kind = frame.select(plain_transfer(text, is_deposit)).to_series()
    unsure = kind.is_null()
    told = movement_kind(text, pl.col("bank_transaction_code"), is_deposit)
    return kind.scatter(unsure.arg_true(), frame.filter(unsure).select(told).to_series())


def told_apart(frame: pl.DataFrame) -> pl.DataFrame:
    """Movements numbered within their day, and among those that are alike in all that tells them
    apart: the balance, and where there is none the bank's reference or the text.
    """
    words = pl.coalesce(pl.col(BALANCE).cast(pl.String), "reference", "description", pl.lit(""))
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    return frame.with_columns(identity_text=words).with_columns(
        posting_number=number.over(POSTED), occurrence_number=number.over(ALIKE)
    )
