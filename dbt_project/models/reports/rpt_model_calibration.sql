select
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    scores.decile_number,
    max(scores.item_count) as item_count,
    max(case when scores.metric_code = 'decile_predicted' then scores.metric_value end) as predicted_late_probability,
    max(case when scores.metric_code = 'decile_observed' then scores.metric_value end) as observed_late_share
from {{ ref('fct_model_scores') }} as scores
cross join {{ ref('dim_run_parameters') }} as run
where scores.as_of_date is null and scores.decile_number > 0
group by 1, 2
