select
    series_code,
    rate_date,
    rate,
    no_rate_reason_code
from {{ known_rows('banxico_rates') }} as raw_rows
