with asked as (
    {{ asked_day() }}
),

metric_inputs as (
    select * from {{ ref('metric_inputs_as_of') }}(asked_date)
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
