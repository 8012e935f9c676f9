select
    control_code,
    period_month,
    subject_type_code,
    subject_id,
    currency_code,
    expected_amount,
    actual_amount,
    cast(actual_amount - expected_amount as decimal(18, 2)) as difference_amount
from {{ ref('ctl_comparisons') }}
where is_exception
