select
    period_month,
    as_of_date,
    is_month_end,
    days_count,
    month_number
from {{ ref('int_periods') }}
