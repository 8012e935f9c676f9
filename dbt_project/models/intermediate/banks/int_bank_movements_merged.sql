-- A movement that several exports of an account hold, in one layout or in several, is one movement: same day, same
-- amounts, same running balance. What the bank writes beside it differs by layout and does not count. Movements
-- without a balance are the nth of their day and amounts, as those with one are.
{%- set said = [
    'value_date', 'currency_code', 'bank_transaction_code', 'tracking_key', 'counterparty_clabe',
    'counterparty_rfc', 'counterparty_name', 'counterparty_bank_code', 'concept', 'spei_reference',
] %}
with identified as (
    select
        movements.*,
        bank_accounts.account_id,
        bank_accounts.bank_code as account_bank_code
    from {{ ref('stg_banks__movements') }} as movements
    inner join {{ ref('int_bank_accounts_matched') }} as bank_accounts
        on
            movements.account_number = bank_accounts.account_number
            and coalesce(movements.bank_code, '') = coalesce(bank_accounts.printed_bank_code, '')
),

counted as (
    select
        *,
        case
            when balance_amount is not null
                then dense_rank() over (
                    partition by account_id, movement_date, deposit_amount, withdrawal_amount, balance_amount is null
                    order by balance_amount, occurrence_number
                )
            else row_number() over (
                partition by
                    account_id, movement_date, deposit_amount, withdrawal_amount, balance_amount is null, format_code
                order by delivered_at, posting_number, delivery_id, file_line
            )
        end as like_number
    from identified
),

ranked as (
    select
        counted.*,
        row_number() over (
            same_movement
            order by
                counted.balance_amount is null,
                counted.delivered_at,
                counted.posting_number,
                counted.delivery_id,
                counted.file_line
        ) as preference,
        {% for column in said -%}
            max({{ column }}) over same_movement as known_{{ column }},
        {% endfor -%}
        count(*) over same_movement as delivery_count
    from counted
    window same_movement as (partition by account_id, movement_date, deposit_amount, withdrawal_amount, like_number)
)

select
    account_id,
    account_bank_code as bank_code,
    movement_date,
    posting_number,
    like_number,
    description,
    reference,
    deposit_amount,
    withdrawal_amount,
    balance_amount,
    movement_kind_code,
    {% for column in said -%}
        coalesce({{ column }}, known_{{ column }}) as {{ column }},
    {% endfor -%}
    format_code,
    delivered_at,
    delivery_id,
    file_line,
    delivery_count
from ranked
where preference = 1
