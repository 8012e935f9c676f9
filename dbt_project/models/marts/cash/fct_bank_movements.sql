-- The bank's posting order within a day is the order of its files, so a later export continues the first.
with chained as (
    select
        delivery_id,
        file_line,
        row_number() over posting_order as sequence_number,
        lag(balance_amount) over posting_order as previous_balance_amount
    from {{ ref('int_bank_movements_unioned') }}
    window
        posting_order as (
            partition by account_id
            order by movement_date, delivered_at, delivery_id, file_line
        )
)

select
    movements.account_id || '/' || cast(chained.sequence_number as varchar) as movement_id,
    movements.bank_code,
    movements.account_id,
    cast(chained.sequence_number as integer) as sequence_number,
    movements.movement_date,
    cast({{ dbt.date_trunc('month', 'movements.movement_date') }} as date) as period_month,
    movements.description,
    movements.reference,
    movements.deposit_amount,
    movements.withdrawal_amount,
    movements.balance_amount,
    -- The first movement of an account has nothing to continue: its own balance opens the chain.
    cast(
        coalesce(
            chained.previous_balance_amount + movements.deposit_amount - movements.withdrawal_amount,
            movements.balance_amount
        ) as decimal(18, 2)
    ) as expected_balance_amount
from chained
inner join {{ ref('int_bank_movements_unioned') }} as movements
    on chained.delivery_id = movements.delivery_id and chained.file_line = movements.file_line
