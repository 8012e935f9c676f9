{{ config(materialized='view') }}
-- The bank's posting order within a day is the order of its files, so a later export continues the first. A balance
-- continues that of the movement before. Where that one has none, the last that was told is continued: while the
-- chain holds, every balance is one and the same amount above what has moved. Few accounts need to look back that
-- far; the others are spared the second pass.
{%- set posted %}
    partition by merged.account_id
    order by
        merged.movement_date, merged.delivered_at, merged.posting_number, merged.delivery_id, merged.file_line
    rows between unbounded preceding and current row
{%- endset %}
with accounts_with_gaps as (
    select distinct account_id
    from {{ ref('int_bank_movements_identified') }}
    where balance_amount is null
),

moved as (
    select
        merged.account_id,
        merged.movement_date,
        merged.deposit_amount,
        merged.withdrawal_amount,
        merged.identity_hash,
        merged.occurrence_number,
        merged.like_number,
        merged.balance_amount,
        row_number() over ({{ posted }}) as sequence_number,
        sum(merged.deposit_amount - merged.withdrawal_amount) over ({{ posted }}) as moved_amount
    from {{ ref('int_bank_movements_merged') }} as merged
    semi join accounts_with_gaps
        on merged.account_id = accounts_with_gaps.account_id
),

chained as (
    select
        merged.account_id,
        merged.movement_date,
        merged.deposit_amount,
        merged.withdrawal_amount,
        merged.identity_hash,
        merged.occurrence_number,
        merged.like_number,
        merged.balance_amount,
        row_number() over ({{ posted }}) as sequence_number,
        lag(merged.balance_amount) over ({{ posted }}) + merged.deposit_amount - merged.withdrawal_amount
            as expected_balance_amount
    from {{ ref('int_bank_movements_merged') }} as merged
    anti join accounts_with_gaps
        on merged.account_id = accounts_with_gaps.account_id
    union all
    select
        account_id,
        movement_date,
        deposit_amount,
        withdrawal_amount,
        identity_hash,
        occurrence_number,
        like_number,
        balance_amount,
        sequence_number,
        moved_amount + last_value(balance_amount - moved_amount ignore nulls) over (
            partition by account_id
            order by sequence_number
            rows between unbounded preceding and 1 preceding
        ) as expected_balance_amount
    from moved
)

select
    account_id,
    movement_date,
    deposit_amount,
    withdrawal_amount,
    identity_hash,
    occurrence_number,
    like_number,
    balance_amount,
    cast(sequence_number as integer) as sequence_number,
    -- The first movement of an account has nothing to continue: its own balance opens the chain.
    cast(coalesce(expected_balance_amount, balance_amount) as decimal(18, 2)) as expected_balance_amount
from chained
