-- What a customer owes for a document is not below zero: that would be a credit, and belongs apart.
with comparison as (
    select
        period_month,
        'charge' as subject_type_code,
        charge_id as subject_id,
        currency_code,
        greatest(amount, 0) as expected_amount,
        amount as actual_amount
    from {{ ref('fct_charges') }}
    union all
    select
        charges.period_month,
        'installment' as subject_type_code,
        installments.charge_id || '/' || cast(installments.installment_number as varchar) as subject_id,
        charges.currency_code,
        greatest(installments.amount, 0) as expected_amount,
        installments.amount as actual_amount
    from {{ ref('fct_installments') }} as installments
    inner join {{ ref('fct_charges') }} as charges
        on installments.charge_id = charges.charge_id
    -- Of a negative charge the charge is the exception, not each of its parts.
    where charges.amount >= 0
)

{{ compared('items_not_negative', 'comparison') }}
