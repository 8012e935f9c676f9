select
    'M-' || cast(cobrador_id as varchar) as collector_id,
    nombre as collector_name
from {{ known_rows('microsip_cobradores') }} as raw_rows
