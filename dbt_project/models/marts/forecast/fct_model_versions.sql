with versions as (
    select
        as_of_date,
        is_backtest,
        model_version_code,
        training_data_sha256,
        features_sha256,
        seed_number,
        training_pair_count,
        training_settled_count,
        calibration_factor,
        count(*) as predicted_count
    from {{ ref('prd_item_predictions') }}
    where model_version_code is not null
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

measures as (
    select
        as_of_date,
        max(case when metric_code = 'auc' then metric_value end) as auc_value,
        max(case when metric_code = 'brier' then metric_value end) as brier_value,
        max(case when metric_code = 'mean_absolute_days' then metric_value end) as mean_absolute_days,
        max(case when metric_code = 'interval_coverage' then metric_value end) as interval_coverage_value
    from {{ ref('fct_model_scores') }}
    where segment_code = 'all' and rival_code = 'model' and decile_number = 0
    group by 1
)

select
    versions.as_of_date,
    versions.is_backtest,
    versions.model_version_code,
    versions.training_data_sha256,
    versions.features_sha256,
    cast(versions.seed_number as bigint) as seed_number,
    cast(versions.training_pair_count as bigint) as training_pair_count,
    cast(versions.training_settled_count as bigint) as training_settled_count,
    cast(round(versions.calibration_factor, 6) as decimal(18, 6)) as calibration_rate,
    cast(versions.predicted_count as bigint) as predicted_count,
    measures.auc_value,
    measures.brier_value,
    measures.mean_absolute_days,
    measures.interval_coverage_value
from versions
left join measures
    on versions.as_of_date = measures.as_of_date
