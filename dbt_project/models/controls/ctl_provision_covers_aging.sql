-- Provisioned + carved out = open items, at the closing rate, per legal entity and currency. The ageing's side is
-- what its balance says: closing balance with the unapplied credit put back.
with aging as (
    select
        aging.period_month,
        customers.legal_entity_id,
        aging.currency_code,
        sum(aging.closing_balance_amount_mxn) as amount
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('dim_customers') }} as customers
        on aging.customer_id = customers.customer_id
    group by 1, 2, 3
    union all
    select
        credits.period_month,
        customers.legal_entity_id,
        credits.currency_code,
        sum(coalesce(credits.closing_amount_mxn, 0)) as amount
    from {{ ref('fct_unapplied_credits_monthly') }} as credits
    inner join {{ ref('dim_customers') }} as customers
        on credits.customer_id = customers.customer_id
    group by 1, 2, 3
),

sides as (
    select
        period_month,
        legal_entity_id,
        currency_code,
        amount as expected_amount,
        0 as actual_amount
    from aging
    union all
    select
        period_month,
        legal_entity_id,
        currency_code,
        0 as expected_amount,
        exposed_amount_mxn + related_amount_mxn + disputed_amount_mxn + insured_amount_mxn as actual_amount
    from {{ ref('fct_provision_monthly') }}
),

comparison as (
    select
        period_month,
        'legal_entity' as subject_type_code,
        legal_entity_id as subject_id,
        currency_code,
        sum(expected_amount) as expected_amount,
        sum(actual_amount) as actual_amount
    from sides
    group by 1, 2, 3, 4
)

{{ compared('provision_covers_aging', 'comparison') }}
