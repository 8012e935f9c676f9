select
    'M-' || cast(dir_cli_id as varchar) as address_id,
    'M-' || cast(cliente_id as varchar) as customer_id,
    upper(replace(replace(replace(trim(rfc_curp), ' ', ''), '-', ''), '&AMP;', '&')) as rfc,
    nullif(trim(email), '') as email_text,
    coalesce(es_dir_ppal, 'N') = 'S' as is_main,
    dir_cli_id as address_order
from {{ known_rows('microsip_dirs_clientes') }} as raw_rows
