select
    'M-' || cast(cond_pago_id as varchar) as terms_id,
    nombre as terms_name,
    dias_ppag as discount_days,
    pctje_dscto_ppag as discount_percent
from {{ known_rows('microsip_condiciones_pago') }} as raw_rows
