"""The controls of a seal, derived again from its own rows.

Belongs here: what must hold between the tables of one month, as queries on the sealed tables. On
purpose they share nothing with dbt's controls: a table that somebody wrote anew, its hash and the
manifest's too, must still agree with all the others.
"""

from dataclasses import dataclass

AGING, ITEMS = "marts.fct_aging_monthly", "marts.fct_open_items_monthly"
CREDITS, LEDGER = "marts.fct_unapplied_credits_monthly", "marts.fct_ledger_entries"
ROLLFORWARD, PERIODS = "marts.fct_rollforward_monthly", "marts.dim_periods"
BUCKETS = "policies.policy_aging_buckets"

NUMBERS = range(1, 6)
OVERDUE = " + ".join(f"bucket_{number}_amount" for number in NUMBERS)
OVERDUE_MXN = " + ".join(f"bucket_{number}_amount_mxn" for number in NUMBERS)
BUCKET_COLUMNS = ", ".join(f"bucket_{number}_amount" for number in NUMBERS)
BUCKET_SUMS = ", ".join(
    f"coalesce(sum(open_amount) filter (bucket_number = {number}), 0)" for number in range(6)
)
MOVEMENTS = (
    "charges_amount + receipts_amount + credit_memos_amount + write_offs_amount "
    "+ discounts_amount + adjustments_amount"
)


@dataclass(frozen=True)
class Derivation:
    """Something that must hold in every seal.

    tables: what it reads; the first is named when it does not hold. differing: a query that gives
    one row per subject that differs.
    """

    rule: str
    tables: tuple[str, ...]
    differing: str


def unequal(ours: str, theirs: str) -> str:
    """Customers and currencies for which two queries give other amounts, or only one gives any.
    Both give customer_id, currency_code and the same amounts.
    """
    return (
        "select distinct customer_id, currency_code "
        f"from (({ours} except {theirs}) union all ({theirs} except {ours}))"
    )


DERIVATIONS = (
    Derivation(
        "buckets add up to open and overdue, and open less unapplied is the balance",
        (AGING,),
        f"""
        select customer_id, currency_code from {AGING}
        where not_due_amount + {OVERDUE} <> open_amount
            or {OVERDUE} <> overdue_amount
            or open_amount - unapplied_amount <> balance_amount
            or not_due_amount_mxn + {OVERDUE_MXN} <> open_amount_mxn
            or {OVERDUE_MXN} <> overdue_amount_mxn
            or open_amount_mxn - unapplied_amount_mxn <> balance_amount_mxn
            or closing_balance_amount_mxn - balance_amount_mxn <> unrealised_fx_amount_mxn
        """,
    ),
    Derivation(
        "every open item is in the bucket of its days past due",
        (ITEMS, BUCKETS),
        f"""
        select items.charge_id, items.installment_number
        from {ITEMS} as items left join {BUCKETS} as buckets using (bucket_number)
        where items.past_due_days <> items.as_of_date - items.due_date
            or buckets.bucket_number is null
            or items.past_due_days < buckets.from_days
            or items.past_due_days > buckets.to_days
        """,
    ),
    Derivation(
        "the ageing is the sum of its open items",
        (AGING, ITEMS),
        unequal(
            f"select customer_id, currency_code, not_due_amount, {BUCKET_COLUMNS}, open_amount, "
            f"open_amount_mxn, open_item_count from {AGING} where open_item_count <> 0",
            f"select customer_id, currency_code, {BUCKET_SUMS}, sum(open_amount), "
            f"coalesce(sum(open_amount_mxn), 0), count(*) from {ITEMS} group by all",
        ),
    ),
    Derivation(
        "what is unapplied is the sum of its credits",
        (AGING, CREDITS),
        unequal(
            f"select customer_id, currency_code, unapplied_amount, unapplied_amount_mxn "
            f"from {AGING} where unapplied_amount <> 0",
            "select customer_id, currency_code, sum(unapplied_amount), "
            f"coalesce(sum(unapplied_amount_mxn), 0) from {CREDITS} "
            "group by all having sum(unapplied_amount) <> 0",
        ),
    ),
    Derivation(
        "the balance is the ledger up to the as-of date",
        (AGING, LEDGER, PERIODS),
        unequal(
            f"select customer_id, currency_code, balance_amount from {AGING} "
            "where balance_amount <> 0",
            f"select customer_id, currency_code, sum(amount) from {LEDGER} "
            f"where entry_date <= (select max(as_of_date) from {PERIODS}) "
            "group by all having sum(amount) <> 0",
        ),
    ),
    Derivation(
        "opening and movements are the closing",
        (ROLLFORWARD,),
        f"""
        select customer_id, currency_code from {ROLLFORWARD}
        where opening_amount + {MOVEMENTS} <> closing_amount
            or opening_amount_mxn + movements_amount_mxn + fx_amount_mxn <> closing_amount_mxn
        """,
    ),
    Derivation(
        "the roll-forward moves as the month's ledger",
        (ROLLFORWARD, LEDGER, PERIODS),
        unequal(
            f"select customer_id, currency_code, {MOVEMENTS} as moved_amount from {ROLLFORWARD} "
            "where moved_amount <> 0",
            f"select customer_id, currency_code, sum(amount) from {LEDGER} "
            f"where entry_date >= (select max(period_month) from {PERIODS}) "
            f"and entry_date <= (select max(as_of_date) from {PERIODS}) "
            "group by all having sum(amount) <> 0",
        ),
    ),
    Derivation(
        "the roll-forward closes at the ageing's balance",
        (ROLLFORWARD, AGING),
        unequal(
            f"select customer_id, currency_code, closing_amount, closing_amount_mxn "
            f"from {ROLLFORWARD} where closing_amount <> 0 or closing_amount_mxn <> 0",
            f"select customer_id, currency_code, balance_amount, closing_balance_amount_mxn "
            f"from {AGING} where balance_amount <> 0 or closing_balance_amount_mxn <> 0",
        ),
    ),
)
