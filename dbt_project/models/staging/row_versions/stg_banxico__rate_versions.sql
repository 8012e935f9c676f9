select
    'banxico_rates' as table_name,
    rate_date,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('banxico_rates') }} as raw_versions
