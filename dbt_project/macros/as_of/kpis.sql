{# The metrics of every period and scope of `inputs`, which has the columns of
   fct_metric_inputs_monthly; `countback` has those of fct_dso_countback_monthly. #}
{% macro kpis(inputs, countback) -%}
    {%- set dso_null -%}
        case when not has_full_window then 'short_history' when window_sales_amount = 0 then 'no_sales' end
    {%- endset -%}
    -- The last as-of date before the window of sales opens: the average begins there.
    with window_openings as (
        select
            inputs.period_month,
            inputs.scope_code,
            max(earlier.month_number) as month_number
        from {{ inputs }} as inputs
        inner join {{ inputs }} as earlier
            on
                inputs.scope_code = earlier.scope_code
                and earlier.as_of_date <= {{ dbt.dateadd('day', '-inputs.window_days', 'inputs.as_of_date') }}
        group by inputs.period_month, inputs.scope_code
    ),

    measurable as (
        select
            inputs.*,
            month_starts.open_amount as month_start_open_amount,
            window_starts.open_amount as window_start_open_amount,
            inputs.open_amount - inputs.not_due_amount as overdue_amount
        from {{ inputs }} as inputs
        left join {{ inputs }} as month_starts
            on inputs.scope_code = month_starts.scope_code and inputs.month_number - 1 = month_starts.month_number
        left join window_openings
            on inputs.scope_code = window_openings.scope_code and inputs.period_month = window_openings.period_month
        left join {{ inputs }} as window_starts
            on
                window_openings.scope_code = window_starts.scope_code
                and window_openings.month_number = window_starts.month_number
    ),

    measured as (
        select
            period_month,
            as_of_date,
            scope_code,
            'dso_ending' as kpi_code,
            'open / sales_window x window_days' as formula_code,
            open_amount as numerator_amount,
            window_sales_amount as denominator_amount,
            0 as base_days,
            window_days as days_count,
            {{ dso_null }} as null_reason_code
        from measurable
        union all
        select
            period_month,
            as_of_date,
            scope_code,
            'dso_average' as kpi_code,
            '(open_window_start + open) / 2 / sales_window x window_days' as formula_code,
            {{ cents('(window_start_open_amount + open_amount) * 0.5') }} as numerator_amount,
            window_sales_amount,
            0 as base_days,
            window_days,
            case when window_start_open_amount is null then 'short_history' else {{ dso_null }} end as null_reason_code
        from measurable
        union all
        select
            period_month,
            as_of_date,
            scope_code,
            'dso_best_possible' as kpi_code,
            'not_due / sales_window x window_days' as formula_code,
            not_due_amount,
            window_sales_amount,
            0 as base_days,
            window_days,
            {{ dso_null }} as null_reason_code
        from measurable
        union all
        select
            period_month,
            as_of_date,
            scope_code,
            'average_days_delinquent' as kpi_code,
            'dso_ending - dso_best_possible' as formula_code,
            overdue_amount,
            window_sales_amount,
            0 as base_days,
            window_days,
            {{ dso_null }} as null_reason_code
        from measurable
        union all
        select
            measurable.period_month,
            measurable.as_of_date,
            measurable.scope_code,
            'dso_countback' as kpi_code,
            'whole_months_days + open_left / last_sales x last_days' as formula_code,
            coalesce(counted.last_receivable_amount, 0) as numerator_amount,
            counted.last_sales_amount,
            coalesce(counted.base_days, 0) as base_days,
            coalesce(counted.last_days_count, 0) as days_count,
            case when counted.is_exhausted then 'sales_exhausted' end as null_reason_code
        from measurable
        left join {{ countback }} as counted
            on measurable.period_month = counted.period_month and measurable.scope_code = counted.scope_code
        union all
        select
            period_month,
            as_of_date,
            scope_code,
            'collection_effectiveness_index' as kpi_code,
            '(open_start + sales - open) / (open_start + sales - not_due) x 100' as formula_code,
            cast(month_start_open_amount + month_sales_amount - open_amount as decimal(18, 2)) as numerator_amount,
            cast(month_start_open_amount + month_sales_amount - not_due_amount as decimal(18, 2)) as denominator_amount,
            0 as base_days,
            100 as days_count,
            case
                when month_start_open_amount is null then 'no_previous_month'
                when month_start_open_amount + month_sales_amount - not_due_amount = 0 then 'nothing_to_collect'
            end as null_reason_code
        from measurable
        union all
        select
            period_month,
            as_of_date,
            scope_code,
            'overdue_share' as kpi_code,
            'overdue / open x 100' as formula_code,
            overdue_amount,
            open_amount,
            0 as base_days,
            100 as days_count,
            case when open_amount = 0 then 'nothing_open' end as null_reason_code
        from measurable
    )

    select
        period_month,
        as_of_date,
        scope_code,
        kpi_code,
        case
            when null_reason_code is not null then null
            -- Nothing open, or whole months only: no last month to divide by.
            when kpi_code = 'dso_countback' and denominator_amount is null then cast(base_days as decimal(18, 4))
            else cast(base_days + {{ ratio('numerator_amount * days_count', 'denominator_amount') }} as decimal(18, 4))
        end as kpi_value,
        cast(numerator_amount as decimal(18, 2)) as numerator_amount,
        cast(denominator_amount as decimal(18, 2)) as denominator_amount,
        cast(base_days as integer) as base_days,
        cast(days_count as integer) as days_count,
        formula_code,
        null_reason_code
    from measured
{%- endmacro %}
