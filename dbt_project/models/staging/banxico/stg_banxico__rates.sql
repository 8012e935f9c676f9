select
    series_code,
    rate_date,
    rate
from {{ known_rows('banxico_rates') }} as raw_rows
