select
    'microsip_historia_cambiaria' as table_name,
    fecha as rate_date,
    known_from,
    replaced_at,
    changed_at
from {{ known_versions('microsip_historia_cambiaria') }} as raw_versions
