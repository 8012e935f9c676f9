{# Count-back DSO: take sales off the receivable, newest month first. Months taken whole give their
   days; the last gives what is left of the receivable / its sales x its days. `inputs` has the columns
   of fct_metric_inputs_monthly. #}
{% macro dso_countback(inputs) -%}
    with backwards as (
        select
            inputs.period_month,
            inputs.scope_code,
            inputs.open_amount,
            sales.days_count,
            sales.month_sales_amount,
            sum(sales.month_sales_amount) over (
                partition by inputs.period_month, inputs.scope_code
                order by sales.month_number desc
                rows between unbounded preceding and current row
            ) as sales_until
        from {{ inputs }} as inputs
        inner join {{ inputs }} as sales
            on inputs.scope_code = sales.scope_code and inputs.month_number >= sales.month_number
    ),

    -- A month counts while something of the receivable is left before it.
    counted as (
        select
            *,
            sales_until <= open_amount as is_whole,
            open_amount - (sales_until - month_sales_amount) as receivable_left
        from backwards
        where sales_until - month_sales_amount < open_amount
    )

    select
        period_month,
        scope_code,
        cast(sum(case when is_whole then days_count else 0 end) as integer) as base_days,
        cast(max(case when not is_whole then receivable_left end) as decimal(18, 2)) as last_receivable_amount,
        max(case when not is_whole then month_sales_amount end) as last_sales_amount,
        max(case when not is_whole then days_count end) as last_days_count,
        max(sales_until) < max(open_amount) as is_exhausted
    from counted
    group by period_month, scope_code
{%- endmacro %}
