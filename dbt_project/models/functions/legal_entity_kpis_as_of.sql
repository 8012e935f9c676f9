-- Legal entities are too many to store with every month, span and metric: they are computed when they are
-- asked for, by the same formulas.
with asked as (
    {{ asked_day() }}
),

asked_periods as (
    select
        periods.month_number,
        periods.period_month,
        least(periods.as_of_date, asked.as_of_date) as as_of_date,
        cast(extract(day from least(periods.as_of_date, asked.as_of_date)) as integer) as days_count
    from {{ ref('dim_periods') }} as periods
    cross join asked
    where periods.period_month <= asked.period_month
),

-- The months before the asked day as they are stored, and the month that is cut at that day.
aging as (
    select earlier.*
    from {{ ref('fct_aging_monthly') }} as earlier
    cross join asked
    where earlier.period_month < asked.period_month
    union all
    select * from {{ ref('aging_as_of') }}(asked_date)
),

open_items as (
    select earlier.*
    from {{ ref('fct_open_items_monthly') }} as earlier
    cross join asked
    where earlier.period_month < asked.period_month
    union all
    select * from {{ ref('open_items_as_of') }}(asked_date)
),

metric_inputs as (
    {{ metric_inputs('asked_periods', 'aging', 'open_items', is_by_entity=true) }}
),

countback as (
    {{ dso_countback('metric_inputs') }}
),

kpis as (
    {{ kpis('metric_inputs', 'countback', day='cast(asked_date as date)') }}
)

select kpis.*
from kpis
inner join asked
    on kpis.as_of_date = asked.as_of_date
