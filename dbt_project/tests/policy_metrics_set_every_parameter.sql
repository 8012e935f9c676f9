-- A parameter that is not set would empty the models that cross join it.
select sum(case when metric_parameter_code = 'rate_max_age_days' then 1 else 0 end) as max_age_count
from {{ ref('policy_metrics') }}
where days_count > 0
having coalesce(sum(case when metric_parameter_code = 'rate_max_age_days' then 1 else 0 end), 0) <> 1
