{%- set said = [
    'bank_transaction_code', 'tracking_key', 'counterparty_clabe', 'counterparty_rfc', 'counterparty_name',
    'counterparty_bank_code', 'concept',
] %}
-- What other layouts say of a movement, such as a tracking key. Few movements are delivered more than once.
with others as (
    select
        ranked.account_id,
        ranked.movement_date,
        ranked.deposit_amount,
        ranked.withdrawal_amount,
        ranked.like_number,
        max(movements.value_date) as value_date,
        max(movements.currency_code) as currency_code,
        {% for column in said -%}
            max(movements.{{ column }}) as {{ column }},
        {% endfor -%}
        max(movements.spei_reference) as spei_reference
    from {{ ref('int_bank_movements_ranked') }} as ranked
    inner join {{ ref('stg_banks__movements') }} as movements
        on
            ranked.movement_date = movements.movement_date
            and ranked.deposit_amount = movements.deposit_amount
            and ranked.withdrawal_amount = movements.withdrawal_amount
            and ranked.identity_hash = movements.identity_hash
            and ranked.occurrence_number = movements.occurrence_number
    where ranked.preference_number > 1
    group by
        ranked.account_id, ranked.movement_date, ranked.deposit_amount, ranked.withdrawal_amount, ranked.like_number
)

select
    bank_accounts.account_id || '/' || cast(chained.sequence_number as varchar) as movement_id,
    bank_accounts.bank_code,
    bank_accounts.account_id,
    chained.sequence_number,
    chained.movement_date,
    cast({{ dbt.date_trunc('month', 'chained.movement_date') }} as date) as period_month,
    coalesce(movements.value_date, others.value_date) as value_date,
    coalesce(movements.currency_code, others.currency_code) as currency_code,
    movements.description,
    movements.reference,
    chained.deposit_amount,
    chained.withdrawal_amount,
    chained.balance_amount,
    chained.expected_balance_amount,
    movements.movement_kind_code,
    {% for column in said -%}
        coalesce(movements.{{ column }}, others.{{ column }}) as {{ column }},
    {% endfor -%}
    coalesce(movements.spei_reference, others.spei_reference) as spei_reference
from {{ ref('int_bank_movements_chained') }} as chained
inner join {{ ref('stg_banks__movements') }} as movements
    on
        chained.movement_date = movements.movement_date
        and chained.deposit_amount = movements.deposit_amount
        and chained.withdrawal_amount = movements.withdrawal_amount
        and chained.identity_hash = movements.identity_hash
        and chained.occurrence_number = movements.occurrence_number
inner join {{ ref('int_bank_accounts_matched') }} as bank_accounts
    on
        movements.account_number = bank_accounts.account_number
        and coalesce(movements.bank_code, '') = coalesce(bank_accounts.printed_bank_code, '')
left join others
    on
        bank_accounts.account_id = others.account_id
        and chained.movement_date = others.movement_date
        and chained.deposit_amount = others.deposit_amount
        and chained.withdrawal_amount = others.withdrawal_amount
        and chained.like_number = others.like_number
