{# What customers owe or are about to owe, by legal entity, currency and component of
   policy_exposure_components. `open_items` and `unapplied_credits` have the columns of the monthly
   tables of the ageing, `periods` has as_of_date and period_month. Orders are known as they stand at the
   run's as-of date, and on no other day. A component with an amount without a rate has none in the
   functional currency: a sum would leave it out in silence. #}
{% macro exposure_components(open_items, unapplied_credits, periods) -%}
    with parts as (
        select
            as_of_date,
            period_month,
            customer_id,
            currency_code,
            'open_items' as component_code,
            open_amount as amount,
            closing_amount_mxn as amount_mxn
        from {{ open_items }} as given
        union all
        select
            as_of_date,
            period_month,
            customer_id,
            currency_code,
            'unapplied' as component_code,
            unapplied_amount as amount,
            closing_amount_mxn as amount_mxn
        from {{ unapplied_credits }} as given
        union all
        select
            periods.as_of_date,
            periods.period_month,
            orders.customer_id,
            orders.currency_code,
            case orders.stage_code when 'delivery' then 'delivered_not_invoiced' else 'open_orders' end
                as component_code,
            orders.pending_amount as amount,
            orders.pending_amount_mxn as amount_mxn
        from {{ ref('fct_open_orders') }} as orders
        cross join {{ ref('dim_run_parameters') }} as run
        inner join {{ periods }} as periods
            on run.as_of_date = periods.as_of_date
    ),

    summed as (
        select
            parts.as_of_date,
            parts.period_month,
            customers.legal_entity_id,
            parts.currency_code,
            parts.component_code,
            {{ total('parts.amount') }} as amount,
            case when count(*) = count(parts.amount_mxn) then {{ total('parts.amount_mxn') }} end as amount_mxn
        from parts
        inner join {{ ref('dim_customers') }} as customers
            on parts.customer_id = customers.customer_id
        group by 1, 2, 3, 4, 5
    )

    select
        summed.as_of_date,
        summed.period_month,
        summed.legal_entity_id,
        summed.currency_code,
        summed.component_code,
        summed.amount,
        summed.amount_mxn,
        policy.is_included,
        cast(
            case when policy.is_included then policy.receivable_sign * summed.amount_mxn else 0 end
            as decimal(18, 2)
        ) as exposure_amount_mxn
    from summed
    inner join {{ ref('policy_exposure_components') }} as policy
        on summed.component_code = policy.component_code
{%- endmacro %}
