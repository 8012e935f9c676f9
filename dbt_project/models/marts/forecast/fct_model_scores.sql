select
    as_of_date,
    segment_code,
    rival_code,
    metric_code,
    cast(decile_number as integer) as decile_number,
    cast(round(metric_value, 6) as decimal(18, 6)) as metric_value,
    cast(item_count as bigint) as item_count,
    reason_code
from {{ ref('prd_model_scores') }}
