{# Count-back DSO: take sales off the receivable, newest month first. Months taken whole give their
   days; the last gives what is left of the receivable / its sales x its days. A month of negative sales
   takes nothing off. `inputs` has the columns of fct_metric_inputs_monthly.

   What had been sold before the receivable began is the sales so far less the receivable: sorted among
   the month-ends by sales so far, it stands after the last month that is not counted. #}
{% macro dso_countback(inputs) -%}
    with cumulated as (
        select
            period_month,
            month_number,
            grouping_code,
            scope_code,
            open_amount,
            days_count,
            sales_amount,
            sum(greatest(sales_amount, 0)) over history as sales_until,
            sum(days_count) over history as days_until
        from {{ inputs }} as inputs
        window history as (
            partition by grouping_code, scope_code
            order by month_number
            rows between unbounded preceding and current row
        )
    ),

    places as (
        select
            grouping_code,
            scope_code,
            cast(null as date) as period_month,
            month_number,
            sales_until as sales_place,
            0 as is_asked
        from cumulated
        union all
        select
            grouping_code,
            scope_code,
            cast(null as date) as period_month,
            min(month_number) - 1 as month_number,
            0 as sales_place,
            0 as is_asked
        from cumulated
        group by grouping_code, scope_code
        union all
        select
            grouping_code,
            scope_code,
            period_month,
            month_number,
            sales_until - open_amount as sales_place,
            1 as is_asked
        from cumulated
        where open_amount > 0
    ),

    placed as (
        select
            places.*,
            max(case when is_asked = 0 then month_number end) over (
                partition by grouping_code, scope_code
                order by sales_place, is_asked
                rows between unbounded preceding and current row
            ) as last_uncounted_month
        from places
    ),

    -- The month after the last uncounted one is counted in part, unless its sales begin just there.
    counted as (
        select
            asked.period_month,
            asked.grouping_code,
            asked.scope_code,
            asked.days_until - coalesce(first_counted.days_until - first_counted.days_count, 0) as counted_days,
            placed.last_uncounted_month is null as is_exhausted,
            coalesce(
                first_counted.sales_until - greatest(first_counted.sales_amount, 0) < placed.sales_place, false
            ) as is_in_part,
            first_counted.sales_until - placed.sales_place as receivable_left,
            first_counted.sales_amount,
            first_counted.days_count
        from placed
        inner join cumulated as asked
            on
                placed.grouping_code = asked.grouping_code
                and placed.scope_code = asked.scope_code
                and placed.period_month = asked.period_month
        left join cumulated as first_counted
            on
                placed.grouping_code = first_counted.grouping_code
                and placed.scope_code = first_counted.scope_code
                and placed.last_uncounted_month + 1 = first_counted.month_number
        where placed.is_asked = 1
    )

    select
        period_month,
        grouping_code,
        scope_code,
        cast(counted_days - case when is_in_part then days_count else 0 end as integer) as base_days,
        cast(case when is_in_part then receivable_left end as decimal(18, 2)) as last_receivable_amount,
        cast(case when is_in_part then sales_amount end as decimal(18, 2)) as last_sales_amount,
        cast(case when is_in_part then days_count end as integer) as last_days_count,
        is_exhausted
    from counted
{%- endmacro %}
