-- Money of one legal entity that pays what another owes: it may be agreed (factoring, a group's treasury), and must be
-- said. Customers of one RFC are one entity. Expected: what was applied within it.
with comparison as (
    select
        applications.period_month,
        'application' as subject_type_code,
        applications.application_id as subject_id,
        applications.currency_code,
        case when payers.legal_entity_id = debtors.legal_entity_id then applications.applied_amount else 0 end
            as expected_amount,
        applications.applied_amount as actual_amount
    from {{ ref('fct_applications') }} as applications
    inner join {{ ref('fct_charges') }} as charges
        on applications.charge_id = charges.charge_id
    inner join {{ ref('dim_customers') }} as payers
        on applications.customer_id = payers.customer_id
    inner join {{ ref('dim_customers') }} as debtors
        on charges.customer_id = debtors.customer_id
)

{{ compared('applications_within_entity', 'comparison') }}
