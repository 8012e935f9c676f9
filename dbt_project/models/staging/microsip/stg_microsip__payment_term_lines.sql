select
    'M-' || cast(plazo_cond_pag_id as varchar) as terms_line_id,
    'M-' || cast(cond_pago_id as varchar) as terms_id,
    dias_plazo as term_days,
    pctje_ven as share_percent
from {{ known_rows('microsip_plazos_cond_pag') }} as raw_rows
