select
    'M-' || cast(historia_camb_id as varchar) as rate_id,
    'M-' || cast(moneda_id as varchar) as currency_id,
    fecha as rate_date,
    tipo_cambio as rate
from {{ known_rows('microsip_historia_cambiaria') }} as raw_rows
