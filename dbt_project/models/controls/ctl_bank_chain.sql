-- Each movement's balance continues the one before. Expected: what moved; actual: what the balance did.
with comparison as (
    select
        period_month,
        'bank_movement' as subject_type_code,
        movement_id as subject_id,
        cast(null as varchar) as currency_code,
        deposit_amount - withdrawal_amount as expected_amount,
        deposit_amount - withdrawal_amount + balance_amount - expected_balance_amount as actual_amount
    from {{ ref('fct_bank_movements') }}
)

{{ compared('bank_chain', 'comparison') }}
