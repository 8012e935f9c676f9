select
    concat(receipt_id, '/', charge_id) as match_history_id,
    receipt_id as bank_receipt_id,
    receipt_date,
    cast({{ dbt.date_trunc('month', 'receipt_date') }} as date) as period_month,
    currency_code,
    charge_id,
    known_until_date,
    tier_code,
    rule_code,
    cast(confidence as decimal(9, 6)) as confidence,
    proposed_amount,
    recorded_amount,
    is_right,
    cast(auto_confidence as decimal(9, 6)) as auto_confidence,
    threshold_source_code,
    cast(at_least_rate as decimal(9, 6)) as at_least_rate,
    cast(tested_count as integer) as tested_count
from {{ ref('prd_matches') }}
where record_code = 'history'
