-- Open items and unapplied credit of the exposure are those of the ageing: by legal entity and currency, and as
-- one balance at the closing rate.
with aging as (
    select
        aging.period_month,
        customers.legal_entity_id,
        aging.currency_code,
        sum(aging.open_amount) as open_amount,
        sum(aging.unapplied_amount) as unapplied_amount,
        sum(aging.closing_balance_amount_mxn) as balance_amount_mxn
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('dim_customers') }} as customers
        on aging.customer_id = customers.customer_id
    group by 1, 2, 3
),

components as (
    select
        period_month,
        legal_entity_id,
        currency_code,
        sum(case when component_code = 'open_items' then amount else 0 end) as open_amount,
        sum(case when component_code = 'unapplied' then amount else 0 end) as unapplied_amount
    from {{ ref('fct_exposure_components_monthly') }}
    where component_code in ('open_items', 'unapplied')
    group by 1, 2, 3
),

balances as (
    select
        period_month,
        legal_entity_id,
        sum(balance_amount_mxn) as balance_amount_mxn
    from aging
    group by 1, 2
),

comparison as (
    {% for kind in ['open', 'unapplied'] -%}
        select
            coalesce(aging.period_month, components.period_month) as period_month,
            'exposure_{{ kind }}' as subject_type_code,
            coalesce(aging.legal_entity_id, components.legal_entity_id) as subject_id,
            coalesce(aging.currency_code, components.currency_code) as currency_code,
            coalesce(aging.{{ kind }}_amount, 0) as expected_amount,
            coalesce(components.{{ kind }}_amount, 0) as actual_amount
        from aging
        full outer join components
            on
                aging.period_month = components.period_month
                and aging.legal_entity_id = components.legal_entity_id
                and aging.currency_code = components.currency_code
        union all
    {% endfor -%}
    select
        coalesce(balances.period_month, exposures.period_month) as period_month,
        'exposure_balance' as subject_type_code,
        coalesce(balances.legal_entity_id, exposures.legal_entity_id) as subject_id,
        run.functional_currency_code as currency_code,
        coalesce(balances.balance_amount_mxn, 0) as expected_amount,
        -- Without a rate the exposure is not known; foreign_rates names the document.
        coalesce(
            exposures.open_amount_mxn - exposures.unapplied_amount_mxn, balances.balance_amount_mxn, 0
        ) as actual_amount
    from balances
    full outer join {{ ref('fct_credit_exposure_monthly') }} as exposures
        on
            balances.period_month = exposures.period_month
            and balances.legal_entity_id = exposures.legal_entity_id
    cross join {{ ref('stg_cartera__run_parameters') }} as run
)

{{ compared('exposure_ties_to_aging', 'comparison') }}
