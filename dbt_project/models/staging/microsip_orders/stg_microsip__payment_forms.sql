select
    'M-' || cast(forma_cobro_cc_id as varchar) as payment_form_id,
    nombre as payment_form_name,
    -- Typed by hand: "3" is the catalogue's "03".
    lpad(nullif(trim(clave_fiscal), ''), 2, '0') as payment_form_code
from {{ known_rows('microsip_formas_cobro_cc') }} as raw_rows
