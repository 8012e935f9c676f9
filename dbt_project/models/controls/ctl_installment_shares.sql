-- The shares of a charge's instalments make 100 %; a hundredth is left for thirds and sevenths.
with comparison as (
    select
        charges.period_month,
        'charge' as subject_type_code,
        installments.charge_id as subject_id,
        cast(null as varchar) as currency_code,
        100 as expected_amount,
        sum(installments.share_percent) as actual_amount
    from {{ ref('fct_installments') }} as installments
    inner join {{ ref('fct_charges') }} as charges
        on installments.charge_id = charges.charge_id
    group by charges.period_month, installments.charge_id
)

{{ compared('installment_shares', 'comparison') }}
