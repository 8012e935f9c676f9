{{ config(materialized='view') }}
-- A movement that several exports of an account hold, in one layout or in several, is one movement: same day, same
-- amounts, same running balance. What the bank writes beside it differs by layout and does not count. Movements
-- without a balance are the nth of their day and amounts, as those with one are. Only what tells movements apart is
-- here, with the key that their texts are found by: over the texts, windows would cost more than all else.
{%- set said = [
    'value_date', 'currency_code', 'bank_transaction_code', 'tracking_key', 'counterparty_clabe',
    'counterparty_rfc', 'counterparty_name', 'counterparty_bank_code', 'concept', 'spei_reference',
] %}
{%- set key = [
    'format_code', 'account_number', 'movement_date', 'deposit_amount', 'withdrawal_amount', 'identity_text',
    'occurrence_number',
] %}
with identified as (
    select
        {% for column in key -%}
            movements.{{ column }},
        {% endfor -%}
        movements.balance_amount,
        movements.posting_number,
        movements.delivered_at,
        movements.delivery_id,
        movements.file_line,
        bank_accounts.account_id,
        bank_accounts.bank_code
    from {{ ref('stg_banks__movements') }} as movements
    inner join {{ ref('int_bank_accounts_matched') }} as bank_accounts
        on
            movements.account_number = bank_accounts.account_number
            and coalesce(movements.bank_code, '') = coalesce(bank_accounts.printed_bank_code, '')
),

-- Few movements may be another one: the others need not be compared.
repeated as (
    select
        account_id,
        movement_date,
        deposit_amount,
        withdrawal_amount
    from identified
    group by account_id, movement_date, deposit_amount, withdrawal_amount
    having count(*) > 1
),

alike as (
    select identified.*
    from identified
    inner join repeated
        on
            identified.account_id = repeated.account_id
            and identified.movement_date = repeated.movement_date
            and identified.deposit_amount = repeated.deposit_amount
            and identified.withdrawal_amount = repeated.withdrawal_amount
),

counted as (
    select
        *,
        dense_rank() over (
            partition by account_id, movement_date, deposit_amount, withdrawal_amount
            order by balance_amount, occurrence_number
        ) as like_number
    from alike
    where balance_amount is not null
    union all
    select
        *,
        row_number() over (
            partition by account_id, movement_date, deposit_amount, withdrawal_amount, format_code
            order by delivered_at, posting_number, delivery_id, file_line
        ) as like_number
    from alike
    where balance_amount is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id, movement_date, deposit_amount, withdrawal_amount, like_number
            order by balance_amount is null, delivered_at, posting_number, delivery_id, file_line
        ) as preference
    from counted
    union all
    select
        identified.*,
        1 as like_number,
        1 as preference
    from identified
    left join repeated
        on
            identified.account_id = repeated.account_id
            and identified.movement_date = repeated.movement_date
            and identified.deposit_amount = repeated.deposit_amount
            and identified.withdrawal_amount = repeated.withdrawal_amount
    where repeated.account_id is null
),

-- The bank's posting order within a day is the order of its files, so a later export continues the first.
placed as (
    select
        *,
        row_number() over posted as sequence_number,
        sum(deposit_amount - withdrawal_amount) over posted as moved_amount,
        lag(balance_amount) over posted as previous_balance_amount
    from ranked
    where preference = 1
    window posted as (
        partition by account_id
        order by movement_date, delivered_at, posting_number, delivery_id, file_line
        rows between unbounded preceding and current row
    )
),

-- Few movements are delivered more than once.
others as (
    select
        ranked.account_id,
        ranked.movement_date,
        ranked.deposit_amount,
        ranked.withdrawal_amount,
        ranked.like_number,
        {% for column in said -%}
            max(movements.{{ column }}) as {{ column }},
        {% endfor -%}
        count(*) as other_count
    from ranked
    inner join {{ ref('stg_banks__movements') }} as movements
        on
            ranked.{{ key[0] }} = movements.{{ key[0] }}
            {% for column in key[1:-1] -%}
                and ranked.{{ column }} = movements.{{ column }}
            {% endfor -%}
            and ranked.{{ key[-1] }} = movements.{{ key[-1] }}
    where ranked.preference > 1
    group by
        ranked.account_id, ranked.movement_date, ranked.deposit_amount, ranked.withdrawal_amount, ranked.like_number
)

select
    placed.account_id,
    placed.bank_code,
    placed.sequence_number,
    placed.moved_amount,
    placed.previous_balance_amount,
    {% for column in key -%}
        placed.{{ column }},
    {% endfor -%}
    placed.posting_number,
    placed.like_number,
    placed.balance_amount,
    {% for column in said -%}
        others.{{ column }} as other_{{ column }},
    {% endfor -%}
    placed.delivered_at,
    placed.delivery_id,
    placed.file_line,
    1 + coalesce(others.other_count, 0) as delivery_count
from placed
left join others
    on
        placed.account_id = others.account_id
        and placed.movement_date = others.movement_date
        and placed.deposit_amount = others.deposit_amount
        and placed.withdrawal_amount = others.withdrawal_amount
        and placed.like_number = others.like_number
