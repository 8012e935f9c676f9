-- While the chain holds, every balance is one and the same amount above what has moved.
with movements as materialized (
    select * from {{ ref('int_bank_movements_merged') }}
),

moved as (
    select
        account_id,
        sequence_number,
        balance_amount,
        sum(deposit_amount - withdrawal_amount) over (
            partition by account_id
            order by sequence_number
            rows between unbounded preceding and current row
        ) as moved_amount
    from movements
),

chained as (
    select
        *,
        last_value(balance_amount - moved_amount ignore nulls) over (
            partition by account_id
            order by sequence_number
            rows between unbounded preceding and 1 preceding
        ) as opening_amount
    from moved
)

select
    movements.account_id || '/' || cast(movements.sequence_number as varchar) as movement_id,
    movements.bank_code,
    movements.account_id,
    cast(movements.sequence_number as integer) as sequence_number,
    movements.movement_date,
    cast({{ dbt.date_trunc('month', 'movements.movement_date') }} as date) as period_month,
    movements.value_date,
    movements.currency_code,
    movements.description,
    movements.reference,
    movements.deposit_amount,
    movements.withdrawal_amount,
    movements.balance_amount,
    -- The first movement of an account has nothing to continue: its own balance opens the chain.
    cast(
        coalesce(chained.opening_amount + chained.moved_amount, chained.balance_amount) as decimal(18, 2)
    ) as expected_balance_amount,
    movements.movement_kind_code,
    movements.bank_transaction_code,
    movements.tracking_key,
    movements.counterparty_clabe,
    movements.counterparty_rfc,
    movements.counterparty_name,
    movements.counterparty_bank_code,
    movements.concept,
    movements.spei_reference
from movements
inner join chained
    on movements.account_id = chained.account_id and movements.sequence_number = chained.sequence_number
