-- The bank's posting order within a day is the order of its files, so a later export continues the first.
with chained as (
    select
        movements.*,
        row_number() over posting_order as sequence_number,
        lag(movements.balance_amount) over posting_order as previous_balance_amount
    from {{ ref('int_bank_movements_unioned') }} as movements
    window
        posting_order as (
            partition by movements.account_id
            order by movements.movement_date, movements.delivered_at, movements.file_line
        )
)

select
    account_id || '/' || cast(sequence_number as varchar) as movement_id,
    bank_code,
    account_id,
    cast(sequence_number as integer) as sequence_number,
    movement_date,
    cast({{ dbt.date_trunc('month', 'movement_date') }} as date) as period_month,
    description,
    reference,
    deposit_amount,
    withdrawal_amount,
    balance_amount,
    -- The first movement of an account has nothing to continue: its own balance opens the chain.
    cast(coalesce(previous_balance_amount + deposit_amount - withdrawal_amount, balance_amount) as decimal(18, 2))
        as expected_balance_amount
from chained
