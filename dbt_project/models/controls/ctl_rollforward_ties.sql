with comparison as (
    select
        period_month,
        'customer' as subject_type_code,
        customer_id as subject_id,
        currency_code,
        opening_amount + charges_amount + receipts_amount + credit_memos_amount + write_offs_amount
        + discounts_amount + adjustments_amount as expected_amount,
        closing_amount as actual_amount
    from {{ ref('fct_rollforward_monthly') }}
)

{{ compared('rollforward_ties', 'comparison') }}
