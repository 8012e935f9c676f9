select
    'M-' || cast(clave_cliente_id as varchar) as customer_key_id,
    'M-' || cast(cliente_id as varchar) as customer_id,
    clave_cliente as customer_code,
    clave_cliente_id as key_order,
    rol_clave_cli_id as key_role_number
from {{ known_rows('microsip_claves_clientes') }} as raw_rows
