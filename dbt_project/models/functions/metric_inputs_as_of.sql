-- The months before the asked day as they are stored, and the month that is cut at that day.
with asked as (
    {{ asked_day() }}
),

asked_period as (
    select
        {{ month_number('asked.period_month') }} as month_number,
        asked.period_month,
        asked.as_of_date,
        cast(extract(day from asked.as_of_date) as integer) as days_count
    from asked
    where asked.period_month >= (select min(periods.period_month) from {{ ref('dim_periods') }} as periods)
),

cut as (
    {{ metric_inputs('asked_period', ref('aging_as_of') ~ '(asked_date)') }}
),

earlier as (
    select
        inputs.month_number,
        inputs.period_month,
        inputs.as_of_date,
        inputs.scope_code,
        inputs.days_count,
        inputs.window_days,
        inputs.has_full_window,
        inputs.open_amount,
        inputs.not_due_amount,
        inputs.month_sales_amount,
        inputs.window_sales_amount
    from {{ ref('fct_metric_inputs_monthly') }} as inputs
    cross join asked
    where inputs.period_month < asked.period_month
)

select * from earlier
union all
select
    month_number,
    period_month,
    as_of_date,
    scope_code,
    days_count,
    window_days,
    has_full_window,
    open_amount,
    not_due_amount,
    month_sales_amount,
    window_sales_amount
from cut
