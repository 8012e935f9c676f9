"""What was known of an item and its customer on the morning of an origin.

Belongs here: features of (episode, origin) pairs, the same for training, back-test and scoring.
Every one is a running total over dated events, read at the last event before the origin: a record
dated on or after it cannot move one. Does not belong here: labels, and anything of the model.
"""

from collections.abc import Sequence

import polars as pl

# Settled items whose days late make a customer's quantiles: the newest ones.
WINDOW = 50
COMPANY_WINDOW = 1_000
# A customer that pays a year late is as late as one can be: outliers must not own an average.
EARLIEST_DAYS, LATEST_DAYS = -60, 180
THRESHOLDS = (0, 30, 60, 90)
WORKDAYS = range(1, 6)
NO_CUSTOMER: list[str] = []

# Groups of features, by what they tell a person; reasons are given in these words.
FEATURE_GROUPS: dict[str, tuple[str, ...]] = {
    "customer_delay": (
        "delay_mean", "delay_deviation", "delay_median", "delay_q25", "delay_q75", "delay_spread",
        "late_share", "over_30_share",
    ),
    "recent_delay": ("delay_recent_median", "late_share_5", "late_share_20", "delay_last",
                     "delay_smoothed"),
    "overdue_now": ("overdue_count", "overdue_amount"),
    "open_now": ("open_count", "open_amount"),
    "history": ("history_count", "silent_days"),
    "amount": ("amount_log", "amount_relative"),
    "terms": ("terms_days",),
    "age": ("days_to_due",),
    "calendar": ("due_weekday", "due_day", "due_days_to_month_end"),
    "payment_days": (
        "weekday_late_share", "weekday_delay", "weekday_count",
        *(f"pays_on_{day}_share" for day in WORKDAYS),
    ),
}  # fmt: skip
FEATURES = tuple(name for names in FEATURE_GROUPS.values() for name in names)
# What the rivals need, beside the features: a customer's own record and the company's.
RECORD = tuple(
    f"{whose}_{what}"
    for whose in ("customer", "company")
    for what in ("count", "q10", "q50", "q90", *(f"over_{days}_count" for days in THRESHOLDS))
)


def features_at(numbered: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """One row per pair, in the order of episode and origin.

    numbered: as number_episodes gives it. pairs: episode, origin_date.
    Returns pairs with customer_id, due_date, FEATURES (null where there is no history) and RECORD;
    days and counts are days and counts, amounts are floats and never money again.
    """
    items = numbered.with_columns(
        amount=pl.col("original_amount").cast(pl.Float64),
        one=pl.lit(1.0),
        due_weekday=pl.col("due_date").dt.weekday().cast(pl.Int32),
    )
    paid = settlements(items)
    known = pairs.join(
        items.select("episode", "customer_id", "charge_date", "due_date", "amount", "due_weekday"),
        on="episode",
    )
    mine = ["customer_id"]
    of_weekday = ["customer_id", "due_weekday"]
    after_opening = pl.max_horizontal("settled_date", "opened_date")
    after_due = pl.max_horizontal("settled_date", "due_date", "opened_date")
    opened_and_due = items.with_columns(date=pl.max_horizontal("opened_date", "due_date"))
    ended = items.filter(pl.col("settled_date").is_not_null())
    known = running_totals(known, paid, PAID_TOTALS, mine, "paid")
    known = running_totals(known, paid, COMPANY_TOTALS, NO_CUSTOMER, "company")
    known = running_totals(known, paid, ("one", "is_late", "delay"), of_weekday, "weekday")
    for name, events in (
        ("opened", items.with_columns(date="opened_date")),
        ("ended", ended.with_columns(date=after_opening)),
        ("fell_due", opened_and_due),
        ("ended_due", ended.with_columns(date=after_due)),
    ):
        known = running_totals(known, events, ("one", "amount"), mine, name)
    known = last_states(known, customer_states(paid), mine)
    known = last_states(known, company_states(paid), NO_CUSTOMER)
    return derived(known).sort("episode", "origin_date")


PAID_TOTALS = (
    "one", "delay", "delay_squared",
    *(f"over_{days}" for days in THRESHOLDS), *(f"pays_on_{day}" for day in WORKDAYS),
)  # fmt: skip
COMPANY_TOTALS = ("one", "delay", *(f"over_{days}" for days in THRESHOLDS))


def settlements(items: pl.DataFrame) -> pl.DataFrame:
    """The episodes that were paid, in the order in which that became known."""
    late_days = (pl.col("settled_date") - pl.col("due_date")).dt.total_days()
    paid_on = pl.col("settled_date").dt.weekday()
    return (
        items.filter(pl.col("settled_date").is_not_null() & ~pl.col("is_written_off"))
        .with_columns(
            *((late_days > days).cast(pl.Float64).alias(f"over_{days}") for days in THRESHOLDS),
            *((paid_on == day).cast(pl.Float64).alias(f"pays_on_{day}") for day in WORKDAYS),
            date="settled_date",
            late_days=late_days.cast(pl.Float64),
            delay=late_days.clip(EARLIEST_DAYS, LATEST_DAYS).cast(pl.Float64),
            is_late=(late_days > 0).cast(pl.Float64),
        )
        .with_columns(delay_squared=pl.col("delay").pow(2))
        .sort("settled_date", "due_date", "episode")
    )


def running_totals(
    known: pl.DataFrame,
    events: pl.DataFrame,
    values: Sequence[str],
    by: list[str],
    prefix: str,
) -> pl.DataFrame:
    """Adds ``<prefix>_<value>``: the sum over the events before each row's origin, 0 for none."""
    names = [f"{prefix}_{value}" for value in values]
    # In one order always: sums of floats depend on it.
    daily = (
        events.sort("date", "episode")
        .group_by([*by, "date"], maintain_order=True)
        .agg(pl.col(values).sum())
    )
    sums = [pl.col(value).cum_sum() for value in values]
    totals = daily.select(
        *by,
        "date",
        *((each.over(by) if by else each).alias(n) for each, n in zip(sums, names, strict=True)),
    )
    return last_states(known, totals, by).with_columns(pl.col(names).fill_null(0.0))


def last_states(known: pl.DataFrame, states: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Adds the columns of the last state dated strictly before each row's origin."""
    return (
        known.sort("origin_date")
        .join_asof(
            states.sort("date"),
            left_on="origin_date",
            right_on="date",
            by=by or None,
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .drop("date", strict=False)
    )


def customer_states(paid: pl.DataFrame) -> pl.DataFrame:
    """A customer's newest settlements after each day that had one."""
    late = pl.col("late_days")

    def quantile(share: float) -> pl.Expr:
        return late.rolling_quantile(share, "linear", window_size=WINDOW, min_samples=1)

    def recent(column: str, count: int) -> pl.Expr:
        return pl.col(column).rolling_mean(count, min_samples=1)

    states = {
        "customer_q10": quantile(0.1),
        "delay_q25": quantile(0.25),
        "customer_q50": late.rolling_median(WINDOW, min_samples=1),
        "delay_q75": quantile(0.75),
        "customer_q90": quantile(0.9),
        "delay_recent_median": late.rolling_median(10, min_samples=1),
        "late_share_5": recent("is_late", 5),
        "late_share_20": recent("is_late", 20),
        "delay_smoothed": pl.col("delay").ewm_mean(half_life=5),
    }
    return (
        paid.select(
            "customer_id",
            "date",
            *(each.over("customer_id").alias(name) for name, each in states.items()),
            delay_last="late_days",
            last_settled_date="settled_date",
        )
        .group_by("customer_id", "date", maintain_order=True)
        .last()
    )


def company_states(paid: pl.DataFrame) -> pl.DataFrame:
    late = pl.col("late_days")
    return (
        paid.select(
            "date",
            company_q10=late.rolling_quantile(
                0.1, "linear", window_size=COMPANY_WINDOW, min_samples=1
            ),
            company_q50=late.rolling_median(COMPANY_WINDOW, min_samples=1),
            company_q90=late.rolling_quantile(
                0.9, "linear", window_size=COMPANY_WINDOW, min_samples=1
            ),
        )
        .group_by("date", maintain_order=True)
        .last()
    )


def share(part: str, whole: pl.Expr) -> pl.Expr:
    """Null without a whole: no history is not a share of zero."""
    return pl.col(part) / pl.when(whole > 0).then(whole)


def days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    return (end - start).dt.total_days().cast(pl.Float64)


def derived(known: pl.DataFrame) -> pl.DataFrame:
    """The features that are quotients and differences of what was counted."""
    count = pl.col("paid_one")
    due, origin = pl.col("due_date"), pl.col("origin_date")
    late_share = (pl.col("paid_over_0") + 2 * share("company_over_0", pl.col("company_one"))) / (
        count + 2
    )
    mean = share("paid_delay", count)
    return known.with_columns(
        *(share(f"paid_pays_on_{day}", count).alias(f"pays_on_{day}_share") for day in WORKDAYS),
        *(pl.col(f"paid_over_{days}").alias(f"customer_over_{days}_count") for days in THRESHOLDS),
        *(
            pl.col(f"company_over_{days}").alias(f"company_over_{days}_count")
            for days in THRESHOLDS
        ),
        history_count=count.clip(0, WINDOW),
        late_share=late_share,
        delay_mean=mean,
        delay_deviation=(share("paid_delay_squared", count) - mean.pow(2)).clip(0).sqrt(),
        delay_median=pl.col("customer_q50"),
        delay_spread=pl.col("delay_q75") - pl.col("delay_q25"),
        over_30_share=share("paid_over_30", count),
        open_count=pl.col("opened_one") - pl.col("ended_one"),
        open_amount=pl.col("opened_amount") - pl.col("ended_amount"),
        overdue_count=pl.col("fell_due_one") - pl.col("ended_due_one"),
        overdue_amount=pl.col("fell_due_amount") - pl.col("ended_due_amount"),
        silent_days=days_between(pl.col("last_settled_date"), origin),
        amount_log=pl.col("amount").clip(1).log(),
        terms_days=days_between(pl.col("charge_date"), due),
        days_to_due=days_between(origin, due),
        due_weekday=pl.col("due_weekday").cast(pl.Float64),
        due_day=due.dt.day().cast(pl.Float64),
        due_days_to_month_end=days_between(due, due.dt.month_end()),
        # Few payments of a weekday count with two of the customer's average.
        weekday_late_share=(pl.col("weekday_is_late") + 2 * late_share)
        / (pl.col("weekday_one") + 2),
        weekday_delay=(pl.col("weekday_delay") + 2 * mean.fill_null(0))
        / (pl.col("weekday_one") + 2),
        weekday_count=pl.col("weekday_one").clip(0, 20),
        customer_count=count,
        company_count=pl.col("company_one"),
    ).select(
        "episode",
        "origin_date",
        "customer_id",
        "due_date",
        *(name for name in FEATURES if name != "amount_relative"),
        *RECORD,
        amount_relative=pl.col("amount_log")
        - share("opened_amount", pl.col("opened_one")).clip(1).log(),
    )
