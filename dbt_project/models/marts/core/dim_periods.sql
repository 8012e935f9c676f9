select
    period_month,
    as_of_date,
    is_month_end,
    days_count
from {{ ref('int_periods') }}
