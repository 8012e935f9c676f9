{%- set groupings = metric_groupings() -%}
{%- do groupings.pop('legal_entity') -%}
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
    {{ metric_inputs('asked_period', ref('open_items_as_of') ~ '(asked_date)', groupings) }}
)

select inputs.*
from {{ ref('fct_metric_inputs_monthly') }} as inputs
cross join asked
where inputs.period_month < asked.period_month and inputs.grouping_code <> 'legal_entity'
union all
select * from cut
