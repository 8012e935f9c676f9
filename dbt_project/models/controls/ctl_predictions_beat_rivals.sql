-- Over all back-tests a segment's model is no worse than the customers' own record: in days, and in
-- hundredths of the Brier score. One that is worse is withdrawn by fct_model_verdicts.
with judged as (
    select
        cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
        verdicts.*
    from {{ ref('fct_model_verdicts') }} as verdicts
    cross join {{ ref('dim_run_parameters') }} as run
    where coalesce(verdicts.withdrawal_reason_code, '') not in ('few_outcomes', 'thin_history')
),

comparison as (
    select
        period_month,
        'segment' as subject_type_code,
        segment_code || '/days' as subject_id,
        cast(null as varchar) as currency_code,
        rival_mean_absolute_days as expected_amount,
        greatest(model_mean_absolute_days, rival_mean_absolute_days) as actual_amount
    from judged
    where rival_mean_absolute_days is not null
    union all
    select
        period_month,
        'segment' as subject_type_code,
        segment_code || '/brier' as subject_id,
        cast(null as varchar) as currency_code,
        rival_brier_value * 100 as expected_amount,
        greatest(model_brier_value, rival_brier_value) * 100 as actual_amount
    from judged
    where rival_brier_value is not null
)

{{ compared('predictions_beat_rivals', 'comparison') }}
