-- One line per month-end (all together first) and segment: the model beside its rivals.
with wide as (
    select
        scores.as_of_date,
        scores.segment_code,
        scores.rival_code,
        max(scores.item_count) as item_count,
        max(case when scores.metric_code = 'mean_absolute_days' then scores.metric_value end) as mean_absolute_days,
        max(case when scores.metric_code = 'auc' then scores.metric_value end) as auc_value,
        max(case when scores.metric_code = 'brier' then scores.metric_value end) as brier_value,
        max(case when scores.metric_code = 'interval_coverage' then scores.metric_value end) as interval_coverage_value,
        max(case when scores.metric_code = 'auc' then scores.reason_code end) as auc_reason_code
    from {{ ref('fct_model_scores') }} as scores
    where scores.decile_number = 0
    group by 1, 2, 3
)

select
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    wide.as_of_date as backtest_date,
    wide.segment_code,
    wide.rival_code,
    wide.item_count,
    wide.mean_absolute_days,
    wide.auc_value,
    wide.brier_value,
    wide.interval_coverage_value,
    wide.auc_reason_code,
    verdicts.is_model_shown,
    verdicts.withdrawal_reason_code
from wide
left join {{ ref('fct_model_verdicts') }} as verdicts
    on wide.segment_code = verdicts.segment_code
-- Last: a view's text in DuckDB writes it as a comma, which binds after the other joins.
cross join {{ ref('dim_run_parameters') }} as run
