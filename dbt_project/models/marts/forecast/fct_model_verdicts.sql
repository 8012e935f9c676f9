-- The model is shown in a segment where, over all month-ends together, its dates and its probabilities
-- were no worse than the customers' own median and ratio. Where nothing was yet to become late there are
-- dates only.
with measures as (
    select
        segment_code,
        max(case when rival_code = 'model' and metric_code = 'mean_absolute_days' then metric_value end) as model_days,
        max(case when rival_code = 'customer_median' and metric_code = 'mean_absolute_days' then metric_value end)
            as rival_days,
        max(case when rival_code = 'model' and metric_code = 'brier' then metric_value end) as model_brier,
        max(case when rival_code = 'customer_median' and metric_code = 'brier' then metric_value end) as rival_brier,
        max(case when rival_code = 'model' and metric_code = 'mean_absolute_days' then item_count end) as item_count
    from {{ ref('fct_model_scores') }}
    where as_of_date is null and decile_number = 0
    group by segment_code
)

select
    measures.segment_code,
    measures.model_days as model_mean_absolute_days,
    measures.rival_days as rival_mean_absolute_days,
    measures.model_brier as model_brier_value,
    measures.rival_brier as rival_brier_value,
    cast(measures.item_count as bigint) as item_count,
    coalesce(
        measures.segment_code <> 'thin_history'
        and measures.item_count >= limits.limit_count
        and measures.model_days <= measures.rival_days
        and coalesce(measures.model_brier <= measures.rival_brier, measures.model_brier is null),
        false
    ) as is_model_shown,
    case
        when measures.segment_code = 'thin_history' then 'thin_history'
        when measures.item_count < limits.limit_count then 'few_outcomes'
        when measures.model_days > measures.rival_days then 'worse_dates'
        when measures.model_brier > measures.rival_brier then 'worse_probabilities'
    end as withdrawal_reason_code
from measures
cross join {{ ref('policy_prediction_limits') }} as limits
where limits.limit_code = 'min_backtest_items'
