{# What every metric is made of, one row per period and scope. Scope 'total' is the functional currency
   at document rates, so that receivable and sales are of one basis. `periods` has the columns of
   dim_periods, `aging` those of fct_aging_monthly at the same as-of dates. #}
{% macro metric_inputs(periods, aging) -%}
    with policy as (
        select days_count as window_days
        from {{ ref('policy_metrics') }}
        where metric_parameter_code = 'dso_window_days'
    ),

    periods as (
        select
            given.*,
            firsts.first_month
        from {{ periods }} as given
        cross join (select min(period_month) as first_month from {{ ref('dim_periods') }}) as firsts
    ),

    sales_daily as (
        select
            entry_date,
            currency_code as scope_code,
            sum(amount) as sales_amount
        from {{ ref('fct_ledger_entries') }}
        where is_sale
        group by entry_date, currency_code
        union all
        select
            entry_date,
            'total' as scope_code,
            sum(amount_mxn) as sales_amount
        from {{ ref('fct_ledger_entries') }}
        where is_sale
        group by entry_date
    ),

    receivables as (
        select
            period_month,
            currency_code as scope_code,
            sum(open_amount) as open_amount,
            sum(not_due_amount) as not_due_amount
        from {{ aging }} as given
        group by period_month, currency_code
        union all
        select
            period_month,
            'total' as scope_code,
            sum(open_amount_mxn) as open_amount,
            sum(not_due_amount_mxn) as not_due_amount
        from {{ aging }} as given
        group by period_month
    ),

    scopes as (
        select currency_code as scope_code from {{ ref('fct_ledger_entries') }}
        union
        select 'total' as scope_code from {{ ref('fct_ledger_entries') }}
    ),

    sales as (
        select
            periods.period_month,
            sales_daily.scope_code,
            sum(case when sales_daily.entry_date >= periods.period_month then sales_daily.sales_amount else 0 end)
                as month_sales_amount,
            sum(
                case
                    when {{ dbt.datediff('sales_daily.entry_date', 'periods.as_of_date', 'day') }} < policy.window_days
                        then sales_daily.sales_amount
                    else 0
                end
            ) as window_sales_amount
        from periods
        cross join policy
        inner join sales_daily
            on
                periods.as_of_date >= sales_daily.entry_date
                and (
                    periods.period_month <= sales_daily.entry_date
                    or {{ dbt.datediff('sales_daily.entry_date', 'periods.as_of_date', 'day') }} < policy.window_days
                )
        group by periods.period_month, sales_daily.scope_code
    )

    select
        periods.month_number,
        periods.period_month,
        periods.as_of_date,
        scopes.scope_code,
        periods.days_count,
        policy.window_days,
        {{ dbt.datediff('periods.first_month', 'periods.as_of_date', 'day') }} + 1 >= policy.window_days
            as has_full_window,
        cast(coalesce(receivables.open_amount, 0) as decimal(18, 2)) as open_amount,
        cast(coalesce(receivables.not_due_amount, 0) as decimal(18, 2)) as not_due_amount,
        cast(coalesce(sales.month_sales_amount, 0) as decimal(18, 2)) as month_sales_amount,
        cast(coalesce(sales.window_sales_amount, 0) as decimal(18, 2)) as window_sales_amount
    from periods
    cross join policy
    cross join scopes
    left join receivables
        on periods.period_month = receivables.period_month and scopes.scope_code = receivables.scope_code
    left join sales
        on periods.period_month = sales.period_month and scopes.scope_code = sales.scope_code
{%- endmacro %}
