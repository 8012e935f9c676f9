with bounds as (
    select
        min(period_month) as first_date,
        cast({{ dbt.last_day('max(period_month)', 'month') }} as date) as last_date
    from {{ ref('int_periods') }}
),

days as (
    select series_date as calendar_date
    from {{ date_series('(select first_date from bounds)', '(select last_date from bounds)', 'day') }} as series
)

select
    days.calendar_date,
    cast({{ dbt.date_trunc('month', 'days.calendar_date') }} as date) as period_month,
    cast(extract(year from days.calendar_date) as integer) as calendar_year,
    cast(extract(month from days.calendar_date) as integer) as calendar_month,
    cast(extract(day from days.calendar_date) as integer) as calendar_day,
    days.calendar_date = cast({{ dbt.last_day('days.calendar_date', 'month') }} as date) as is_month_end,
    periods.as_of_date is not null as is_as_of_date
from days
left join {{ ref('int_periods') }} as periods
    on days.calendar_date = periods.as_of_date
