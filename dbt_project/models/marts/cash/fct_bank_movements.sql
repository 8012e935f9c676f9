with merged as (
    select * from {{ ref('int_bank_movements_merged') }}
),

-- While the chain holds, every balance is one and the same amount above what has moved: where the movement before
-- has none, the last one that was told is continued. Few accounts need to look back that far.
recalled as (
    select
        account_id,
        sequence_number,
        moved_amount + last_value(balance_amount - moved_amount ignore nulls) over (
            partition by account_id
            order by sequence_number
            rows between unbounded preceding and 1 preceding
        ) as expected_balance_amount
    from merged
    where account_id in (
        select gaps.account_id
        from merged as gaps
        where gaps.balance_amount is null
    )
),

chained as (
    select
        merged.*,
        coalesce(
            recalled.expected_balance_amount,
            merged.previous_balance_amount + merged.deposit_amount - merged.withdrawal_amount,
            -- The first movement of an account has nothing to continue: its own balance opens the chain.
            merged.balance_amount
        ) as expected_balance_amount
    from merged
    left join recalled
        on
            merged.account_id = recalled.account_id
            and merged.sequence_number = recalled.sequence_number
)

select
    chained.account_id || '/' || cast(chained.sequence_number as varchar) as movement_id,
    chained.bank_code,
    chained.account_id,
    cast(chained.sequence_number as integer) as sequence_number,
    chained.movement_date,
    cast({{ dbt.date_trunc('month', 'chained.movement_date') }} as date) as period_month,
    coalesce(movements.value_date, chained.other_value_date) as value_date,
    coalesce(movements.currency_code, chained.other_currency_code) as currency_code,
    movements.description,
    movements.reference,
    chained.deposit_amount,
    chained.withdrawal_amount,
    chained.balance_amount,
    cast(chained.expected_balance_amount as decimal(18, 2)) as expected_balance_amount,
    movements.movement_kind_code,
    {% for column in [
        'bank_transaction_code', 'tracking_key', 'counterparty_clabe', 'counterparty_rfc', 'counterparty_name',
        'counterparty_bank_code', 'concept',
    ] -%}
        coalesce(movements.{{ column }}, chained.other_{{ column }}) as {{ column }},
    {% endfor -%}
    coalesce(movements.spei_reference, chained.other_spei_reference) as spei_reference
from chained
inner join {{ ref('stg_banks__movements') }} as movements
    on
        chained.format_code = movements.format_code
        and chained.account_number = movements.account_number
        and chained.movement_date = movements.movement_date
        and chained.deposit_amount = movements.deposit_amount
        and chained.withdrawal_amount = movements.withdrawal_amount
        and chained.identity_text = movements.identity_text
        and chained.occurrence_number = movements.occurrence_number
