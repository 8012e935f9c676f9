-- The bank's posting order within a day is the order of its files, so a later export continues the first.
with posted as (
    select
        *,
        -- As int_bank_movements_paired names a movement.
        account_id || '/' || cast(movement_date as varchar) || '/'
        || cast(deposit_amount - withdrawal_amount as varchar) || '/' || cast(like_number as varchar) as movement_key,
        row_number() over posting_order as sequence_number,
        sum(deposit_amount - withdrawal_amount) over posting_order as moved_amount
    from {{ ref('int_bank_movements_merged') }}
    window
        posting_order as (
            partition by account_id
            order by movement_date, delivered_at, posting_number, delivery_id, file_line
            rows between unbounded preceding and current row
        )
),

-- While the chain holds, every balance is one and the same amount above what has moved.
chained as (
    select
        *,
        last_value(balance_amount - moved_amount ignore nulls) over (
            partition by account_id
            order by sequence_number
            rows between unbounded preceding and 1 preceding
        ) as opening_amount
    from posted
)

select
    chained.account_id || '/' || cast(chained.sequence_number as varchar) as movement_id,
    chained.bank_code,
    chained.account_id,
    cast(chained.sequence_number as integer) as sequence_number,
    chained.movement_date,
    cast({{ dbt.date_trunc('month', 'chained.movement_date') }} as date) as period_month,
    chained.value_date,
    chained.currency_code,
    chained.description,
    chained.reference,
    chained.deposit_amount,
    chained.withdrawal_amount,
    chained.balance_amount,
    -- The first movement of an account has nothing to continue: its own balance opens the chain.
    cast(
        coalesce(chained.opening_amount + chained.moved_amount, chained.balance_amount) as decimal(18, 2)
    ) as expected_balance_amount,
    chained.movement_kind_code,
    paired.pair_code,
    origins.account_id || '/' || cast(origins.sequence_number as varchar) as origin_movement_id,
    chained.bank_transaction_code,
    chained.tracking_key,
    chained.counterparty_clabe,
    chained.counterparty_rfc,
    chained.counterparty_name,
    chained.counterparty_bank_code,
    chained.concept,
    chained.spei_reference
from chained
left join {{ ref('int_bank_movements_paired') }} as paired on chained.movement_key = paired.movement_key
left join posted as origins on paired.origin_movement_key = origins.movement_key
